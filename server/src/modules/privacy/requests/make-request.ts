import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { addWorkingDays } from '../../../platform/calendar/index.ts'
import { dayOf } from '../../../platform/days.ts'
import { newID } from '../../../platform/ids.ts'
import type { Language } from '../../../platform/messages.ts'
import { newCaseNumber } from '../../../platform/numbers/index.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import type { Subject } from '../subject.ts'
import { insertRequest, insertTurn, type RequestKind } from './request.store.ts'

/** Law 91/2025/QH15 with Decree 356/2025/ND-CP: a person is answered within two working days. */
const workingDays = 2

export type NewRequest = { kind: RequestKind; details: string; contact?: string | undefined }

/** Takes a request in, from whomever; its number is the key to it. `subject`: whose data it is, where the caller is known. */
export const makeRequest = async (
  db: Db,
  actor: Actor,
  request: NewRequest & { language: Language },
  subject: Subject | undefined,
): Promise<{ number: string; receivedOn: string; dueOn: string }> => {
  const receivedOn = dayOf(new Date())
  const dueOn = await addWorkingDays(db, receivedOn, workingDays)
  const row = { id: newID(), number: newCaseNumber(), receivedOn, dueOn, contact: null, ...request }
  await db.transaction(async (tx) => {
    await insertRequest(tx, { ...row, contact: request.contact ?? null }, subject)
    await insertTurn(tx, row.id, { turn: 'received', dueOn }, actor)
    await recordDeed(tx, actor, { action: 'privacy.make-request', subject: row.id, details: { kind: row.kind, dueOn } })
  })
  return { number: row.number, receivedOn, dueOn }
}
