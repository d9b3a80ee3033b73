import { createRandom, type Random } from '../../bench/random.ts'
import type { Told as Heard } from '../naive-statements.ts'
import { kinds } from './kinds.ts'
import { play, type Told } from './world.ts'

/** Of how many events in a hundred nothing was heard when the trace was asked for. */
const missingPercents = [0, 1, 2, 5] as const

/** One chain of the province, its truth, and what of it was heard: with capture 1 in time, with capture 2 late. */
export type Played = Told & { kind: string; missing: number; heard: Heard[] }

/** What a forward trace from a source told when so many captures had come: things by the truth's names. */
export type Found = { things: ReadonlySet<string>; ends: readonly string[] }
export type Find = (played: Played, source: string, captures: 1 | 2) => Found | Promise<Found>

/** Sums over all sources of the chains of a kind. */
export type Tally = { affected: number; found: number; right: number; missed: number; underTombstone: number }
export type Measured = { kind: string; missing: number; late: Tally } & Tally

export const provinceName = 'province'

/** So many chains of each kind, for each share of missing events. */
export const playProvince = (seed: number, chainsOfKind: number): Played[] =>
  missingPercents.flatMap((missing) =>
    Object.entries(kinds).flatMap(([kind, chain], kindIndex) =>
      Array.from({ length: chainsOfKind }, (_, index) => {
        const random = createRandom(seed, (missing * 100 + kindIndex) * 100_000 + index)
        const told = play(nameOf(missing, kindIndex, index), random, chain)
        return { ...told, kind, missing, heard: hear(told, missing / 100, random) }
      }),
    ),
  )

/** A beginning of keys that is no other's: a digit each for the share and the kind, so that GS1's 16 characters suffice. */
const nameOf = (missing: number, kind: number, index: number): string =>
  `p${missing}${kind.toString(36)}${index.toString(36)}x`

/** Of what is missing, one half comes late and the other never. */
const hear = ({ events }: Told, missing: number, random: Random): Heard[] =>
  events.flatMap((event) => {
    if (random.fraction() >= missing) return [{ event, party: provinceName, capture: 1 }]
    return random.fraction() < 0.5 ? [{ event, party: provinceName, capture: 2 }] : []
  })

/** Holds the forward trace from each source against what is physically affected. */
export const measure = async (province: readonly Played[], find: Find): Promise<Measured[]> => {
  const measured: Measured[] = []
  for (const chains of Map.groupBy(province, ({ kind, missing }) => `${kind} ${missing}`).values()) {
    const [first] = chains
    if (first === undefined) continue
    const inTime = { affected: 0, found: 0, right: 0, missed: 0, underTombstone: 0 }
    const late = { ...inTime }
    for (const played of chains)
      for (const source of played.sources) {
        add(inTime, played, source, await find(played, source, 1))
        add(late, played, source, await find(played, source, 2))
      }
    measured.push({ kind: first.kind, missing: first.missing, ...inTime, late })
  }
  return measured
}

const add = (tally: Tally, { truth }: Played, source: string, { things, ends }: Found): void => {
  const isOwn = (thing: string) => thing === source || thing.startsWith(`${source} `)
  const affected = new Map([...truth].filter(([thing, stems]) => !isOwn(thing) && [...stems].some(isOwn)))
  const found = [...things].filter((thing) => !isOwn(thing))
  const missed = [...affected].filter(([thing]) => !things.has(thing))
  tally.affected += affected.size
  tally.found += found.length
  tally.right += found.filter((thing) => affected.has(thing)).length
  tally.missed += missed.length
  tally.underTombstone += missed.filter(([, stems]) => ends.some((end) => stemsFrom(stems, end))).length
}

/** An end stands at an instance, at a lot's part at a place, or at its part in a container or its bare name: then any part will do. */
const stemsFrom = (stems: ReadonlySet<string>, end: string): boolean => {
  const lot = end.replace(/ in .*/, '')
  return stems.has(end) || (!end.includes(' at ') && [...stems].some((stem) => stem.startsWith(`${lot} at `)))
}

/** The measured province as a table for the documentation. */
export const provinceTable = (measured: readonly Measured[]): string => {
  const of = (kind: string, missing: number) => measured.find((each) => each.kind === kind && each.missing === missing)
  const columns = missingPercents.flatMap((missing) => [`recall, ${missing} % missing`, `precision, ${missing} %`])
  const rows = Object.keys(kinds).map((kind) => {
    const cells = missingPercents.flatMap((missing) => {
      const tally = of(kind, missing)
      return tally === undefined ? ['', ''] : [share(tally.right, tally.affected), share(tally.right, tally.found)]
    })
    const missed = missingPercents.map((missing) => of(kind, missing)).filter((tally) => tally !== undefined)
    const sum = (count: (tally: Tally) => number) => missed.reduce((total, tally) => total + count(tally), 0)
    return [kind, ...cells, `${sum(({ underTombstone }) => underTombstone)} of ${sum((tally) => tally.missed)}`]
  })
  const head = ['kind of chain', ...columns, 'missed things under a tombstone']
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)

/** What must hold, in words, where it does not. */
export const faultsOf = (measured: readonly Measured[]): string[] =>
  measured.flatMap(({ kind, missing, affected, right, missed, underTombstone }) => [
    ...(missing === 0 && right < affected
      ? [`${kind}: nothing is missing, and ${affected - right} things are not found`]
      : []),
    ...(underTombstone < missed
      ? [`${kind}, ${missing} % missing: ${missed - underTombstone} things are missed in silence`]
      : []),
  ])
