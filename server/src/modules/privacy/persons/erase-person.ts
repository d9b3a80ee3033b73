import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { erasePersonalFields, partiesMergedInto } from '../../registry/index.ts'
import { endAllConsents } from '../consents/consent.store.ts'
import { endRequest, lockOpen } from '../requests/answer-request.ts'
import { eraseWordsOf, insertTurn, selectRetainedKinds } from '../requests/request.store.ts'
import { lockHoldsShared } from '../retention/hold.store.ts'
import { holdsOn } from '../retention/holds-on.ts'

/**
 * Carries out a request to delete: the fields that name and reach the person go out of the register, its consents end, its own words in
 * requests go. The events stay whole: they name the party by its id alone. What is kept is told with its clause. All of it
 * in one transaction: killed, nothing was done; done, nothing is left over.
 */
export const erasePerson = (
  db: Db,
  actor: Actor,
  number: string,
  { basis, answer }: { basis: string; answer: string },
): Promise<void> =>
  db.transaction(async (tx) => {
    const request = await lockOpen(tx, number)
    const { id, kind, subjectKind, subjectID } = request
    if (kind !== 'delete' || subjectKind !== 'party' || subjectID === null) throw problem('privacy.not-for-erasure')
    await lockHoldsShared(tx)
    const subject = { kind: subjectKind, id: subjectID, ids: await partiesMergedInto(tx, subjectID) }
    const [hold] = await holdsOn(tx, { parties: subject.ids })
    if (hold !== undefined) throw problem('privacy.held', { reason: hold.reason, basis: hold.basis })
    await erasePersonalFields(tx, actor, subjectID, basis)
    await endAllConsents(tx, subject)
    await endRequest(tx, actor, request, { outcome: 'partly', answer, retained: await selectRetainedKinds(tx) })
    await eraseWordsOf(tx, subject)
    await insertTurn(tx, id, { turn: 'erased', basis }, actor)
    await recordDeed(tx, actor, { action: 'privacy.erase-person', subject: subjectID, details: { request: id, basis } })
  })
