import { kinds } from '../assertion.ts'
import { unitOf } from '../quantity/amount.ts'
import { isAdd, isContainment, isDelete, isObserve, type Said } from './statement.ts'
import type { Stay } from './stays.ts'

/** A time that a part of a lot was in a container, from the first that was put in until the last was taken out. */
export type Round = {
  container: string
  rule: Stay['rule']
  from: string
  to: string | null
  /** "inferred": nobody put it in, it was only seen inside. */
  basis: 'stated' | 'inferred'
  packed: Said[]
  unpacked: Said[]
  emptied: Said[]
}

/** When a container was emptied whole. */
export type Emptied = (parent: string, rule: Stay['rule']) => readonly Said[]

/** The rounds of a lot in its containers; `rows` are its own statements, in the order of time. */
export const roundsOf = (rows: readonly Said[], emptied: Emptied): Round[] => {
  const byContainer = Map.groupBy(rows.filter(isContainment), ({ other, kind }) => `${other}${kind}`)
  return [...byContainer.values()].flatMap((said) => {
    const [{ other, kind } = { other: '', kind: 0 }] = said
    const rule = kind === kinds.carriedBy ? 'associated' : 'packed'
    const all = [...said, ...emptied(other, rule)]
    const instants = [...Map.groupBy(all, ({ eventTime }) => eventTime)].sort(([a], [b]) => (a < b ? -1 : 1))
    return roundsIn(other, rule, instants)
  })
}

const roundsIn = (container: string, rule: Stay['rule'], instants: [time: string, said: Said[]][]): Round[] => {
  const rounds: Round[] = []
  let round: Round | undefined
  for (const [time, said] of instants) {
    const packed = said.filter(isAdd)
    if (round === undefined && (packed.length > 0 || said.some(isObserve))) {
      const basis = packed.length > 0 ? 'stated' : 'inferred'
      round = { container, rule, from: time, to: null, basis, packed: [], unpacked: [], emptied: [] }
      rounds.push(round)
    }
    if (round === undefined) continue
    const unpacked = said.filter(isDelete)
    const emptied = said.filter((row) => !isContainment(row))
    round.packed.push(...packed)
    round.unpacked.push(...unpacked)
    round.emptied.push(...emptied)
    const someOut = unpacked.length > 0
    if (emptied.length > 0 || unpacked.some(({ quantity }) => quantity === null) || (someOut && allOut(round))) {
      round.to = time
      round = undefined
    }
  }
  return rounds
}

/** As much was taken out as was put in, as far as all of it is told in units that can be added. */
const allOut = ({ packed, unpacked }: Round): boolean =>
  packed.length > 0 && (leftOf(packed, unpacked) ?? 1) <= rounding

/** How much is left of what came when some went; undefined where not all of it is told, or not in units that can be added. */
export const leftOf = (came: readonly Said[], went: readonly Said[]): number | undefined => {
  const all = [...came, ...went]
  const families = new Set(all.map(({ uom }) => unitOf(uom).family))
  if (families.size !== 1 || all.some(({ quantity }) => quantity === null)) return undefined
  const sum = (rows: readonly Said[]) =>
    rows.reduce((total, { quantity, uom }) => total + (quantity ?? 0) * unitOf(uom).rate, 0)
  return sum(came) - sum(went)
}

/** What adding decimal fractions in binary may be off by. */
export const rounding = 1e-9
