import { measureOf } from '@nguon/epcis'
import { type Amount, amountOf, count, faultOf, inBase, sharedUnit, type Told, total } from '../amount.ts'
import { type Exact, times, toNumber } from '../exact.ts'

/** What one event says of how much of one item there was. `weight`: what all of it weighs or measures by the register. */
export type Line = { event: string; key: string; told: Told; weight?: Amount }

/** What the register says that one piece of a product holds. */
export type NetContents = ReadonlyMap<string, Told>

/** The product that an item is of: its GTIN; of what has none, the item's own key. */
export const productOf = (key: string): string => /^\/(?:01\/\d{14}|8006\/\d{18})/.exec(key)?.[0] ?? key

/** Whether a key names what goods ride in, and not goods: an SSCC, a GRAI. */
export const isCarrier = (key: string): boolean => key.startsWith('/00/') || key.startsWith('/8003/')

/** An item as an event names it. */
export type Item = { key: string; classLevel?: true; quantity?: number; uom?: string | undefined }

/** An item of an event as a line. An instance is one piece; of a carrier nobody tells how much lies in it. */
export const toLine = (event: string, item: Item, contents: NetContents): Line => {
  const { key, classLevel, quantity = null, uom = null } = item
  const told = classLevel || isCarrier(key) ? { quantity, uom } : { quantity: 1, uom: null }
  const weight = weightOf(told, contents.get(productOf(key)))
  return { event, key, told, ...(weight && { weight }) }
}

const weightOf = (told: Told, content: Told | undefined): Amount | undefined => {
  const pieces = amountOf(told)
  const each = content && amountOf(content)
  if (pieces === undefined || each === undefined || pieces.family !== count || each.family === count) return undefined
  return { ...each, value: times(inBase(pieces), each.value) }
}

/** What the lines of one figure come to in one family; `untold`: how many of them tell nothing in it. */
export type Sum = { known: Exact; statements: number; untold: number; events: string[] }

/** Figures in one family of units; `family` null: of nothing is told how much there was. */
export type InFamily<Name extends string> = { family: string | null; uom: string | null; sums: Record<Name, Sum> }

const amountIn = ({ told, weight }: Line, family: string | null): Amount | undefined => {
  if (weight?.family === family) return weight
  const amount = amountOf(told)
  return amount?.family === family ? amount : undefined
}

/**
 * The figures in every family that any line tells of; that which tells the most first, and of two alike pieces last: what
 * is cut or filled is no longer as many pieces as before.
 */
export const inFamilies = <Name extends string>(figures: Record<Name, readonly Line[]>): InFamily<Name>[] => {
  const lines = Object.values<readonly Line[]>(figures).flat()
  const families = new Set<string>()
  for (const line of lines) {
    const family = amountOf(line.told)?.family
    if (family !== undefined) families.add(family)
    if (line.weight !== undefined) families.add(line.weight.family)
  }
  const told = (family: string) => lines.filter((line) => amountIn(line, family) !== undefined).length
  const ranked = [...families]
    .map((family) => ({ family, told: told(family) }))
    .sort((a, b) => b.told - a.told || Number(a.family === count) - Number(b.family === count))
  const all: (string | null)[] = ranked.length === 0 ? [null] : ranked.map(({ family }) => family)
  return all.map((family) => inFamily(figures, family))
}

const inFamily = <Name extends string>(
  figures: Record<Name, readonly Line[]>,
  family: string | null,
): InFamily<Name> => {
  const names = Object.keys(figures) as Name[]
  const amounts = names.flatMap((name) => figures[name].flatMap((line) => amountIn(line, family) ?? []))
  const uom = sharedUnit(amounts)
  const sums = Object.fromEntries(names.map((name) => [name, sumOf(figures[name], family, uom)]))
  return { family, uom, sums: sums as Record<Name, Sum> }
}

/** What lines come to in one family, in a unit of it. */
export const sumOf = (lines: readonly Line[], family: string | null, uom: string | null): Sum => {
  const amounts = lines.flatMap((line) => amountIn(line, family) ?? [])
  return {
    known: total(amounts, uom),
    statements: lines.length,
    untold: lines.length - amounts.length,
    events: [...new Set(lines.map(({ event }) => event))],
  }
}

/** How many event IDs are given beside one figure. */
export const mostEvents = 100

/** A figure as it is answered: null where statements are there and none tells how much. */
export type Figure = { quantity: number | null; statements: number; untold: number; events: string[] }

export const toFigure = ({ known, statements, untold, events }: Sum): Figure => ({
  quantity: statements > 0 && untold === statements ? null : toNumber(known),
  statements,
  untold,
  events: events.slice(0, mostEvents),
})

/** A quantity that cannot be counted on, and why. */
export type Fault = { event: string; key: string; fault: 'negative' | 'too-large'; quantity: number }

export const faultsIn = (lines: readonly Line[]): Fault[] =>
  lines
    .flatMap(({ event, key, told }): Fault[] => {
      const fault = faultOf(told)
      return fault === undefined || fault === 'untold' ? [] : [{ event, key, fault, quantity: told.quantity ?? 0 }]
    })
    .slice(0, mostEvents)

const labelUnits: Record<string, string> = { g: 'GRM', kg: 'KGM', mg: 'MGM', l: 'LTR', ml: 'MLT', lb: 'LBR', oz: 'ONZ' }

/** A register's net content in a code of Recommendation 20, where its unit, in the words of a label, is one. */
export const toNetContent = ({ value, unit }: { value: number; unit: string }): Told | undefined => {
  const uom = labelUnits[unit.trim().toLowerCase()] ?? unit.trim()
  return measureOf(uom) === undefined ? undefined : { quantity: value, uom }
}
