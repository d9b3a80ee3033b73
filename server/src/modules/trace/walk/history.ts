import type { Link } from '@nguon/epcis'
import { firstOfMany, toAssertions } from '../assertion.ts'
import type { Said, Statement } from './statement.ts'
import type { WalkGraph } from './walk-graph.ts'
import { inIndex, toldAlike, type WalkReader } from './walk-reader.ts'

// For tests: a history as a person tells it, read as a walk reads what is stored.

/** At a minute, something happens. A thing is told by its name; a lot as 'lot:60', with its kilograms, or 'lot:'. */
export type Happening = { at: number; place?: string; links: Link[]; association?: boolean }

type Amount = Pick<Link, 'quantity' | 'uom' | 'classLevel'>

const thing = (told: string): { key: string } & { amount: Amount } => {
  const [key = '', kilograms] = told.split(':')
  if (kilograms === undefined) return { key, amount: {} }
  return { key, amount: { classLevel: true, ...(kilograms !== '' && { quantity: Number(kilograms), uom: 'KGM' }) } }
}

const containment =
  (action: Link['action']) =>
  (at: number, parent: string, ...children: string[]): Happening => ({
    at,
    links: (children.length > 0 ? children : ['']).map((child) => {
      const { key, amount } = thing(child)
      return { kind: 'contains', a: parent, b: key, action, ...amount }
    }),
  })

export const pack = containment('ADD')
export const unpack = containment('DELETE')
export const seeIn = containment('OBSERVE')

/** The same of things that are fixed to each other. */
export const fix = (happening: Happening): Happening => ({ ...happening, association: true })

export const make = (at: number, inputs: string[], outputs: string[], process = 'event'): Happening => {
  const side = (kind: 'input' | 'output', told: string[]) =>
    told.map((each): Link => ({ kind, a: process, b: thing(each).key, ...thing(each).amount }))
  return { at, links: [...side('input', inputs), ...side('output', outputs)] }
}

/** What an ObjectEvent says of things. */
export const say = (at: number, kind: Link['kind'], ...things: string[]): Happening => ({
  at,
  links: things.map((each) => ({ kind, a: thing(each).key, b: '', action: 'OBSERVE', ...thing(each).amount })),
})

export const ofLot = (at: number, lot: string, ...things: string[]): Happening => ({
  at,
  links: things.flatMap((b): Link[] => [
    { kind: 'commissioned', a: b, b: '', action: 'ADD' },
    { kind: 'member', a: lot, b },
  ]),
})

export const inPlace = (place: string, happening: Happening): Happening => ({ ...happening, place })

const timeOf = (at: number): string => `2026-01-01 00:${String(at).padStart(2, '0')}:00+00`

/** The minute of an instant. */
const minute = (instant: string | null): string => (instant === null ? '' : String(Number(instant.slice(14, 16))))

/** Keys as their hashes, and back: here the keys themselves, as UUIDs that keep their names. */
const hashes = new Map<string, string>()
const names = new Map<string, string>()

export const hashOf = (key: string): string => {
  const known = hashes.get(key)
  if (known !== undefined) return known
  const made = `00000000-0000-4000-8000-${String(hashes.size + 1).padStart(12, '0')}`
  hashes.set(key, made)
  names.set(made, key)
  return made
}

/** A text with the names of keys in the place of their hashes. */
const named = (text: string): string =>
  text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (hash) => names.get(hash) ?? 'nowhere')

const rowsOf = (history: readonly Happening[]): Statement[] =>
  history.flatMap(({ at, place, links, association = false }, index) =>
    toAssertions(
      links,
      {
        uid: hashOf(`event ${index} at ${at}`),
        time: timeOf(at),
        captureNumber: index,
        association,
        declaredBy: 'party',
        place,
      },
      hashOf,
    ),
  )

/** Reads a history; `most`: rows that one read takes at most. */
export const readerOf = (history: readonly Happening[], page = 1000): WalkReader => {
  const rows = rowsOf(history).sort(inIndex)
  const told = toldOf(rows)
  return {
    own: async (keys) => ({
      told: toldAlike(
        keys,
        told.map(({ said, keys: alike }) => ({ said, keys: alike.filter((key) => keys.includes(key)) })),
      ),
      holding: new Set(rows.flatMap(({ key, kind }) => (kind >= firstOfMany && keys.includes(key) ? [key] : []))),
    }),
    many: async (keys, [first, last], most, after) => {
      const found = rows.filter(
        (row) =>
          keys.includes(row.key) &&
          row.kind >= first &&
          row.kind <= last &&
          (after === undefined || inIndex(row, after) > 0),
      )
      const read = found.slice(0, Math.min(most, page))
      const next = read.length < found.length ? read.at(-1) : undefined
      return { rows: read, ...(next && { next }) }
    },
  }
}

/** What is said of keys themselves, and of which of them alike. */
const toldOf = (rows: readonly Statement[]): { said: Said; keys: string[] }[] => {
  const told = new Map<string, { said: Said; keys: string[] }>()
  for (const { key, ...said } of rows) {
    if (said.kind >= firstOfMany) continue
    const text = JSON.stringify(said)
    const same = told.get(text)
    if (same === undefined) told.set(text, { said, keys: [key] })
    else same.keys.push(key)
  }
  return [...told.values()]
}

/** Items as `key[from-to]`, a lot's part as `lot@where`, `~` before a container that they rode in, `?` where it may be. */
export const itemsOf = ({ nodes }: WalkGraph): string[] =>
  nodes
    .filter(({ kind }) => kind !== 'process')
    .map(
      ({ kind, key, location, from, to, certainty }) =>
        `${kind === 'container' ? '~' : ''}${named(key)}${location === undefined ? '' : `@${named(location)}`}` +
        `[${minute(from)}-${minute(to)}]${certainty === 'contains' ? '' : '?'}`,
    )
    .sort()

/** Hops as `from rule to minutes`, with how they are known. */
export const hopsOf = ({ hops }: WalkGraph): string[] =>
  hops
    .map(({ from, to, rule, interval, basis, tie }) => {
      const end = (id: string) =>
        named(id)
          .replace(/^[<>]/, '')
          .replace(/@event.*|@2026.*/, '')
          .replace(/^process:.*/, 'process')
      const time =
        interval.from === interval.to ? minute(interval.from) : `${minute(interval.from)}-${minute(interval.to)}`
      return `${end(from)} ${rule} ${end(to)} ${time}${basis === 'inferred' ? ' inferred' : ''}${tie ? ' tie' : ''}`
    })
    .sort()

/** Ends as `node reason`. */
export const endsOf = ({ ends }: WalkGraph): string[] =>
  ends
    .map(
      ({ node, reason }) =>
        `${named(node)
          .replace(/^[<>]/, '')
          .replace(/^process:.*/, 'process')} ${reason}`,
    )
    .sort()
