import { count } from '../amount.ts'
import { compare, type Exact, minus, one, plus, times, toNumber, zero } from '../exact.ts'
import { type StatedYield, toYieldView, yieldFor } from '../yields/stated-yield.ts'
import {
  type Fault,
  type Figure,
  faultsIn,
  type InFamily,
  inFamilies,
  type Line,
  productOf,
  type Sum,
  sumOf,
  toFigure,
  toLine,
} from './line.ts'
import type { Said, Yardstick } from './stated-event.ts'
import { type Band, bandOf, gravest, joined, type Verdict, verdictOf } from './verdict.ts'

/** Why a verdict is not more than it is. */
export type Reason =
  | 'no-input'
  | 'no-output'
  | 'untold-input'
  | 'untold-output'
  | 'counts-of-different-things'
  | 'no-yield-stated'

/** A yield that was held against what came out, and what it leads to. */
export type Held = ReturnType<typeof toYieldView> & {
  out: number | null
  expected: { least: number; greatest: number } | null
  verdict: Verdict
}

/** What went in and what came out in one family of units, in `uom` (absent: pieces). Numbers are null where nobody told. */
export type ProcessQuantities = {
  uom?: string
  in: number | null
  out: number | null
  loss: number | null
  unknown: { in: number; out: number }
  expected: { least: number; greatest: number } | null
  stated: Held[]
  verdict: Verdict
  reasons: Reason[]
}

export type ProcessBalance = {
  declaredBy: string
  from: string
  to: string
  inputs: Figure
  outputs: Figure
  /** The family that the most is told in comes first: the verdict is its. */
  quantities: ProcessQuantities[]
  verdict: Verdict
  faults: Fault[]
}

/** What went into one process and what came out of it. `events`: all of the process, one at least, in the order of time. */
export const processBalance = (events: readonly [Said, ...Said[]], { yields, contents }: Yardstick): ProcessBalance => {
  const side = (kind: 'input' | 'output') =>
    events.flatMap(({ eventID, links }) =>
      links.flatMap((link) => (link.kind === kind ? [toLine(eventID, { ...link, key: link.b }, contents)] : [])),
    )
  const lines = { in: side('input'), out: side('output') }
  const [first] = events
  const last = events.at(-1) ?? first
  const held = [...new Set(lines.out.map(({ key }) => productOf(key)))].flatMap((product) => {
    const found = yieldFor(yields, {
      party: first.declaredBy,
      product,
      bizStep: last.bizStep,
      at: last.eventTime,
    })
    return found === undefined ? [] : [found]
  })
  const families = inFamilies(lines)
  const quantities = families.map((family) => quantitiesIn(family, lines, held))
  const [main] = families
  return {
    declaredBy: first.declaredBy,
    from: first.eventTime,
    to: last.eventTime,
    inputs: figureOf(main?.sums.in),
    outputs: figureOf(main?.sums.out),
    quantities,
    verdict: quantities[0]?.verdict ?? 'unknown',
    faults: faultsIn([...lines.in, ...lines.out]),
  }
}

const figureOf = (sum: Sum | undefined): Figure =>
  sum === undefined ? { quantity: null, statements: 0, untold: 0, events: [] } : toFigure(sum)

type Sides = { in: Line[]; out: Line[] }

const quantitiesIn = (
  { family, uom, sums }: InFamily<'in' | 'out'>,
  lines: Sides,
  yields: StatedYield[],
): ProcessQuantities => {
  const products = new Set(lines.out.map(({ key }) => productOf(key)))
  const isComparable = family !== count || products.size === yields.length || isOneProduct(lines)
  const band = bandFor(yields, products.size)
  const stated = yields.map((each) => held(each, sums.in, sumOf(linesOfProduct(lines, each.product), family, uom)))
  const total = isComparable ? verdictOf(sums.in, sums.out, band) : 'unknown'
  const [into, out] = [sums.in, sums.out].map(({ known, statements, untold }) =>
    statements === 0 || untold === statements ? null : toNumber(known),
  )
  return {
    ...(uom === null ? {} : { uom }),
    in: into ?? null,
    out: out ?? null,
    loss: isWhole(sums.in) && isWhole(sums.out) ? toNumber(minus(sums.in.known, sums.out.known)) : null,
    unknown: { in: sums.in.untold, out: sums.out.untold },
    expected: isComparable ? expectedOf(sums.in, band) : null,
    stated,
    verdict: gravest([total, ...stated.map(({ verdict }) => verdict)]),
    reasons: reasonsOf(sums, isComparable, yields.length > 0),
  }
}

/** Relabelled, sorted or moved from pack to pack, as many pieces of one product come out as went in. */
const isOneProduct = (lines: Sides): boolean =>
  new Set([...lines.in, ...lines.out].map(({ key }) => productOf(key))).size === 1

const isWhole = ({ statements, untold }: Sum): boolean => statements > 0 && untold === 0

const linesOfProduct = ({ out }: Sides, product: string): Line[] => out.filter(({ key }) => productOf(key) === product)

const unstated: Band = { least: one, greatest: one }

/** What all products together should come to: where not all have a yield, at least those that do, at most what went in. */
const bandFor = (yields: readonly StatedYield[], products: number): Band => {
  if (yields.length === 0) return unstated
  const bands = yields.map(({ exactYield, exactTolerance }) => bandOf(exactYield, exactTolerance))
  const band = bands.reduce(joined, { least: zero, greatest: zero })
  if (yields.length === products) return band
  const tolerances = yields.reduce((all, { exactTolerance }) => plus(all, exactTolerance), one)
  return { least: band.least, greatest: compare(band.greatest, tolerances) > 0 ? band.greatest : tolerances }
}

const expectedOf = (went: Sum, { least, greatest }: Band) => {
  const part = (share: Exact) => toNumber(times(went.known, share))
  return isWhole(went) ? { least: part(least), greatest: part(greatest) } : null
}

const held = (statement: StatedYield, went: Sum, came: Sum): Held => {
  const band = bandOf(statement.exactYield, statement.exactTolerance)
  const out = came.untold === came.statements ? null : toNumber(came.known)
  return { ...toYieldView(statement), out, expected: expectedOf(went, band), verdict: verdictOf(went, came, band) }
}

const reasonsOf = (sums: Record<'in' | 'out', Sum>, isComparable: boolean, isStated: boolean): Reason[] => [
  ...(sums.in.statements === 0 ? (['no-input'] as const) : []),
  ...(sums.out.statements === 0 ? (['no-output'] as const) : []),
  ...(sums.in.untold > 0 ? (['untold-input'] as const) : []),
  ...(sums.out.untold > 0 ? (['untold-output'] as const) : []),
  ...(isComparable ? [] : (['counts-of-different-things'] as const)),
  ...(isStated ? [] : (['no-yield-stated'] as const)),
]
