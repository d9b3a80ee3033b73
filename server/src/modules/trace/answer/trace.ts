import { keyHash } from '../../../platform/ids.ts'
import { currentPosition, timeOfPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { firstOfMany, kinds, nothing } from '../assertion.ts'
import { type Share, sharesOf } from '../quantity/shares.ts'
import { parseResume } from '../walk/resume.ts'
import { createWalkReader } from '../walk/walk.store.ts'
import { walk } from '../walk/walk.ts'
import type { Direction, WalkEnd } from '../walk/walk-graph.ts'
import type { Cursor, WalkReader } from '../walk/walk-reader.ts'
import { assemble, type Told } from './assemble.ts'
import { citedEvents, compareTexts, referencesOf, type Walked } from './cited-events.ts'
import { completenessOf } from './completeness.ts'
import { processKeys } from './processes.ts'
import { readRegister } from './register.ts'
import { type ResumeScope, type ResumeTokens, resumeInvalid } from './resume-token.ts'
import { sightingsByNode } from './sighted.ts'
import type { Tombstone, TraceAnswer } from './trace-answer.ts'
import type { EventHeader, TraceEvents, Viewer } from './trace-events.ts'
import { pathOfTrace, uriOf } from './trace-key.ts'
import { parameterRefused, type TraceRequest } from './trace-request.ts'

/** `eventsFor`: the EPCIS repository as one viewer sees it. */
export type TraceDeps = {
  db: Reader
  publicUrl: string
  tokens: ResumeTokens
  eventsFor: (viewer: Viewer) => TraceEvents
}

/**
 * The trace of a key as one viewer may see it: what it hides is as unknown as what nobody said. Throws a Problem where no
 * event that the viewer may see names the key.
 */
export const traceAnswer = async (deps: TraceDeps, viewer: Viewer, request: TraceRequest): Promise<TraceAnswer> => {
  const scope = { ...request, viewer: viewerOf(viewer) }
  const resume = request.resume === undefined ? undefined : deps.tokens.read(request.resume, scope)
  if (resume !== undefined && parseResume(resume.state) === undefined) throw resumeInvalid()
  const asOf = await positionFor(deps.db, request, resume?.asOf)
  const events = deps.eventsFor(viewer)
  const walked = await walkFrom(deps, events, request, { asOf, resume: resume?.state })
  const told = { ...(await tell(deps, events, walked, asOf)), shares: sharesIn(walked, request) }
  const tombstones = walked.ends.map((end) => toTombstone(end, deps, scope, asOf)).sort(inOrder)
  return {
    key: request.key,
    uri: uriOf(request.key),
    direction: request.direction,
    from: request.from,
    to: request.to,
    asOf,
    limits: { items: request.limit, depth: request.depth },
    ...assemble(told),
    events: citedEvents(told.headers.values()),
    tombstones,
    completeness: completenessOf(tombstones),
  }
}

const viewerOf = (viewer: Viewer): string => (viewer === 'public' ? viewer : `${viewer.kind} ${viewer.partyID}`)

const positionFor = async (db: Reader, { asOf }: TraceRequest, resumed: number | undefined): Promise<number> => {
  if (resumed !== undefined) {
    if (asOf !== undefined && asOf !== resumed)
      throw parameterRefused('asOf', 'position-of-resume', { position: resumed })
    return resumed
  }
  const current = await currentPosition(db)
  if (asOf !== undefined && asOf > current) throw parameterRefused('asOf', 'position-beyond', { asOf, current })
  return asOf ?? current
}

const walkFrom = async (
  { db }: TraceDeps,
  { visible }: TraceEvents,
  { key, direction, from, to, limit, depth }: TraceRequest,
  { asOf, resume }: { asOf: number; resume: string | undefined },
): Promise<Walked> => {
  const read = createWalkReader(db, asOf, visible)
  const directions: Direction[] = direction === 'both' ? ['back', 'forward'] : [direction]
  const start = resume === undefined ? { key: keyHash(key) } : { resume }
  const found = await walk(read, start, { directions, from, to, items: limit, depth, sightings: true })
  const isEmpty = found.hops.length === 0 && found.sightings.length === 0
  if (isEmpty && resume === undefined && !(await isTold(read, keyHash(key))))
    throw problem('trace.unknown-key', { key })
  return { ...found, byID: new Map(found.nodes.map((node) => [node.id, node])) }
}

/** Whether any event that may be seen says anything of a key, at whatever time. */
const isTold = async (read: WalkReader, key: string): Promise<boolean> => {
  if ((await read.own([key])).length > 0) return true
  for (let after: Cursor | undefined; ; ) {
    const { rows, next } = await read.many([key], [firstOfMany, kinds.hasMember], pageOfHidden, after)
    if (rows.length > 0 || next === undefined) return rows.length > 0
    after = next
  }
}

const pageOfHidden = 5_000

/** Reads whatever tells a walk in words: each event, each key and each entry of the register once. */
const tell = async (
  { db }: TraceDeps,
  events: TraceEvents,
  walked: Walked,
  asOf: number,
): Promise<Omit<Told, 'shares'>> => {
  const headers = await events.headers(referencesOf(walked))
  const sighted = sightingsByNode(walked.sightings, headers)
  const places = new Set([...headers.values()].flatMap(({ place }) => place ?? []))
  const [texts, processes, at] = await Promise.all([
    events.keyTexts([...keysOf(walked), ...places]),
    processKeys(walked, headers, events.transformations),
    timeOfPosition(db, asOf),
  ])
  const subjects = {
    places: [...places].flatMap((place) => texts.get(place) ?? []),
    items: walked.nodes.flatMap(({ key }) => texts.get(key) ?? []),
    parties: [...new Set([...headers.values()].flatMap(partiesIn))],
  }
  const register = await readRegister(db, subjects, { asOf, at })
  return { walked, sighted, headers, texts, processes, register }
}

const partiesIn = ({ declaredBy, sourceParties, destinationParties }: EventHeader): string[] => [
  declaredBy,
  ...sourceParties,
  ...destinationParties,
]

/** The hashes of whatever a walk met; a process is none of the keys that events name. */
const keysOf = ({ nodes }: Walked): Set<string> => {
  const keys = new Set<string>()
  for (const { kind, key, location } of nodes) {
    if (kind !== 'process') keys.add(key)
    if (location !== undefined && location !== nothing) keys.add(location)
  }
  return keys
}

/** Shares of a start that was met whole: where a part of what went in was not opened, nobody knows the total. */
const sharesIn = (walked: Walked, { direction, resume }: TraceRequest): ReadonlyMap<string, Share> => {
  const isCut = walked.ends.some((end) => end.direction === 'back' && end.reason === 'limit')
  return direction === 'forward' || resume !== undefined || isCut ? new Map() : sharesOf(walked)
}

const toTombstone = (
  { node, direction, reason, since, resume }: WalkEnd,
  { publicUrl, tokens }: TraceDeps,
  scope: ResumeScope & TraceRequest,
  asOf: number,
): Tombstone => ({
  node,
  direction,
  reason,
  since,
  ...(resume === undefined
    ? {}
    : { next: nextOf(publicUrl, scope, asOf, tokens.write({ asOf, state: resume }, scope)) }),
})

const nextOf = (publicUrl: string, request: TraceRequest, asOf: number, token: string): string => {
  const { key, direction, from, to, depth, limit } = request
  const query = new URLSearchParams({
    direction,
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    depth: String(depth),
    limit: String(limit),
    asOf: String(asOf),
    resume: token,
  })
  return `${publicUrl}${pathOfTrace(key)}?${query}`
}

const inOrder = (a: Tombstone, b: Tombstone): number =>
  compareTexts(a.node, b.node) || compareTexts(a.direction, b.direction) || compareTexts(a.reason, b.reason)
