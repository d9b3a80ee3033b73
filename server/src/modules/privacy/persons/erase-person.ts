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
import { findPerson } from '../subject.ts'

/**
 * Carries out a request to delete: the fields that name and reach the person go out of the register, its consents end, its own words in
 * requests go. The events stay whole: they name the party by its id alone. What is kept is told with its clause. All of it
 * in one transaction: killed, nothing was done; done, nothing is left over. `party`: whom who answers has found to have asked, where
 * the request itself does not say, as one that was made without signing in; one that says is of nobody else.
 */
export const erasePerson = (
  db: Db,
  actor: Actor,
  number: string,
  { basis, answer, party }: { basis: string; answer: string; party?: string | undefined },
): Promise<void> =>
  db.transaction(async (tx) => {
    const request = await lockOpen(tx, number)
    const { id, kind, subjectKind, subjectID } = request
    const found = subjectID === null && party !== undefined ? await findPerson(tx, party) : undefined
    const personID = found?.id ?? (subjectKind === 'party' ? subjectID : null)
    if (kind !== 'delete' || personID === null || (party !== undefined && party !== personID))
      throw problem('privacy.not-for-erasure')
    await lockHoldsShared(tx)
    const subject = { kind: 'party' as const, id: personID, ids: await partiesMergedInto(tx, personID) }
    const [hold] = await holdsOn(tx, { parties: subject.ids })
    if (hold !== undefined) throw problem('privacy.held', { reason: hold.reason, basis: hold.basis })
    await erasePersonalFields(tx, actor, personID, basis)
    await endAllConsents(tx, subject)
    await endRequest(tx, actor, request, { outcome: 'partly', answer, retained: await selectRetainedKinds(tx) })
    await eraseWordsOf(tx, subject, id)
    await insertTurn(tx, id, { turn: 'erased', basis }, actor)
    await recordDeed(tx, actor, { action: 'privacy.erase-person', subject: personID, details: { request: id, basis } })
  })
