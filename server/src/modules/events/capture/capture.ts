import { newID } from '../../../platform/ids.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import type { EventRecord, Refusal } from '../event-record.ts'
import { type Attribution, attribute } from './attribution.ts'
import { openCapture } from './capture.store.ts'
import type { CaptureDeps, CaptureRequest } from './capture-request.ts'
import { endCapture } from './end-capture.ts'
import { examineEvents } from './examine.ts'
import { insertJob, type JobRow } from './job.store.ts'
import { toJobError } from './job-error.ts'
import { judgeEvents } from './judge.ts'
import { acceptLarge } from './large/accept.ts'
import { openSpool } from './large/spool.ts'
import { refusedMasterData } from './master-data.ts'
import { type ReceivedDocument, receiveDocument, refuse } from './receive-document.ts'
import { settleCaptured } from './settle-captured.ts'
import { storeEvents } from './store-events.ts'
import { wordsOfCapture } from './words-of-capture.ts'

/** What became of a document: its job, and the events of it that are stored now, by whichever capture. */
export type CaptureOutcome = JobRow & { accepted: EventRecord[] }

/**
 * One verb behind every door: read → examine → judge → store → position, in one transaction. Under `rollback` a document
 * with a broken event is refused whole before anything is written; under `proceed` its good ones are kept. What is too
 * large for that becomes a job that does the same.
 */
export const captureDocument = async (deps: CaptureDeps, request: CaptureRequest): Promise<{ captureID: string }> => {
  const document = await receiveDocument(request, deps.limits, () => openSpool(deps.db))
  return document.spool === undefined
    ? captureReceived(deps, request, document)
    : acceptLarge(deps.db, request, document, document.spool)
}

/** The same for a document that has been read already and is held whole. */
export const captureReceived = async (
  deps: CaptureDeps,
  request: Omit<CaptureRequest, 'body'>,
  document: ReceivedDocument,
): Promise<CaptureOutcome> => {
  const attribution = await attribute(deps.db, request.actor, document.sender)
  const { records, refusals } = await examineEvents({ ...document, first: 0 }, attribution.capturedBy)
  if (request.errorBehaviour === 'rollback') refuse(refusals)
  await deps.months.ensure(records.map((record) => record.facts.eventTime))
  await deps.contexts.ensure(records.map((record) => record.contextText))
  const store = () =>
    deps.db.transaction((tx) => storeDocument(tx, { ...request, document, attribution, records, refusals }))
  const outcome = await retryOnRace(store)
  deps.metrics.countEvents(outcome.stored)
  return outcome
}

type Examined = Omit<CaptureRequest, 'body'> & {
  document: ReceivedDocument
  attribution: Attribution
  records: EventRecord[]
  refusals: Refusal[]
}

/** Two captures may meet on one identity; the one that comes second runs again and finds the other's event there. */
export const retryOnRace = async <T>(run: () => Promise<T>): Promise<T> => {
  for (let left = 4; ; left -= 1) {
    try {
      return await run()
    } catch (error) {
      if (left === 0 || !raceCodes.has((error as { code?: string }).code ?? '')) throw error
    }
  }
}

/** unique_violation, serialization_failure, deadlock_detected */
const raceCodes = new Set(['23505', '40001', '40P01'])

const storeDocument = async (tx: Tx, examined: Examined): Promise<CaptureOutcome> => {
  const { actor, attribution, records, document, errorBehaviour, mediaType } = examined
  const number = await openCapture(tx)
  const judged = await judgeEvents(tx, records, attribution)
  const foreignMasterData = await refusedMasterData(tx, attribution, document)
  const refusals = [...examined.refusals, ...foreignMasterData, ...judged.refusals]
  const rolledBack = errorBehaviour === 'rollback' && refusals.length > 0
  const stored = rolledBack ? [] : judged.fresh
  if (!rolledBack) await storeEvents(tx, tx, judged, { ...attribution, number, mediaType })
  const job = await endCapture(tx, {
    actor,
    attribution,
    masterData: rolledBack ? undefined : document,
    stored: [stored.map((record) => ({ ...record, captureNumber: number }))],
    declares: stored.some(({ declaration }) => declaration),
    words: wordsOfCapture(stored, attribution),
    job: {
      number,
      captureID: newID(),
      partyID: attribution.calledBy,
      success: refusals.length === 0,
      errorBehaviour,
      read: document.count,
      stored: stored.length,
      known: rolledBack ? 0 : judged.repeated.length,
      errors: refusals.map(toJobError),
      errorsTotal: refusals.length,
      findings: [...attribution.findings, ...judged.findings],
    },
    settleSteps: (tx) => settleCaptured(tx, stored, { ...attribution, number }),
    saveJob: insertJob,
  })
  return { ...job, accepted: rolledBack ? [] : [...stored, ...judged.repeated] }
}
