import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { dayOf } from '../../../platform/days.ts'
import { newID } from '../../../platform/ids.ts'
import { newCaseNumber, readCaseNumber } from '../../../platform/numbers/index.ts'
import type { Db, Reader, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { type CaseFile, insertCase, selectCase, updateClosed, updateDelay } from './case-file.store.ts'

/** So long looks may be kept back from the day on which it is decided; longer needs a new decision, with its reason. */
const longestDelay = 180
const day = 86_400_000

export type Delay = { until: string; reason: string }

/** A party with those that were merged into it, which the register knows: what was kept for them is its own. */
export type PartiesOf = (reader: Reader, partyID: string) => Promise<readonly string[]>
export type LooksDeps = { db: Db; partiesOf: PartiesOf }

/** Opens a case: from now on its agency may look under its number, and the owners are told once it closes or the delay ends. */
export const openCase = async (db: Db, actor: Actor, subject: string, delay: Delay): Promise<CaseFile> => {
  const partyID = agencyOf(actor)
  checkDelay(delay)
  const id = newID()
  const number = newCaseNumber()
  return db.transaction(async (tx) => {
    const { accountID } = actor
    await insertCase(tx, {
      id,
      number,
      partyID,
      accountID,
      subject,
      delayUntil: delay.until,
      delayReason: delay.reason,
    })
    await recordDeed(tx, actor, { action: 'identity.open-case', subject: number, details: { delayUntil: delay.until } })
    return found(await selectCase(tx, [partyID], number), number)
  })
}

/** Puts off, or brings forward, the day until which an open case's looks are kept back. What shows already is not hidden again. */
export const delayCase = async (deps: LooksDeps, actor: Actor, number: string, delay: Delay): Promise<CaseFile> => {
  checkDelay(delay)
  return change(deps, actor, number, async (tx, { id, closedAt, delayUntil }) => {
    if (closedAt === null && delayUntil < dayOf(new Date()))
      throw problem('looks.delay-ended', { number, until: delayUntil })
    return {
      file: await updateDelay(tx, id, delay.until, delay.reason),
      action: 'identity.delay-case',
      details: { until: delay.until, reason: delay.reason },
    }
  })
}

/** Closes a case for good: its looks show, and none can be made under it any more. */
export const closeCase = (deps: LooksDeps, actor: Actor, number: string): Promise<CaseFile> =>
  change(deps, actor, number, async (tx, { id }) => ({
    file: await updateClosed(tx, id),
    action: 'identity.close-case',
    details: {},
  }))

/** A case of the caller's agency, or of one that was merged into it. */
export const findCase = async (
  reader: Reader,
  partiesOf: PartiesOf,
  actor: Actor,
  number: string,
): Promise<CaseFile> => {
  const read = readCaseNumber(number)
  if (read === undefined) throw unknown(number)
  return found(await selectCase(reader, await partiesOf(reader, agencyOf(actor)), read), number)
}

/** The case that a call names; null where it names none. Throws a Problem for one that is not the caller's own, or closed. */
export const openCaseOf = async (reader: Reader, partiesOf: PartiesOf, actor: Actor): Promise<string | null> => {
  const number = actor.call?.caseNumber
  if (number === undefined) return null
  const { id, closedAt } = await findCase(reader, partiesOf, actor, number)
  if (closedAt !== null) throw problem('looks.case-closed', { number })
  return id
}

type Change = { file: CaseFile | undefined; action: string; details: object }

const change = (
  { db, partiesOf }: LooksDeps,
  actor: Actor,
  number: string,
  run: (tx: Tx, before: CaseFile) => Promise<Change>,
): Promise<CaseFile> =>
  db.transaction(async (tx) => {
    const { file, action, details } = await run(tx, await findCase(tx, partiesOf, actor, number))
    if (file === undefined) throw problem('looks.case-closed', { number })
    await recordDeed(tx, actor, { action, subject: file.number, details })
    return file
  })

const checkDelay = ({ until }: Delay): void => {
  const time = Date.parse(`${until}T00:00:00+07:00`)
  if (Number.isNaN(time)) throw problem('looks.delay-invalid', { until, limit: longestDelay })
  const ahead = time - Date.now()
  if (ahead < -day || ahead > longestDelay * day) throw problem('looks.delay-invalid', { until, limit: longestDelay })
}

const agencyOf = ({ partyID }: Actor): string => {
  if (partyID === null) throw new Error('an anonymous actor reached the cases')
  return partyID
}

const found = (file: CaseFile | undefined, number: string): CaseFile => {
  if (file === undefined) throw unknown(number)
  return file
}

const unknown = (number: string): Error => problem('looks.case-unknown', { number: number.slice(0, 100) })
