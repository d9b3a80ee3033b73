import { type Context, type Cut, type Cutter, resolveContext, validateHeader } from '@nguon/epcis'
import { problem } from '../../../platform/problem.ts'
import type { Refusal } from '../event-record.ts'
import { cutterOf } from './cutter-of.ts'
import type { Spool } from './large/spool.ts'

/** How much one document may hold, in bytes and in events; how much at once; and how much in one piece. */
export type CaptureLimits = {
  captureBytes: number
  captureEvents: number
  captureSyncBytes: number
  captureSyncEvents: number
  captureEventBytes: number
}

/** What is said around a document's events. */
export type DocumentFrame = {
  kind: Cut['kind']
  context: Context | undefined
  /** The document's @context as JSON text; a bare event brings its own. */
  contextText: string
  sender: string | undefined
  vocabularies: unknown[]
}

/** A document cut into its events, byte for byte, and its frame; of a large one the events lie in a spool. */
export type ReceivedDocument = DocumentFrame & {
  events: Uint8Array[]
  count: number
  header: Cut['header']
  spool: Spool | undefined
}

type Intake = {
  limits: CaptureLimits
  cutter: Cutter
  openSpool: () => Spool
  spool: Spool | undefined
  /** What came so far, until it goes to a spool. */
  chunks: Uint8Array[]
  events: Uint8Array[]
  size: number
  count: number
  /** Bytes since the last event was complete. */
  run: number
}

/**
 * Reads a document from the wire without ever holding it parsed as a whole; what is beyond the limits of one go is handed
 * to a spool as it comes, checked all the same. Throws a Problem for what is no document.
 */
export const receiveDocument = async (
  { body, mediaType }: { body: AsyncIterable<Uint8Array>; mediaType: number },
  limits: CaptureLimits,
  openSpool: () => Spool,
): Promise<ReceivedDocument> => {
  const cutter = cutterOf(mediaType)
  const start = { chunks: [], events: [], size: 0, count: 0, run: 0 }
  const intake: Intake = { limits, cutter, openSpool, spool: undefined, ...start }
  try {
    for await (const chunk of body) {
      intake.size += chunk.length
      if (intake.size > drainedUpTo(limits)) break
      if (overLimit(intake) === undefined) await take(intake, chunk)
    }
    const over = overLimit(intake)
    if (over !== undefined) throw over
    await intake.spool?.close()
    return finish(intake, cutter.end())
  } catch (error) {
    await intake.spool?.discard()
    throw error
  }
}

/** What is over a limit is read to its end, so that its sender hears why; but not for ever. */
const drainedUpTo = ({ captureBytes }: CaptureLimits): number => Math.min(4 * captureBytes, captureBytes + mostDrained)

const mostDrained = 64 * 1024 * 1024

const take = async (intake: Intake, chunk: Uint8Array): Promise<void> => {
  const events = intake.cutter.push(chunk)
  intake.count += events.length
  intake.run = events.length === 0 ? intake.run + chunk.length : 0
  if (intake.spool === undefined) {
    intake.chunks.push(chunk)
    for (const event of events) intake.events.push(event)
    if (!isLarge(intake)) return
    intake.spool = intake.openSpool()
    for (const held of intake.chunks.splice(0)) await intake.spool.write(held)
    intake.events = []
  } else await intake.spool.write(chunk)
}

const isLarge = ({ size, count, limits }: Intake): boolean =>
  size > limits.captureSyncBytes || count > limits.captureSyncEvents

const overLimit = ({ size, count, run, limits }: Intake): Error | undefined => {
  if (size > limits.captureBytes || count > limits.captureEvents) return tooLarge(limits)
  if (run > limits.captureEventBytes) {
    return problem('events.event-too-large', { bytes: limits.captureEventBytes }, { headers: limitHeaders(limits) })
  }
  return undefined
}

const finish = ({ events, count, spool }: Intake, cut: Cut): ReceivedDocument => {
  refuse(
    cut.issues.map(({ code, at, event, path, params }) => ({
      event,
      issue: { code, path: path ?? '', params: { ...params, offset: String(at) } },
    })),
  )
  if (cut.kind === 'other')
    throw problem('events.document-invalid', {}, { errors: [{ code: 'document-expected', field: '/type' }] })
  return { ...frameOf(cut.kind, cut.header), events, count, header: cut.header, spool }
}

/** What a document's header says, once it has been found valid; a bare event has none. Throws a Problem where it is not. */
export const frameOf = (kind: Cut['kind'], header: Cut['header']): DocumentFrame => {
  if (kind === 'event') return { kind, context: undefined, contextText: '', sender: undefined, vocabularies: [] }
  refuse(validateHeader(header ?? null).map((issue) => ({ issue })))
  const valid = header as DocumentHeader
  const { context, issues } = resolveContext(valid['@context'])
  refuse(issues.map((issue) => ({ issue })))
  return {
    kind,
    context,
    contextText: JSON.stringify(valid['@context']),
    sender: valid.sender,
    vocabularies:
      valid.epcisHeader?.epcisMasterData?.vocabularyList ??
      valid.epcisBody?.queryResults?.resultsBody?.vocabularyList ??
      [],
  }
}

/** What is read off a header once it has been found valid. */
type DocumentHeader = {
  '@context': Parameters<typeof resolveContext>[0]
  sender?: string
  epcisHeader?: { epcisMasterData?: { vocabularyList?: unknown[] } }
  epcisBody?: { queryResults?: { resultsBody?: { vocabularyList?: unknown[] } } }
}

/** Refuses the whole document where there is anything to refuse. */
export const refuse = (refusals: readonly Refusal[]): void => {
  if (refusals.length === 0) return
  throw problem('events.document-invalid', {}, { errors: refusals.slice(0, shownErrors).map(toDetail) })
}

const shownErrors = 100

const toDetail = ({ event, issue }: Refusal) => ({
  code: issue.code,
  ...(event === undefined ? {} : { event }),
  field: issue.path,
  ...(issue.params?.offset === undefined ? {} : { at: Number(issue.params.offset) }),
  params: issue.params ?? {},
})

const tooLarge = (limits: CaptureLimits): Error =>
  problem(
    'events.document-too-large',
    { bytes: limits.captureBytes, events: limits.captureEvents },
    { headers: limitHeaders(limits) },
  )

/** The limits as EPCIS 2.0 announces them. */
export const limitHeaders = (limits: CaptureLimits): Record<string, string> => ({
  'gs1-epcis-capture-limit': String(limits.captureEvents),
  'gs1-epcis-capture-file-size-limit': String(limits.captureBytes),
})
