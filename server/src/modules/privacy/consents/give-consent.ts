import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { newID } from '../../../platform/ids.ts'
import type { Language } from '../../../platform/messages.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { discloseField } from '../../registry/index.ts'
import type { Subject } from '../subject.ts'
import { endConsent, insertConsent } from './consent.store.ts'
import { type Purpose, purposes } from './purpose.ts'

/** What is agreed to. `wording`: the number of the text that was read; `basis`: the signed paper, where somebody else writes it down. */
export type Agreement = { purpose: string; wording: number; language: Language; basis?: string | undefined }

const getPurpose = (subject: Subject, id: string): Purpose => {
  const purpose = purposes.find((each) => each.id === id && each.of.includes(subject.kind))
  if (purpose === undefined) throw problem('privacy.purpose-unknown', { purpose: id })
  return purpose
}

/** Records a consent to one purpose; from this transaction's end it counts. Given twice it is given once. */
export const giveConsent = (db: Db, actor: Actor, subject: Subject, agreement: Agreement): Promise<void> => {
  const purpose = getPurpose(subject, agreement.purpose)
  if (agreement.wording !== purpose.wording)
    throw problem('privacy.wording-differs', { purpose: purpose.id, wording: purpose.wording })
  return db.transaction(async (tx) => {
    await disclose(tx, actor, subject, purpose, true)
    await endConsent(tx, subject, purpose.id, purpose.wording)
    const { wording, language, basis = null } = agreement
    if (!(await insertConsent(tx, subject, { id: newID(), purpose: purpose.id, wording, language, basis }))) return
    await recordDeed(tx, actor, {
      action: 'privacy.give-consent',
      subject: subject.id,
      details: { purpose: purpose.id, wording, ...(basis !== null && { basis }) },
    })
  })
}

/** Takes a consent back: whenever, without reason. What was shown by it is not shown from this transaction's end on. */
export const withdrawConsent = (db: Db, actor: Actor, subject: Subject, purposeID: string): Promise<void> => {
  const purpose = getPurpose(subject, purposeID)
  return db.transaction(async (tx) => {
    await disclose(tx, actor, subject, purpose, false)
    if (!(await endConsent(tx, subject, purpose.id))) throw problem('privacy.consent-unknown', { purpose: purpose.id })
    await recordDeed(tx, actor, {
      action: 'privacy.withdraw-consent',
      subject: subject.id,
      details: { purpose: purpose.id },
    })
  })
}

/** First in the transaction: the register's position is taken there. */
const disclose = async (tx: Tx, actor: Actor, subject: Subject, purpose: Purpose, open: boolean): Promise<void> => {
  if (purpose.discloses === undefined || subject.kind !== 'party') return
  const reference = `${purpose.id} ${purpose.wording}`
  await discloseField(tx, actor, subject.id, { field: purpose.discloses, ground: 'consent', open, reference })
}
