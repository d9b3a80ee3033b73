import type { Actor } from '../../../../platform/actor.ts'
import { announce } from '../../../../platform/jobs.ts'
import type { Tx } from '../../../../platform/postgres/database.ts'
import { isProblem, problem } from '../../../../platform/problem.ts'
import { actorNow } from '../../../identity/index.ts'
import { actsFor } from '../../../registry/index.ts'
import type { Refusal } from '../../event-record.ts'
import { type Attribution, attribute, ownAttribution } from '../attribution.ts'
import { numberCapture, selectStored, withinSavepoint } from '../capture.store.ts'
import { retryOnRace } from '../capture.ts'
import type { CaptureDeps, ErrorBehaviour } from '../capture-request.ts'
import { endCapture } from '../end-capture.ts'
import { type Examined, examineEvents } from '../examine.ts'
import { finishJob, type JobRow, updateProgress } from '../job.store.ts'
import { judgeEvents } from '../judge.ts'
import { refusedMasterData } from '../master-data.ts'
import { type DocumentFrame, frameOf } from '../receive-document.ts'
import { storeEvents } from '../store-events.ts'
import { type Batch, readBatches } from './batches.ts'
import { type Ledger, noteBatch, noteRefusals, openLedger } from './ledger.ts'
import { countFailure, deleteSpool, type Spooled, selectOrphans, selectSpooled, takeSpooled } from './spool.store.ts'

/** What a job needs of a capture's surroundings: the limits were the door's affair. */
export type SpooledDeps = Omit<CaptureDeps, 'limits'>

type Work = {
  deps: SpooledDeps
  spooled: Spooled & { errorBehaviour: ErrorBehaviour }
  actor: Actor
  frame: DocumentFrame
  attribution: Attribution
  ledger: Ledger
  batches: AsyncGenerator<Batch, void>
  stopping: AbortSignal | undefined
}

/** So often a job may fail for a fault that is not the document's before it ends as failed. */
const mostFailures = 6

/** Whose deeds a job's are; it may do nothing by that. */
const withoutRights = (sender: Spooled['actor']): Actor => ({ ...sender, can: () => false, reach: () => [] })

/** In whose name a document speaks, if who sent it may still capture, and still in that name. */
const attributeNow = async (
  { db }: Pick<SpooledDeps, 'db'>,
  { actor }: Spooled,
  { sender }: DocumentFrame,
): Promise<Attribution> => {
  const now = await actorNow(db, actsFor, actor)
  if (now?.can('events.capture') !== true) throw problem('events.rights-ended')
  return attribute(db, actor, sender)
}

/** The same at the start of each part: rights and mandates that have ended meanwhile end the job. */
const stillAttributed = async ({ deps, spooled, frame, attribution }: Work): Promise<Attribution> => {
  const now = await attributeNow(deps, spooled, frame)
  if (now.declaredBy !== attribution.declaredBy) throw problem('events.rights-ended')
  return now
}

/** Captures a spooled document. Runs again from its beginning wherever it was cut short; what is done already is left. */
export const captureSpooled = async (deps: SpooledDeps, captureID: string, stopping?: AbortSignal): Promise<void> => {
  const spooled = await selectSpooled(deps.db, captureID)
  if (spooled === undefined) return
  const actor = withoutRights(spooled.actor)
  const base = { deps, spooled, actor, batches: readBatches(deps.db, spooled), stopping }
  try {
    const frame = frameOf(spooled.kind, spooled.header)
    const attribution = await attributeNow(deps, spooled, frame)
    await capture({ ...base, frame, attribution, ledger: openLedger(attribution.findings) })
  } catch (error) {
    // The program stops; the next one to start does it again.
    if (stopping?.aborted) throw error
    await endFailed(base, error)
  }
  await deleteSpool(deps.db, captureID)
}

/** Takes away what uploads that broke off have left. */
export const sweepSpools = async ({ db }: Pick<SpooledDeps, 'db'>): Promise<void> => {
  for (const captureID of await selectOrphans(db)) await deleteSpool(db, captureID)
}

const rolledBack = new Error('rolled back')

/** All events in one transaction; where that is rolled back, the rest is read for its errors alone. */
const capture = async (work: Work): Promise<void> => {
  const { db, metrics } = work.deps
  try {
    await db.transaction((tx) => storeAll(tx, work))
    metrics.countEvents(work.ledger.stored)
  } catch (error) {
    if (error !== rolledBack) throw error
    await eachBatch(work, async (batch) => {
      const { refusals } = await examine(work, batch)
      work.ledger.read += batch.events.length
      noteRefusals(work.ledger, refusals)
    })
    await endRolledBack(work)
  }
}

const storeAll = async (tx: Tx, work: Work): Promise<void> => {
  const { spooled, ledger, attribution, frame, actor } = work
  await takeSpooled(tx, spooled.captureID)
  await numberCapture(tx)
  noteRefusals(ledger, await refusedMasterData(tx, attribution, frame))
  await stopWhereRefused(work)
  await eachBatch(work, async (batch) => {
    await storeBatch(tx, work, batch)
    await stopWhereRefused(work)
  })
  await stillAttributed(work)
  await endCapture(tx, {
    actor,
    attribution,
    masterData: frame,
    stored: selectStored(tx, spooled.number),
    declares: ledger.declares,
    words: ledger.words,
    // So many events are settled in transactions of their own, for which nobody else has to wait.
    settleSteps: async (tx) => {
      await announce(tx, 'events.handed-over', { number: spooled.number })
      return new Map()
    },
    job: jobOf(work),
    saveJob: finishJob,
  })
}

/** One batch after the other; the job's state follows. The reading goes on where it stopped, should this throw. */
const eachBatch = async ({ deps, spooled, ledger, batches, stopping }: Work, run: (batch: Batch) => Promise<void>) => {
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    stopping?.throwIfAborted()
    await run(next.value)
    await updateProgress(deps.db, spooled.number, ledger)
  }
}

const stopWhereRefused = async ({ deps, spooled, ledger }: Work): Promise<void> => {
  if (spooled.errorBehaviour === 'proceed' || ledger.errorsTotal === 0) return
  await updateProgress(deps.db, spooled.number, ledger)
  throw rolledBack
}

const examine = ({ frame, attribution }: Work, batch: Batch): Promise<Examined> =>
  examineEvents({ ...frame, ...batch }, attribution.capturedBy)

/**
 * What others might wait for is made in transactions of its own: months, contexts and the texts of keys. A batch that
 * meets another capture on one identity is judged again.
 */
const storeBatch = async (tx: Tx, work: Work, batch: Batch): Promise<void> => {
  const { deps, spooled } = work
  const attribution = await stillAttributed(work)
  const { records, refusals } = await examine(work, batch)
  await deps.months.ensure(records.map((record) => record.facts.eventTime))
  await deps.contexts.ensure(records.map((record) => record.contextText))
  const stamp = { ...attribution, number: spooled.number, mediaType: spooled.mediaType }
  const judged = await retryOnRace(() =>
    withinSavepoint(tx, async () => {
      const all = await judgeEvents(tx, records, attribution)
      await storeEvents(tx, deps.db, all, stamp)
      return all
    }),
  )
  noteBatch(work.ledger, judged, refusals, { read: batch.events.length, attribution })
}

const jobOf = ({ spooled, attribution, ledger }: Pick<Work, 'spooled' | 'attribution' | 'ledger'>): JobRow => ({
  number: spooled.number,
  captureID: spooled.captureID,
  partyID: attribution.calledBy,
  success: ledger.errorsTotal === 0,
  errorBehaviour: spooled.errorBehaviour,
  read: ledger.read,
  stored: ledger.stored,
  known: ledger.known,
  errors: ledger.errors,
  errorsTotal: ledger.errorsTotal,
  findings: [...ledger.findings.values()],
})

const endRolledBack = async (work: Pick<Work, 'deps' | 'actor' | 'spooled' | 'attribution' | 'ledger'>) => {
  const { deps, actor, attribution } = work
  await deps.db.transaction((tx) =>
    endCapture(tx, {
      actor,
      attribution,
      masterData: undefined,
      stored: [],
      declares: false,
      words: new Map(),
      settleSteps: async () => new Map(),
      job: { ...jobOf(work), stored: 0, known: 0 },
      saveJob: finishJob,
    }),
  )
}

/** A document that may not be captured any more ends so; a fault of ours is tried again, but not for ever. */
const endFailed = async (work: Pick<Work, 'deps' | 'actor' | 'spooled'>, error: unknown): Promise<void> => {
  const { captureID, actor } = work.spooled
  const refused = isProblem(error)
  if (!refused && (await countFailure(work.deps.db, captureID)) < mostFailures) throw error
  const own = ownAttribution(actor)
  const ledger = openLedger([])
  const code = refused ? error.problemCode.slice('events.'.length) : 'capture-failed'
  const refusal: Refusal = { issue: { code, path: '', ...(refused ? { params: textOf(error.params) } : {}) } }
  noteRefusals(ledger, [refusal])
  await endRolledBack({ ...work, attribution: own, ledger })
}

const textOf = (params: Record<string, string | number>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
