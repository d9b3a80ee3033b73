import { unitTable } from './unit-table.ts'

type Unit = { kind: string; factor: number; shift: number }

const units = new Map<string, Unit>(
  Object.entries(unitTable).flatMap(([kind, row]) =>
    row.split(';').map((text): [string, Unit] => {
      const [code = '', factor = '', shift = '0'] = text.trim().split(' ')
      const [times, parts = '1'] = factor.split('/')
      return [code, { kind, factor: Number(times) / Number(parts), shift: Number(shift) }]
    }),
  ),
)

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
