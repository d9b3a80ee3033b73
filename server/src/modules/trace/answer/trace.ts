import { setImmediate } from 'node:timers/promises'
import { keyHash } from '../../../platform/ids.ts'
import type { Language } from '../../../platform/messages.ts'
import { currentPosition, timeOfPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { firstOfMany, kinds, nothing } from '../assertion.ts'
import { type ElsewhereDeps, visitElsewhere } from '../elsewhere/elsewhere.ts'
import { awayFrom, follow, withMemory } from '../elsewhere/follow.ts'
import { mergedReader } from '../elsewhere/merged-reader.ts'
import { type Share, sharesOf } from '../quantity/shares.ts'
import { parseResume } from '../walk/resume.ts'
import { apart, twinsIn } from '../walk/twins.ts'
import { createWalkReader } from '../walk/walk.store.ts'
import { walk } from '../walk/walk.ts'
import type { Direction, WalkEnd, WalkNode } from '../walk/walk-graph.ts'
import type { WalkReader } from '../walk/walk-reader.ts'
import { assemble, type Told } from './assemble.ts'
import { citedEvents, referencesOf, type ThingEnd, type Walked } from './cited-events.ts'
import { completenessOf } from './completeness.ts'
import { processKeys } from './processes.ts'
import { readAhead } from './read-ahead.ts'
import { readRegister } from './register.ts'
import { type ResumeTokens, resumeInvalid } from './resume-token.ts'
import { sightingsByNode } from './sighted.ts'
import { tombstonesOf } from './tombstones.ts'
import type { TraceAnswer } from './trace-answer.ts'
import type { EventHeader, TraceEvents, Viewer } from './trace-events.ts'
import { uriOf } from './trace-key.ts'
import { parameterRefused, type TraceRequest } from './trace-request.ts'

/** `eventsFor`: the EPCIS repository as one viewer sees it. */
export type TraceDeps = {
  db: Reader
  publicUrl: string
  tokens: ResumeTokens
  eventsFor: (viewer: Viewer) => Promise<TraceEvents>
  elsewhere: ElsewhereDeps
}

/**
 * The trace of a key as one viewer may see it: what it hides is as unknown as what nobody said. Throws a Problem where no
 * event that the viewer may see names the key.
 */
export const traceAnswer = async (
  deps: TraceDeps,
  viewer: Viewer,
  request: TraceRequest,
  language: Language = 'vi',
): Promise<TraceAnswer> => {
  const scope = { ...request, viewer: viewerOf(viewer) }
  const resume = request.resume === undefined ? undefined : deps.tokens.read(request.resume, scope)
  if (resume !== undefined && parseResume(resume.state) === undefined) throw resumeInvalid()
  const asOf = await positionFor(deps.db, request, resume?.asOf)
  const elsewhere = visitElsewhere(deps.elsewhere, request.key)
  const events = withMemory(await deps.eventsFor(viewer), elsewhere.memory)
  const reader = mergedReader(createWalkReader(deps.db, asOf, events.visible), elsewhere.memory)
  const { read, textsOf } = readAhead(reader, events.keyTexts, request.limit)
  const walkOver = () => walkFrom(read, request, resume?.state)
  const walked = await (request.elsewhere ? follow(elsewhere, walkOver, events.keyTexts) : walkOver())
  const [told, shares] = await Promise.all([
    tell(deps, events, textsOf, walked, asOf),
    // Worked out while the database is asked for the rest.
    setImmediate().then(() => sharesIn(walked, request)),
  ])
  const away = await awayFrom(elsewhere, walked, told.texts)
  if (resume === undefined && away.length === 0) await refuseUnknown(read, walked, request.key)
  const ended = { deps, scope, asOf, elsewhere, language }
  const tombstones = tombstonesOf(walked, away, ended)
  return {
    key: request.key,
    uri: uriOf(request.key),
    direction: request.direction,
    from: request.from,
    to: request.to,
    asOf,
    limits: { items: request.limit, depth: request.depth },
    ...assemble({ ...told, shares }),
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
  read: WalkReader,
  { key, direction, from, to, limit, depth }: TraceRequest,
  resume: string | undefined,
): Promise<Walked> => {
  const directions: Direction[] = direction === 'both' ? ['back', 'forward'] : [direction]
  const start = resume === undefined ? { key: keyHash(key) } : { resume }
  const asked = { directions, from, to, items: limit, depth, sightings: true, together: true as const }
  const found = await walk(read, start, asked)
  const byID = new Map(found.nodes.map((node) => [node.id, node]))
  return { ...found, ends: endsApart(found.ends, byID), byID, twinsOf: twinsIn(found.nodes) }
}

const endsApart = (ends: readonly WalkEnd[], byID: Walked['byID']): ThingEnd[] =>
  ends.flatMap((end) => {
    const { kind = 'process', key = '', twins = [] }: Partial<WalkNode> = byID.get(end.node) ?? {}
    return [{ ...end, kind, key }, ...twins.map((twin) => ({ ...end, kind, key: twin.key, node: twin.id }))]
  })

const refuseUnknown = async (read: WalkReader, { hops, sightings }: Walked, key: string): Promise<void> => {
  const isEmpty = hops.length === 0 && sightings.length === 0
  if (isEmpty && !(await isTold(read, keyHash(key)))) throw problem('trace.unknown-key', { key })
}

/** Whether any event that may be seen says anything of a key, at whatever time. */
const isTold = async (read: WalkReader, key: string): Promise<boolean> => {
  if ((await read.own([key])).told.get(key)?.length) return true
  return (await read.many([key], [firstOfMany, kinds.hasMember], pageOfHidden)).rows.length > 0
}

const pageOfHidden = 5_000

/** Reads whatever tells a walk in words: each event, each key and each entry of the register once. */
const tell = async (
  { db }: TraceDeps,
  events: TraceEvents,
  textsOf: TraceEvents['keyTexts'],
  walked: Walked,
  asOf: number,
): Promise<Omit<Told, 'shares'>> => {
  const [headers, texts, at] = await Promise.all([
    events.headers(referencesOf(walked)),
    textsOf(keysOf(walked)),
    timeOfPosition(db, asOf),
  ])
  const sighted = sightingsByNode(walked.sightings, headers)
  const places = new Set([...headers.values()].flatMap(({ place }) => place ?? []))
  const [placeTexts, processes] = await Promise.all([
    events.keyTexts([...places]),
    processKeys(walked, headers, events.transformations),
  ])
  for (const [place, text] of placeTexts) texts.set(place, text)
  const subjects = {
    places: [...placeTexts.values()],
    things: texts.values(),
    parties: [...new Set([...headers.values()].flatMap(partiesIn))],
  }
  const register = await readRegister(db, subjects, { asOf, at })
  return { walked, sighted, headers, texts, processes, register }
}

const partiesIn = ({ declaredBy, sourceParties, destinationParties, elsewhere }: EventHeader): string[] => [
  ...(elsewhere === undefined ? [declaredBy] : []),
  ...sourceParties,
  ...destinationParties,
]

/** The hashes of whatever a walk met; a process is none of the keys that events name. */
const keysOf = ({ nodes }: Walked): string[] =>
  nodes.flatMap(({ kind, key, location = nothing, twins = [] }) => [
    ...(kind === 'process' ? [] : [key]),
    ...(location === nothing ? [] : [location]),
    ...twins.map((twin) => twin.key),
  ])

/** Shares of a start that was met whole: where a part of what went in was not opened, nobody knows the total. */
const sharesIn = (walked: Walked, { direction, resume }: TraceRequest): ReadonlyMap<string, Share> => {
  const isCut = walked.ends.some((end) => end.direction === 'back' && end.reason === 'limit')
  // Of things alike two tell what all would: one, and that there is another.
  return direction === 'forward' || resume !== undefined || isCut ? new Map() : sharesOf(apart(walked, 1))
}
