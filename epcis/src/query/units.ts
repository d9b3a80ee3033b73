import { unitTable } from './unit-table.ts'

/**
 * What a unit measures, and how much of the first unit of its kind (`base`) one of it is: `times` / `parts`, decimals as the
 * table writes them. `shift`: of a scale with a zero of its own, which has no amounts to be added.
 */
export type Measure = { kind: string; base: string; times: string; parts: string; shift: number }

const measures = new Map<string, Measure>(
  Object.entries(unitTable).flatMap(([kind, row]) => {
    const units = row.split(';').map((text) => text.trim().split(' '))
    const [[base = ''] = []] = units
    return units.map(([code = '', factor = '', shift = '0']): [string, Measure] => {
      const [times = '', parts = '1'] = factor.split('/')
      return [code, { kind, base, times, parts, shift: Number(shift) }]
    })
  }),
)

type Unit = { kind: string; factor: number; shift: number }

const units = new Map<string, Unit>(
  [...measures].map(([code, { kind, times, parts, shift }]) => [
    code,
    { kind, factor: Number(times) / Number(parts), shift },
  ]),
)

/** What a code of UN/CEFACT Recommendation 20 measures, exactly; undefined where it is none that can be converted. */
export const measureOf = (code: string): Measure | undefined => measures.get(code)

/** Every code that can be converted, with the kind of quantity it measures. */
export const unitKinds: ReadonlyMap<string, string> = new Map([...units].map(([code, { kind }]) => [code, kind]))

/**
 * A value in another unit of the same kind; undefined where the two measure different things or one is unknown. A
 * difference, such as a standard deviation, has no zero to be shifted.
 */
export function convert(value: number, from: string, to: string, isDifference = false): number | undefined {
  if (from === to) return value
  const source = units.get(from)
  const target = units.get(to)
  if (source === undefined || target === undefined || source.kind !== target.kind) return undefined
  if (isDifference || (source.shift === 0 && target.shift === 0)) return (value * source.factor) / target.factor
  return ((value + source.shift) * source.factor) / target.factor - target.shift
}
