import type { Cut, Cutter, DocumentIssue } from '../cut.ts'
import { eventTypes, type JsonObject } from '../event.ts'
import { type Element, elementOf, versionOf } from './element.ts'
import { type Frame, frameAfter, headerOf, keepElement, newParts, type Parts } from './frames.ts'
import { declare, declareVocabulary, eventContext, wholeContext } from './names.ts'
import type { Prefixes } from './prefixes.ts'
import { type Reading, readEvent } from './read-event.ts'
import { createScan, Refusal, type Scan, type Tag } from './scan.ts'

const maxIssues = 50

/** What an event, or a header's master data, may be long: more than 300,000 EPCs. */
const longestEvent = 32_000_000

type State = {
  readonly issues: DocumentIssue[]
  readonly document: Prefixes
  readonly frames: Frame[]
  /** The elements that are open of a tree, from its root; empty between trees. */
  readonly open: Element[]
  depth: number
  /** Where the tree began, in characters. */
  from: number
  parts: Parts | undefined
  kind: Cut['kind']
  ready: Uint8Array[]
  count: number
}

/**
 * Cuts an XML document of EPCIS 2.0, or of 1.x, which is upgraded, into events in their JSON binding as its bytes come in; the
 * header is the document in its JSON binding. Nothing in a text makes it throw.
 */
export function createXmlCutter({ maxDepth = 100 }: { maxDepth?: number } = {}): Cutter {
  const state: State = {
    issues: [],
    document: new Map(),
    frames: [],
    open: [],
    depth: 0,
    from: 0,
    parts: undefined,
    kind: 'other',
    ready: [],
    count: 0,
  }
  const scan: Scan = createScan({
    opened(tag) {
      if (++state.depth > maxDepth) throw new Refusal('nesting-too-deep', { most: String(maxDepth) })
      opened(state, scan, tag)
    },
    text(text) {
      const element = state.open.at(-1)
      if (element) element.text += text
    },
    closed() {
      state.depth--
      closed(state, scan)
    },
    refused: (code, at, params) => report(state, code, at, params),
  })
  return {
    push(chunk) {
      state.ready = []
      scan.push(chunk)
      return state.ready
    },
    end() {
      scan.end()
      return cutOf(state)
    },
  }
}

function cutOf({ issues, kind, count, parts, document }: State): Cut {
  if (kind === 'event')
    return { kind, header: undefined, count, issues: issues.map((issue) => ({ ...issue, event: 0 })) }
  return { kind, header: parts && issues.length === 0 ? headerOf(parts, document) : undefined, count, issues }
}

function opened(state: State, scan: Scan, tag: Tag): void {
  const parent = state.open.at(-1)
  if (parent) {
    if (scan.read() - state.from > longestEvent) throw new Refusal('xml-event-too-long', { most: String(longestEvent) })
    const element = elementOf(tag, scan.resolve)
    parent.children.push(element)
    state.open.push(element)
    return
  }
  const frame = state.frames.at(-1)
  const next = frame === undefined ? openRoot(state, scan, tag) : frameAfter(frame, tag)
  if (next === undefined) {
    state.from = scan.read()
    state.open.push(elementOf(tag, scan.resolve))
    return
  }
  if (next === 'list' && frame !== 'list' && state.parts?.seen.has('list')) {
    report(state, 'event-list-twice', scan.at())
  }
  state.parts?.seen.add(next)
  state.frames.push(next)
  declare(state.document, tag.ns)
}

const bareEvents: ReadonlySet<string> = new Set([...eventTypes, 'QuantityEvent'])

const documentKinds: Readonly<Record<string, Cut['kind']>> = {
  EPCISDocument: 'document',
  EPCISMasterDataDocument: 'document',
  EPCISQueryDocument: 'query-document',
}

/** A document, or a bare event, which is a tree at once. */
function openRoot(state: State, scan: Scan, tag: Tag): Frame | undefined {
  const version = versionOf(tag.uri)
  const kind = Object.hasOwn(documentKinds, tag.local) ? documentKinds[tag.local] : undefined
  if (kind && version) {
    state.kind = kind
    const root = elementOf(tag, scan.resolve)
    state.parts = newParts(root, version, state.document, (code, params) => report(state, code, scan.at(), params))
    return 'root'
  }
  if (!bareEvents.has(tag.local) || !(version || tag.uri === '')) {
    throw new Refusal('xml-root-unknown', { name: tag.name.slice(0, 120), namespace: tag.uri.slice(0, 200) })
  }
  state.kind = 'event'
  declare(state.document, tag.ns)
  return undefined
}

function closed(state: State, scan: Scan): void {
  const element = state.open.pop()
  if (element === undefined) state.frames.pop()
  else if (state.open.length === 0) treeEnded(state, scan, element)
}

function treeEnded(state: State, scan: Scan, element: Element): void {
  const frame = state.frames.at(-1)
  if (frame !== undefined && frame !== 'list') {
    const { parts, document } = state
    if (parts) keepElement(parts, frame, element, document, (code, params) => report(state, code, scan.at(), params))
    return
  }
  const own: Prefixes = new Map()
  const scope = { document: state.document, own }
  const reading: Reading = { scope, report: (code, params) => report(state, code, scan.at(), params) }
  declareVocabulary(scope, scan.resolve('gs1'))
  const event = readEvent(element, reading)
  state.ready.push(encoder.encode(JSON.stringify(withContext(state, event, own))))
  state.count++
}

const encoder = new TextEncoder()

/** A bare event brings the whole context, one of a document what its document does not say. */
function withContext({ kind, document }: State, event: JsonObject, own: Prefixes): JsonObject {
  const context = kind === 'event' ? wholeContext(new Map([...document, ...own])) : eventContext(own)
  return context === undefined ? event : { '@context': context, ...event }
}

function report(state: State, code: string, at: number, params?: Record<string, string>): void {
  if (state.issues.length >= maxIssues) return
  const inEvent = state.frames.at(-1) === 'list'
  state.issues.push({ code, at, ...(inEvent ? { event: state.count } : {}), ...(params ? { params } : {}) })
}
