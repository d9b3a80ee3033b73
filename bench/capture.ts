import { copyFloor } from './copy-floor.ts'
import type { Figure } from './figure.ts'
import { fillGround, type Slice, sliceWords } from './fill.ts'
import { databaseBytes } from './ground.store.ts'
import type { Ground } from './ground.ts'
import { rounded } from './statistics.ts'

const share = 0.4
const goal = 5000

/** The rate of the whole load beside COPY into the tables as the load left them. */
export const captureFigure = async (ground: Ground): Promise<Figure[]> => {
  await fillGround(ground)
  const { slices, growth } = ground.kept
  const bytes = await databaseBytes(ground.databaseUrl)
  const floor = await copyFloor(ground)
  const { perSecond, slowest, last } = rateOf(slices)
  const ratio = perSecond / floor.perSecond
  return [
    {
      name: 'capture through HTTP, sustained over the load',
      value: perSecond,
      unit: 'events/s',
      floor: { value: floor.perSecond, of: `COPY of ${floor.events} further events over two connections` },
      target: { text: `ratio ≥ ${share}; goal ${goal}/s`, met: ratio >= share && perSecond >= goal },
      notes: [
        ...slices.map(sliceWords),
        `slowest slice ${slowest} events/s, last ${last} events/s`,
        floor.cpu,
        `COPY: ${floor.rowsOfEvent} rows and ${floor.walBytesOfEvent} bytes of WAL an event`,
      ],
      details: { slices, growth, floor, databaseBytes: bytes },
    },
  ]
}

/** Rates of a load by its slices, in events a second. */
export const rateOf = (
  slices: readonly Pick<Slice, 'from' | 'to' | 'seconds' | 'perSecond'>[],
): { perSecond: number; slowest: number; last: number } => {
  const sum = (of: (slice: Pick<Slice, 'from' | 'to' | 'seconds'>) => number) =>
    slices.reduce((total, slice) => total + of(slice), 0)
  return {
    perSecond: rounded(sum(({ from, to }) => to - from) / sum(({ seconds }) => seconds)),
    slowest: Math.min(...slices.map(({ perSecond }) => perSecond)),
    last: slices.at(-1)?.perSecond ?? Number.NaN,
  }
}
