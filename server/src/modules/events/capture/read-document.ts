import { type Context, type Cut, createCutter, resolveContext, validateHeader } from '@nguon/epcis'
import { problem } from '../../../platform/problem.ts'
import type { Refusal } from '../event-record.ts'

/** How much one document may hold, in bytes and in events. */
export type CaptureLimits = { captureBytes: number; captureEvents: number }

/** A document cut into its events, byte for byte, and what is said around them. */
export type ReceivedDocument = {
  kind: Cut['kind']
  events: Uint8Array[]
  context: Context | undefined
  /** The document's @context as JSON text; a bare event brings its own. */
  contextText: string
  sender: string | undefined
  vocabularies: unknown[]
}

/** Reads a document from the wire without ever holding it parsed as a whole. Throws a Problem for what is no document. */
export const readDocument = async (
  body: AsyncIterable<Uint8Array>,
  limits: CaptureLimits,
): Promise<ReceivedDocument> => {
  const cutter = createCutter()
  const events: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > limits.captureBytes * drained) break
    if (isOver(size, events, limits)) continue
    for (const event of cutter.push(chunk)) events.push(event)
  }
  if (isOver(size, events, limits)) throw tooLarge(limits)
  const cut = cutter.end()
  refuse(
    cut.issues.map(({ code, at, event, path, params }) => ({
      event,
      issue: { code, path: path ?? '', params: { ...params, offset: String(at) } },
    })),
  )
  if (cut.kind === 'other')
    throw problem('events.document-invalid', {}, { errors: [{ code: 'document-expected', field: '/type' }] })
  return cut.kind === 'event' ? bareEvent(events) : document(cut, events)
}

/** What is over a limit is read to its end, so that its sender hears why; but not beyond this many times the limit. */
const drained = 4

const isOver = (size: number, events: readonly Uint8Array[], limits: CaptureLimits): boolean =>
  size > limits.captureBytes || events.length > limits.captureEvents

const bareEvent = (events: Uint8Array[]): ReceivedDocument => ({
  kind: 'event',
  events,
  context: undefined,
  contextText: '',
  sender: undefined,
  vocabularies: [],
})

const document = (cut: Cut, events: Uint8Array[]): ReceivedDocument => {
  refuse(validateHeader(cut.header ?? null).map((issue) => ({ issue })))
  const header = cut.header as DocumentHeader
  const { context, issues } = resolveContext(header['@context'])
  refuse(issues.map((issue) => ({ issue })))
  return {
    kind: cut.kind,
    events,
    context,
    contextText: JSON.stringify(header['@context']),
    sender: header.sender,
    vocabularies:
      header.epcisHeader?.epcisMasterData?.vocabularyList ??
      header.epcisBody?.queryResults?.resultsBody?.vocabularyList ??
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
