import type { Json } from './event.ts'
import { endScan, isDone, scanChunk } from './json-scan.ts'
import { createScan, type Scan } from './scan-state.ts'

/** One fault of the text itself. `at`: byte offset; `event`: which event it stands in, from 0; `path`: inside that. */
export type DocumentIssue = {
  code: string
  at: number
  event?: number
  path?: string
  params?: Record<string, string>
}

/**
 * What a whole text was. `header`: the document with its eventList emptied; a bare event has none. With issues the text
 * is to be refused as a whole, whatever was handed out of it.
 */
export type Cut = {
  kind: 'document' | 'query-document' | 'event' | 'other'
  header: Json | undefined
  count: number
  issues: DocumentIssue[]
}

/**
 * Cuts a text into events as its bytes come in. The bytes handed out may be views on the chunk just pushed: use them
 * before it is written over.
 */
export type Cutter = { push(chunk: Uint8Array): Uint8Array[]; end(): Cut }

const maxIssues = 50

/** The objects on the way to the events, by depth; `list` ends it: epcisBody, or its query results. */
const list = 9
const ways: readonly Record<string, number>[] = [
  {},
  { epcisBody: 2 },
  { eventList: list, queryResults: 3 },
  { resultsBody: 4 },
  { eventList: list },
]

type State = {
  readonly issues: DocumentIssue[]
  /** The chunk at hand and the bytes before it. */
  chunk: Uint8Array
  offset: number
  /** How many objects on the way are open, and where the last name of the deepest leads. */
  way: number
  next: number
  /** The member of the event (of the document, outside its events) that is being read. */
  member: string
  count: number
  listSeen: boolean
  readonly outside: Span
  readonly item: Span
  ready: Uint8Array[]
  header: Json | undefined
  kind: Cut['kind']
}

/** A run of bytes: copies from earlier chunks, and where it goes on in the chunk at hand; -1: not running. */
type Span = { parts: Uint8Array[]; from: number }

/** `maxDepth`: arrays and objects within each other, the outermost included. Nothing in a text makes it throw. */
export function createCutter({ maxDepth = 100 }: { maxDepth?: number } = {}): Cutter {
  const state = createState()
  const scan = createScan(maxDepth, {
    began: (at) => began(state, scan, at),
    opened: (isArray, at) => opened(state, scan, isArray, at),
    closing: (at) => closing(state, scan, at),
    named: () => named(state, scan),
    ended: (end) => ended(state, scan, end),
    fault: (code, at, params) => {
      if (code !== 'member-duplicated' || !mayStandTwice(scan)) fault(state, scan, code, at, params)
    },
  })
  return {
    push(chunk) {
      const ready: Uint8Array[] = []
      state.ready = ready
      state.chunk = chunk
      scanChunk(scan, chunk)
      hold(state.outside, chunk)
      hold(state.item, chunk)
      state.offset += chunk.length
      state.chunk = new Uint8Array(0)
      return ready
    },
    end() {
      endScan(scan, 0)
      const { kind, header, count, issues } = state
      if (!isDone(scan)) return { kind: 'other', header: undefined, count, issues }
      return {
        kind,
        header,
        count,
        issues: kind === 'event' ? issues.map((issue) => ({ ...issue, event: 0 })) : issues,
      }
    },
  }
}

function createState(): State {
  return {
    issues: [],
    chunk: new Uint8Array(0),
    offset: 0,
    way: 0,
    next: 0,
    member: '',
    count: 0,
    listSeen: false,
    outside: { parts: [], from: -1 },
    item: { parts: [], from: -1 },
    ready: [],
    header: undefined,
    kind: 'other',
  }
}

/** Keeps what a running span has of the chunk that goes. */
function hold(span: Span, chunk: Uint8Array): void {
  if (span.from < 0) return
  span.parts.push(chunk.slice(span.from))
  span.from = 0
}

/** Stops a span before `end` in the chunk at hand; what lies in one chunk comes as a view on it. */
function finish(span: Span, chunk: Uint8Array, end: number): Uint8Array {
  const last = chunk.subarray(span.from, end)
  const parts = span.parts
  span.parts = []
  span.from = -1
  if (parts.length === 0) return last
  parts.push(last)
  return join(parts)
}

function join(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/**
 * A member that stands twice is read differently by different readers, so it is refused; but for an event's own eventID,
 * which GS1's published examples repeat: the last one counts, as for JSON.parse.
 */
const mayStandTwice = (scan: Scan): boolean =>
  scan.depth === (inEvents(scan) ? scan.watch + 1 : 1) && scan.names.text() === 'eventID'

const inEvents = (scan: Scan): boolean => scan.watch > 0

function began(state: State, scan: Scan, at: number): void {
  if (inEvents(scan)) state.item.from = at
  else state.outside.from = at
}

function opened(state: State, scan: Scan, isArray: boolean, at: number): void {
  const depth = scan.depth
  if (depth === 1 && !isArray) state.way = 1
  if (depth === 1 || depth - 1 !== state.way || inEvents(scan)) return
  const next = state.next
  if (next === list && isArray) openList(state, scan, at)
  else if (next === depth && !isArray) state.way = depth
}

function openList(state: State, scan: Scan, at: number): void {
  if (state.listSeen) {
    fault(state, scan, 'event-list-twice', at)
    return
  }
  state.listSeen = true
  state.outside.parts = [join([...state.outside.parts, state.chunk.slice(state.outside.from, at + 1)])]
  state.outside.from = -1
  scan.watch = scan.depth
  state.member = ''
}

function closing(state: State, scan: Scan, at: number): void {
  if (inEvents(scan) && scan.depth === scan.watch) {
    scan.watch = 0
    state.outside.from = at
  } else if (!inEvents(scan) && scan.depth === state.way) state.way--
}

function named(state: State, scan: Scan): void {
  if (inEvents(scan)) {
    if (scan.depth === scan.watch + 1) state.member = scan.names.text()
  } else if (scan.depth === state.way) {
    const name = scan.names.text()
    state.next = ways[state.way]?.[name] ?? 0
    if (scan.depth === 1) state.member = name
  }
}

function ended(state: State, scan: Scan, end: number): void {
  if (inEvents(scan)) {
    state.ready.push(finish(state.item, state.chunk, end))
    state.count++
    state.member = ''
  } else wholeEnded(state, finish(state.outside, state.chunk, end), scan)
}

const kinds: Record<string, Cut['kind']> = { EPCISDocument: 'document', EPCISQueryDocument: 'query-document' }

/** The text's one value is complete: a document whose events went out before, or else a bare event. */
function wholeEnded(state: State, bytes: Uint8Array, scan: Scan): void {
  const value = readJson(bytes)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fault(state, scan, 'document-not-object', -state.offset)
    return
  }
  const kind = typeof value.type === 'string' && Object.hasOwn(kinds, value.type) ? kinds[value.type] : undefined
  if (kind || state.listSeen) {
    state.kind = kind ?? 'other'
    state.header = value
    return
  }
  state.kind = 'event'
  state.count = 1
  state.ready.push(bytes)
}

/** The scan has checked the text, but for lone surrogates and the like, which JSON.parse takes. */
function readJson(bytes: Uint8Array): Json {
  return JSON.parse(new TextDecoder().decode(bytes)) as Json
}

function fault(state: State, scan: Scan, code: string, at: number, params?: Record<string, string>): void {
  if (state.issues.length >= maxIssues) return
  const member = state.member.replaceAll('~', '~0').replaceAll('/', '~1')
  state.issues.push({
    code,
    at: state.offset + at,
    ...(inEvents(scan) ? { event: state.count } : {}),
    ...(state.member ? { path: `/${member}` } : {}),
    ...(params ? { params } : {}),
  })
}
