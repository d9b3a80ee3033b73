import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { lockDeclarers } from '../declarations.store.ts'
import { cancelDeclared, declaredIDs, type Identified } from '../declarations.ts'
import { noteWords, type Words } from '../resources/note-words.ts'
import { placeCapture, selectOpenOf } from '../visibility/audience.store.ts'
import { type Held, toldBy } from '../visibility/viewers.ts'
import type { Attribution } from './attribution.ts'
import type { JobRow } from './job.store.ts'
import { keepMasterData, type MasterData } from './master-data.ts'
import { insertRefusals, refusalsOfJob } from './refusals/keep-refusals.ts'

/** A capture whose events are written, or not to be: what is left to do for it. */
export type CaptureEnding = {
  actor: Actor
  attribution: Attribution
  job: JobRow
  /** Of a document that is kept. */
  masterData: MasterData | undefined
  stored: AsyncIterable<readonly Identified[]> | Iterable<readonly Identified[]>
  declares: boolean
  words: Words
  /** Settles what stands beside hand-overs, or has it done later; answers the words of events that it opens to others. */
  settleSteps(tx: Tx): Promise<Words>
  saveJob(tx: Tx, job: JobRow): Promise<void>
}

/**
 * The last statements of a capture, which alone wait for others: deed and refusals, what is declared wrong, master data,
 * the job, and the position, whose lock everybody needs, at the very end.
 */
export const endCapture = async (tx: Tx, ending: CaptureEnding): Promise<JobRow> => {
  const { actor, attribution, job } = ending
  await recordDeed(tx, actor, {
    action: 'events.captured',
    subject: job.captureID,
    details: { events: job.stored, declaredBy: attribution.declaredBy },
  })
  await insertRefusals(tx, refusalsOfJob(actor, job))
  const opened = job.stored > 0 ? await settle(tx, ending) : new Map()
  const masterData = ending.masterData === undefined ? [] : await keepMasterData(tx, attribution, ending.masterData)
  const ended = { ...job, findings: [...job.findings, ...masterData] }
  const held = job.stored > 0 ? await heldBy(tx, ending) : []
  await ending.saveJob(tx, ended)
  await noteWords(tx, new Map([...ending.words, ...opened]))
  await placeCapture(tx, job.number, held)
  return ended
}

/** For whom the capture holds events: all of it for who told it, what is open of it for others. */
const heldBy = async (tx: Tx, { attribution, job }: CaptureEnding): Promise<Held[]> => [
  ...toldBy({ ...attribution, captureNumber: job.number }).map((told) => ({ ...told, events: job.stored })),
  ...(await selectOpenOf(tx, job.number)),
]

const settle = async (tx: Tx, ending: CaptureEnding): Promise<Words> => {
  await settleDeclarations(tx, ending)
  return ending.settleSteps(tx)
}

/**
 * Of an event and a declaration about it that are captured at once, the one that takes the lock second finds the other:
 * it reads when its own rows are written and the other's are committed.
 */
const settleDeclarations = async (tx: Tx, { attribution, declares, stored }: CaptureEnding): Promise<void> => {
  await lockDeclarers(tx, [attribution.declaredBy, attribution.capturedBy], declares)
  for await (const events of stored) await cancelDeclared(tx, events, await declaredIDs(tx, events))
}
