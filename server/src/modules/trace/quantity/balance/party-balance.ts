import { compare, minus, one, plus, sum, times, toNumber, zero } from '../exact.ts'
import { type StatedYield, yieldFor } from '../yields/stated-yield.ts'
import { type Fault, type Figure, faultsIn, type InFamily, inFamilies, type Line, type Sum, toFigure } from './line.ts'
import { noLines, type PartyFigure, type ProductLines, partyFigures } from './party-stock.ts'
import { gravest, type Verdict } from './verdict.ts'

export type PartyReason = 'no-input' | 'untold-input' | 'untold-output' | 'untold-before' | 'contents-untold'

/** A product in one family of units, in `uom` (absent: pieces). `opening`: what should have been there before. */
export type PartyQuantities = Record<PartyFigure, Figure> & {
  uom?: string
  opening: number | null
  in: number | null
  out: number | null
  loss: number | null
  unknown: { in: number; out: number }
  closing: number | null
  tolerance: number | null
  yield: number | null
  verdict: Verdict
  reasons: PartyReason[]
}

export type ProductBalance = { product: string; quantities: PartyQuantities[]; verdict: Verdict }

export type PartyBalance = {
  products: ProductBalance[]
  verdict: Verdict
  reasons: PartyReason[]
  /** Containers that came or went, and nobody told the party's balance what was in them. */
  unopened: { container: string; event: string }[]
  faults: Fault[]
}

/** What was told of a party's goods before the period and in it; `before` undefined: more than could be read. */
export type PartyLines = {
  party: string
  at: string
  before: ReadonlyMap<string, ProductLines> | undefined
  within: ReadonlyMap<string, ProductLines>
  unopened: readonly { container: string; event: string }[]
}

/** A party's goods over a period, product by product in the order of their keys. */
export const partyBalance = (lines: PartyLines, yields: readonly StatedYield[]): PartyBalance => {
  const products = [...lines.within.keys()].sort().map((product) => productBalance(product, lines, yields))
  const verdicts = products.map(({ verdict }) => verdict)
  const isUntold = lines.unopened.length > 0
  return {
    products,
    verdict:
      verdicts.length === 0 && !isUntold
        ? 'unknown'
        : gravest([...verdicts, ...(isUntold ? ['unknown' as const] : [])]),
    reasons: isUntold ? ['contents-untold'] : [],
    unopened: [...lines.unopened],
    faults: faultsIn([...lines.within.values()].flatMap((each) => Object.values(each).flat())),
  }
}

type Figures = PartyFigure | 'before' | 'goneBefore'

const cameAs = ['received', 'commissioned', 'produced'] as const
const wentAs = ['shipped', 'sold', 'consumed', 'destroyed', 'ended'] as const

const productBalance = (
  product: string,
  { party, at, before, within }: PartyLines,
  yields: readonly StatedYield[],
): ProductBalance => {
  const earlier = before?.get(product)
  const all = (names: readonly PartyFigure[]): Line[] => names.flatMap((name) => earlier?.[name] ?? [])
  const figures: Record<Figures, Line[]> = {
    ...noLines(),
    ...within.get(product),
    before: all(cameAs),
    goneBefore: all(wentAs),
  }
  const statement = yieldFor(yields, { party, product, bizStep: undefined, at })
  const quantities = inFamilies(figures).map((family) => quantitiesIn(family, before !== undefined, statement))
  return { product, quantities, verdict: quantities[0]?.verdict ?? 'unknown' }
}

const known = (sums: Record<Figures, Sum>, names: readonly Figures[]) => sum(names.map((name) => sums[name].known))
const untold = (sums: Record<Figures, Sum>, names: readonly Figures[]) =>
  names.reduce((all, name) => all + sums[name].untold, 0)
const statements = (sums: Record<Figures, Sum>, names: readonly Figures[]) =>
  names.reduce((all, name) => all + sums[name].statements, 0)

const quantitiesIn = (
  { uom, sums }: InFamily<Figures>,
  isBeforeTold: boolean,
  statement: StatedYield | undefined,
): PartyQuantities => {
  const [came, out, gone] = [known(sums, cameAs), known(sums, ['shipped', 'sold']), known(sums, wentAs)]
  const unknown = { in: untold(sums, cameAs), out: untold(sums, wentAs) }
  const isOpeningTold = isBeforeTold && untold(sums, ['before', 'goneBefore']) === 0
  const opening = minus(sums.before.known, sums.goneBefore.known)
  const had = plus(compare(opening, zero) > 0 ? opening : zero, came)
  const hasInput = statements(sums, [...cameAs, 'before']) > 0
  const isInTold = hasInput && isOpeningTold && unknown.in === 0
  const tolerance = statement?.exactTolerance ?? zero
  const verdict = (): Verdict => {
    if (!isInTold) return 'unknown'
    if (compare(gone, times(had, plus(one, tolerance))) > 0) return 'surplus'
    if (compare(sums.destroyed.known, times(had, tolerance)) > 0) return 'loss'
    return unknown.out > 0 ? 'unknown' : 'ok'
  }
  const figures = Object.fromEntries(partyFigures.map((name) => [name, toFigure(sums[name])]))
  return {
    ...(figures as Record<PartyFigure, Figure>),
    ...(uom === null ? {} : { uom }),
    opening: isOpeningTold ? toNumber(opening) : null,
    in: numberOf(came, sums, cameAs),
    out: numberOf(out, sums, ['shipped', 'sold']),
    loss: numberOf(sums.destroyed.known, sums, ['destroyed']),
    unknown,
    closing: isInTold && unknown.out === 0 ? toNumber(minus(had, gone)) : null,
    tolerance: statement?.tolerance ?? null,
    yield: statement?.yield ?? null,
    verdict: verdict(),
    reasons: [
      ...(hasInput ? [] : (['no-input'] as const)),
      ...(unknown.in > 0 ? (['untold-input'] as const) : []),
      ...(unknown.out > 0 ? (['untold-output'] as const) : []),
      ...(isOpeningTold ? [] : (['untold-before'] as const)),
    ],
  }
}

/** A sum of what is told; null where there are statements and none tells how much. */
const numberOf = (value: Parameters<typeof toNumber>[0], sums: Record<Figures, Sum>, names: readonly Figures[]) =>
  statements(sums, names) > 0 && statements(sums, names) === untold(sums, names) ? null : toNumber(value)
