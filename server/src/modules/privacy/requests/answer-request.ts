import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { addWorkingDays } from '../../../platform/calendar/index.ts'
import { dayOf } from '../../../platform/days.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import {
  insertTurn,
  lockRequest,
  type Outcome,
  type RequestRow,
  type Retained,
  selectRetainedKinds,
  updateAnswered,
  updateExtended,
} from './request.store.ts'

/** Our own bound: nobody waits longer for an answer, whatever reason is given. */
const longestExtension = 20

export type Extension = { workingDays: number; reason: string; basis: string }

/** More time for an answer, with a reason that the person reads; only while the time has not run out. */
export const extendRequest = (db: Db, actor: Actor, number: string, extension: Extension): Promise<void> =>
  db.transaction(async (tx) => {
    const request = await lockOpen(tx, number)
    if (request.dueOn < dayOf(new Date())) throw problem('privacy.extension-too-late', { due: request.dueOn })
    const dueOn = await addWorkingDays(tx, request.dueOn, extension.workingDays)
    if (dueOn > (await addWorkingDays(tx, request.receivedOn, longestExtension)))
      throw problem('privacy.extension-too-late', { due: dueOn })
    const { reason, basis } = extension
    await updateExtended(tx, request.id, dueOn)
    await insertTurn(tx, request.id, { turn: 'extended', dueOn, reason, basis }, actor)
    await recordDeed(tx, actor, { action: 'privacy.extend-request', subject: request.id, details: { dueOn, basis } })
  })

export type Answer = { outcome: Outcome; answer: string; retained?: readonly string[] | undefined }

/** The answer; what is kept in spite of it is named with its clause, out of the table. */
export const answerRequest = (db: Db, actor: Actor, number: string, answer: Answer): Promise<void> =>
  db.transaction(async (tx) => {
    const request = await lockOpen(tx, number)
    const retained = retainedOf(await selectRetainedKinds(tx), answer.retained ?? [])
    await endRequest(tx, actor, request, { ...answer, retained })
  })

/** The kinds that are named. One that is not in the table is refused: the person would not be told what is kept, and why. */
const retainedOf = (kinds: readonly Retained[], named: readonly string[]): Retained[] => {
  const stray = named.find((name) => !kinds.some(({ kind }) => kind === name))
  if (stray !== undefined) throw problem('privacy.retained-unknown', { kind: stray })
  return kinds.filter(({ kind }) => named.includes(kind))
}

export const endRequest = async (
  tx: Tx,
  actor: Actor,
  request: RequestRow,
  answer: { outcome: Outcome; answer: string; retained: readonly Retained[] },
): Promise<void> => {
  await updateAnswered(tx, request.id, answer)
  await insertTurn(tx, request.id, { turn: 'answered' }, actor)
  const { outcome } = answer
  await recordDeed(tx, actor, { action: 'privacy.answer-request', subject: request.id, details: { outcome } })
}

export const lockOpen = async (tx: Tx, number: string): Promise<RequestRow> => {
  const request = await lockRequest(tx, number)
  if (request === undefined) throw problem('privacy.request-unknown', { number })
  if (request.state === 'answered') throw problem('privacy.request-ended', { number })
  return request
}
