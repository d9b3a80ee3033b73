import { kinds } from '../assertion.ts'
import { isAdd, isContainment, isDelete, isObserve, type Statement } from './statement.ts'
import type { Stay } from './stays.ts'

/** A time that a part of a lot was in a container, from the first that was put in until the last was taken out. */
export type Round = {
  container: string
  rule: Stay['rule']
  from: string
  to: string | null
  /** "inferred": nobody put it in, it was only seen inside. */
  basis: 'stated' | 'inferred'
  packed: Statement[]
  unpacked: Statement[]
  emptied: Statement[]
}

/** When a container was emptied whole. */
export type Emptied = (parent: string, rule: Stay['rule']) => readonly Statement[]

/** The rounds of a lot in its containers; `rows` are its own statements, in the order of time. */
export const roundsOf = (rows: readonly Statement[], emptied: Emptied): Round[] => {
  const byContainer = Map.groupBy(rows.filter(isContainment), ({ other, kind }) => `${other}${kind}`)
  return [...byContainer.values()].flatMap((said) => {
    const [{ other, kind } = { other: '', kind: 0 }] = said
    const rule = kind === kinds.carriedBy ? 'associated' : 'packed'
    const all = [...said, ...emptied(other, rule)]
    const instants = [...Map.groupBy(all, ({ eventTime }) => eventTime)].sort(([a], [b]) => (a < b ? -1 : 1))
    return roundsIn(other, rule, instants)
  })
}

const roundsIn = (container: string, rule: Stay['rule'], instants: [time: string, said: Statement[]][]): Round[] => {
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
    if (emptied.length > 0 || unpacked.some(({ quantity }) => quantity === null) || allOut(round)) {
      round.to = time
      round = undefined
    }
  }
  return rounds
}

const allOut = ({ packed, unpacked }: Round): boolean => packed.length > 0 && covers(unpacked, packed)

/** Whether what one list tells makes up for the other, unit by unit; an amount that nobody told is never made up for. */
export const covers = (given: readonly Statement[], wanted: readonly Statement[]): boolean => {
  if (wanted.some(({ quantity }) => quantity === null)) return false
  const has = totals(given)
  return [...totals(wanted)].every(([uom, total]) => (has.get(uom) ?? 0) >= total * (1 - rounding))
}

/** What adding decimal fractions in binary may be off by. */
const rounding = 1e-9

const totals = (rows: readonly Statement[]): Map<string | null, number> => {
  const sums = new Map<string | null, number>()
  for (const { quantity, uom } of rows) sums.set(uom, (sums.get(uom) ?? 0) + (quantity ?? 0))
  return sums
}
