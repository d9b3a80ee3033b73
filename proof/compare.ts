import { canonicalKey } from '@nguon/epcis'
import { eventUid } from '../server/src/modules/events/event-uid.ts'
import { nothing } from '../server/src/modules/trace/assertion.ts'
import type { Direction, WalkGraph, WalkNode } from '../server/src/modules/trace/walk/walk-graph.ts'
import { keyHash } from '../server/src/platform/ids.ts'
import { nowhere, type Told } from './naive-statements.ts'
import type { Label, NaiveTrace } from './naive-trace.ts'

/** What a history's keys and processes are called in the reference, by the hash under which the engine has them. */
export type Names = ReadonlyMap<string, string>

/** `partyID`: under which ID a party of the history is registered. */
export const namesOf = (told: readonly Told[], partyID: (party: string) => string): Names =>
  new Map(
    told.flatMap(({ event, party }): [string, string][] => [
      ...keysIn(event).map((key): [string, string] => [keyHash(canonicalKey(key)), key]),
      [keyHash(`process:${eventUid(partyID(party), event.eventID, false)}`), `process:${event.eventID}`],
      ...(event.transformationID === undefined
        ? []
        : ([
            [
              keyHash(`process:${partyID(party)}:${canonicalKey(event.transformationID)}`),
              `process:${party}:${event.transformationID}`,
            ],
          ] as [string, string][])),
    ]),
  )

/** All identifiers that stand anywhere in an event, and the lots that an ILMD names. */
const keysIn = (event: Told['event']): string[] => {
  const { ilmd, ...members } = event
  const keys = JSON.stringify(members).match(/https:\/\/id\.gs1\.org\/[^"]+/g) ?? []
  const number = ilmd?.['cbvmda:lotNumber']
  const named = number === undefined ? [] : keys.map((key) => key.replace(/\/21\/.*/, `/10/${number}`))
  return [...keys, ...named]
}

/** A trace as sorted lines, in which the reference and the engine must say the same. */
export const linesOfNaive = (
  { nodes, rides, unknown, open }: NaiveTrace,
  starts: readonly string[],
  direction: Direction,
): string[] => {
  const label = (labels: readonly Label[]) => {
    const bounds = labels.map(({ bound }) => bound)
    const bound = direction === 'back' ? Math.max(...bounds) : Math.min(...bounds)
    return `${bound} ${labels.some(({ certain }) => certain) ? 'contains' : 'may-contain'}`
  }
  return [
    ...[...nodes]
      .filter(([node]) => !starts.includes(node))
      .map(([node, labels]) => `${withoutRound(node)} ${label(labels)}`),
    ...rideLines(rides),
    ...unknown.map((node) => `unknown ${withoutRound(node)}`),
    ...open.map((node) => `open ${withoutRound(node)}`),
  ].sort()
}

const withoutRound = (node: string): string => node.replace(/ from \d+$/, '')

/** What the reference calls a node of the engine's. */
export const nameIn =
  (names: Names) =>
  ({ key, location, contained }: WalkNode): string => {
    const name = names.get(key) ?? key
    return location === undefined
      ? name
      : `${name} ${contained ? 'in' : 'at'} ${location === nothing ? nowhere : (names.get(location) ?? location)}`
  }

export const linesOfEngine = ({ nodes, ends }: WalkGraph, names: Names, direction: Direction): string[] => {
  const nameOf = nameIn(names)
  const byID = new Map(nodes.map((node) => [node.id, node]))
  const containers = nodes.filter(({ kind }) => kind === 'container')
  return [
    ...nodes
      .filter((node) => node.direction === direction && node.kind !== 'container')
      .map(
        (node) =>
          `${nameOf(node)} ${direction === 'back' ? instant(node.to, Number.POSITIVE_INFINITY) : instant(node.from, Number.NEGATIVE_INFINITY)} ${node.certainty}`,
      ),
    ...rideLines(
      containers.map((node) => ({
        container: nameOf(node),
        from: instant(node.from, Number.NEGATIVE_INFINITY),
        to: instant(node.to, Number.POSITIVE_INFINITY),
      })),
    ),
    ...ends.map(({ node, reason }) => {
      const at = byID.get(node)
      return `${reason} ${at === undefined ? node : nameOf(at)}`
    }),
  ].sort()
}

/** No bound: in the direction of the walk, where time does not end. */
const instant = (text: string | null, unbound: number): number => (text === null ? unbound : Date.parse(text))

type Span = { from: number; to: number }

/** What a container held was inside at these times, however many ways tell of it. */
const rideLines = (rides: readonly ({ container: string } & Span)[]): string[] =>
  [...Map.groupBy(rides, ({ container }) => container)].map(
    ([container, spans]) => `~${container} ${united(spans).map(({ from, to }) => `${from}..${to}`)}`,
  )

const united = (spans: readonly Span[]): Span[] => {
  const whole: Span[] = []
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else whole.push({ from, to })
  }
  return whole
}
