import { canonicalKey } from '@nguon/epcis'
import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { keyHash, newID } from '../../../platform/ids.ts'
import { announce } from '../../../platform/jobs.ts'
import type { Metrics } from '../../../platform/metrics.ts'
import { placeCapture, takePosition } from '../../../platform/positions.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { checkMasterData, describeKeys, recordMasterData } from '../../registry/index.ts'
import { insertAssertions, toAssertions } from '../../trace/index.ts'
import { audienceOf, type Descriptions, keysToDescribe } from '../audience.ts'
import { cancelDeclared, declaredIDs } from '../declarations.ts'
import type { EventRecord, Refusal } from '../event-record.ts'
import { type CaptureStamp, eventLine, identityLine, keyLines, toTimestamp } from '../event-row.ts'
import { digest, toUuid } from '../event-uid.ts'
import { eventsProblems } from '../problems.ts'
import { type Attribution, attribute } from './attribution.ts'
import {
  copyCapture,
  insertContexts,
  insertJob,
  insertKeys,
  type JobRow,
  openCapture,
  selectIdentities,
} from './capture.store.ts'
import { checkClaims } from './claims.ts'
import { examineEvents } from './examine.ts'
import type { Months } from './months.ts'
import { type CaptureLimits, type ReceivedDocument, readDocument, refuse } from './read-document.ts'
import { noteKey, type SeenKeys } from './seen-keys.ts'

export type ErrorBehaviour = 'rollback' | 'proceed'

export type CaptureDeps = {
  db: Db
  limits: CaptureLimits
  months: Months
  metrics: Pick<Metrics, 'countEvents'>
}

export type CaptureRequest = {
  actor: Actor
  body: AsyncIterable<Uint8Array>
  mediaType: number
  errorBehaviour: ErrorBehaviour
}

/** What became of a document: its job, and the events of it that are stored now, by whichever capture. */
export type CaptureOutcome = JobRow & { accepted: EventRecord[] }

/**
 * One verb behind every door: read → examine → claims → store → link → position, in one transaction. Under `rollback`
 * a document with a broken event is refused whole before anything is written; under `proceed` its good ones are kept.
 */
export const captureDocument = async (deps: CaptureDeps, request: CaptureRequest): Promise<CaptureOutcome> => {
  const document = await readDocument(request.body, deps.limits)
  return captureReceived(deps, request, document)
}

/** The same for a document that has been read already. */
export const captureReceived = async (
  deps: CaptureDeps,
  request: Omit<CaptureRequest, 'body'>,
  document: ReceivedDocument,
): Promise<CaptureOutcome> => {
  const attribution = await attribute(deps.db, request.actor, document.sender)
  const { records, refusals } = await examineEvents(document, attribution.capturedBy)
  if (request.errorBehaviour === 'rollback') refuse(refusals)
  await deps.months.ensure(records.map((record) => record.facts.eventTime))
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
const retryOnRace = async <T>(run: () => Promise<T>): Promise<T> => {
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
  const { attribution, records, document } = examined
  const declares = records.some(({ declaration }) => declaration)
  const number = await openCapture(tx, attribution.declaredBy, declares)
  const known = await describeKeys(tx, [...new Set(records.flatMap((record) => keysToDescribe(record.facts)))])
  const claims = await checkClaims(tx, records, known, attribution)
  const foreignMasterData = await refusedMasterData(tx, attribution, document)
  const { fresh, repeated, taken } = await tellFresh(tx, claims.allowed)
  const refusals = [...examined.refusals, ...foreignMasterData, ...claims.refusals, ...taken]
  const rolledBack = examined.errorBehaviour === 'rollback' && refusals.length > 0
  const stored = rolledBack ? [] : fresh
  if (!rolledBack) await writeEvents(tx, stored, { known, describesFor: claims.describesFor }, examined, number)
  const masterData = rolledBack ? [] : await keepMasterData(tx, attribution, document)
  const job: JobRow = {
    number,
    captureID: newID(),
    partyID: attribution.capturedBy,
    success: refusals.length === 0,
    errorBehaviour: examined.errorBehaviour,
    stored: stored.length,
    known: rolledBack ? 0 : repeated.length,
    errors: refusals.map(toJobError),
    findings: [...attribution.findings, ...claims.findings, ...masterData],
  }
  await recordDeed(tx, examined.actor, {
    action: 'events.captured',
    subject: job.captureID,
    details: { events: stored.length, declaredBy: attribution.declaredBy },
  })
  await insertJob(tx, job)
  await placeCapture(tx, number)
  return { ...job, accepted: rolledBack ? [] : [...stored, ...repeated] }
}

const refusedMasterData = async (tx: Tx, attribution: Attribution, { vocabularies, context }: ReceivedDocument) => {
  if (vocabularies.length === 0) return []
  const findings = await checkMasterData(tx, describerOf(attribution), vocabularies, context)
  return findings
    .filter(({ refused }) => refused)
    .map(({ code, path, params }) => ({ issue: { code, path: `${vocabularyPath}${path}`, params } }))
}

/** In whose name master data speak; in another's, of the keys that its mandates cover. */
const describerOf = ({ declaredBy, mandates }: Attribution) => ({
  declaredBy,
  mayName: (key: string) => mandates === undefined || mandates.some(({ covers }) => covers(key)),
})

const vocabularyPath = '/epcisHeader/epcisMasterData/vocabularyList'

/** Master data are words of the registry and carry a position of their own, just before their document's. */
const keepMasterData = async (tx: Tx, attribution: Attribution, { vocabularies, context }: ReceivedDocument) => {
  if (vocabularies.length === 0) return []
  const position = await takePosition(tx)
  const findings = await recordMasterData(tx, { ...describerOf(attribution), position }, vocabularies, context)
  await announce(tx, 'registry.changed', { keys: describedKeys(vocabularies) })
  return findings.filter(({ refused }) => !refused)
}

const describedKeys = (vocabularies: readonly unknown[]): string[] =>
  (vocabularies as { vocabularyElementList?: { id: string }[] }[]).flatMap((vocabulary) =>
    (vocabulary.vocabularyElementList ?? []).map(({ id }) => canonicalKey(id)),
  )

const toJobError = ({ event, issue }: Refusal) => ({
  exception: exceptions.get(`events.${issue.code}`) ?? 'ValidationException',
  code: issue.code,
  ...(event === undefined ? {} : { event }),
  field: issue.path,
  ...(issue.params === undefined ? {} : { params: issue.params }),
})

const exceptions = new Map(Object.entries(eventsProblems).map(([code, { exception }]) => [code, exception]))

/** The same content again is known and kept once, in a document as across them; other content under its ID is refused. */
const tellFresh = async (tx: Tx, records: EventRecord[]) => {
  const contents = await selectIdentities(
    tx,
    records.map((record) => record.uid),
  )
  const fresh: EventRecord[] = []
  const repeated: EventRecord[] = []
  const taken: Refusal[] = []
  for (const record of records) {
    const content = contents.get(record.uid)
    if (content === undefined) {
      contents.set(record.uid, record.contentHash)
      fresh.push(record)
    } else if (content === record.contentHash) repeated.push(record)
    else
      taken.push({
        event: record.ordinal,
        issue: { code: 'event-id-taken', path: '/eventID', params: { eventID: record.eventID } },
      })
  }
  return { fresh, repeated, taken }
}

const writeEvents = async (
  tx: Tx,
  records: EventRecord[],
  { known, describesFor }: { known: Descriptions } & Pick<CaptureStamp, 'describesFor'>,
  { attribution, mediaType }: Examined,
  number: number,
): Promise<void> => {
  if (records.length === 0) return
  const contextIDs = new Map(records.map(({ contextText }) => [contextText, toUuid(digest(contextText))]))
  const stamp: CaptureStamp = {
    number,
    capturedBy: attribution.capturedBy,
    declaredBy: attribution.declaredBy,
    mediaType,
    contextIDs,
    describesFor,
  }
  const ordered = records.toSorted((a, b) => (a.uid < b.uid ? -1 : 1))
  const keys: SeenKeys = new Map()
  const onKey = (hash: string, key: string, month: string) => noteKey(keys, hash, key, month)
  await insertContexts(tx, contextIDs)
  await copyCapture(tx, {
    identities: ordered.map((record) => identityLine(record, stamp)).join(''),
    events: ordered.map((record) => eventLine(record, stamp)).join(''),
    keys: ordered
      .map((record) => keyLines({ ...record, ...stamp, captureNumber: number }, audienceOf(record.facts, known), onKey))
      .join(''),
  })
  await insertKeys(tx, keys)
  await insertAssertions(
    tx,
    ordered.flatMap((record) => assertionsOf(record, stamp)),
  )
  const identified = ordered.map((record) => ({ ...record, captureNumber: number }))
  await cancelDeclared(tx, identified, await declaredIDs(tx, identified))
}

/** A declaration repeats what it corrects: it asserts nothing of its own. */
const assertionsOf = (record: EventRecord, stamp: CaptureStamp) =>
  record.declaration
    ? []
    : toAssertions(
        record.links,
        {
          uid: record.uid,
          time: toTimestamp(record.facts.eventTime),
          captureNumber: stamp.number,
          association: record.facts.type === 'AssociationEvent',
          declaredBy: stamp.declaredBy,
        },
        keyHash,
      )
