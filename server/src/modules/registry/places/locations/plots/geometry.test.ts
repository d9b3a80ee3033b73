import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { areaOf } from './area.ts'
import type { Geometry, Position } from './geometry.ts'
import { isFault, readGeometry } from './read-geometry.ts'
import { isInVietNam } from './viet-nam.ts'

const [lon, lat] = [106.7, 11.1]
/** Positions in steps of some 11 m from a place in Tan Uyen. */
const at = (points: readonly (readonly [number, number])[]): Position[] =>
  points.map(([x, y]) => [Number((lon + x / 10_000).toFixed(7)), Number((lat + y / 10_000).toFixed(7))])
const closed = (points: readonly (readonly [number, number])[]): Position[] => at([...points, ...points.slice(0, 1)])
const box = (x: number, y: number, size: number) =>
  closed([
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
  ])
const read = (...rings: unknown[]) => readGeometry({ type: 'Polygon', coordinates: rings })
const many = (...polygons: unknown[]) => readGeometry({ type: 'MultiPolygon', coordinates: polygons })
const codeOf = (answer: ReturnType<typeof read>) => (isFault(answer) ? answer.code : 'fine')
const kept = (answer: ReturnType<typeof read>): Geometry => {
  assert.ok(!isFault(answer), JSON.stringify(answer))
  return answer
}

test('a plain plot is kept as it is, counter-clockwise, and wound so where it was not', () => {
  const plot = box(0, 0, 10)
  const ccw = kept(read(plot)).coordinates[0] as Position[]
  const cw = kept(read(plot.toReversed())).coordinates[0] as Position[]
  const winding = (ring: Position[]) =>
    ring.slice(1).reduce((sum, [x, y], index) => {
      const [px, py] = ring[index] ?? [0, 0]
      return sum + (px - lon) * (y - lat) - (x - lon) * (py - lat)
    }, 0)
  assert.ok(winding(ccw) > 0 && winding(cw) > 0)
  assert.deepEqual(new Set(ccw.map(String)), new Set(plot.map(String)))
  const [outer, hole] = kept(read(plot, box(2, 2, 3))).coordinates as Position[][]
  assert.ok(winding(outer as Position[]) > 0 && winding(hole as Position[]) < 0)
})

test('heights and doubled positions are left out', () => {
  const plot = box(0, 0, 10)
  const heavy = [plot[0], plot[0], ...plot.slice(1)].map((position) => [...(position as Position), 12.5])
  assert.equal((kept(read(heavy)).coordinates[0] as Position[]).length, 5)
})

test('a plot that crosses itself is refused with the place of the crossing', () => {
  const bow = read(
    closed([
      [0, 0],
      [10, 10],
      [10, 0],
      [0, 10],
    ]),
  )
  assert.deepEqual(bow, { code: 'geometry-crosses-itself', field: 'geometry.coordinates[0]', at: [106.7005, 11.1005] })
  const pinched = closed([
    [0, 0],
    [10, 0],
    [5, 5],
    [10, 10],
    [0, 10],
    [5, 5],
  ])
  const spike = closed([
    [0, 0],
    [10, 0],
    [20, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ])
  const doubled = closed([
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ])
  for (const ring of [pinched, spike, doubled]) assert.equal(codeOf(read(ring)), 'geometry-crosses-itself')
})

test('rings that bound nothing are refused with their place', () => {
  const plot = box(0, 0, 10)
  assert.deepEqual(read(plot.slice(0, -1)), { code: 'geometry-ring-open', field: 'geometry.coordinates[0]' })
  assert.equal(
    codeOf(
      read(
        closed([
          [0, 0],
          [10, 0],
        ]),
      ),
    ),
    'geometry-ring-empty',
  )
  assert.equal(
    codeOf(
      read(
        closed([
          [0, 0],
          [5, 5],
          [10, 10],
        ]),
      ),
    ),
    'geometry-ring-empty',
  )
  assert.equal(codeOf(read()), 'geometry-ring-malformed')
  assert.equal(codeOf(read('x')), 'geometry-ring-malformed')
  assert.equal(codeOf(many([plot], 7)), 'geometry-ring-malformed')
  for (const bad of [[106.7], [106.7, '11'], [106.7, null], [200, 11], [106.7, 11, 1, 1], { x: 1 }]) {
    const answer = read([plot[0], bad, ...plot.slice(1)])
    assert.deepEqual(answer, { code: 'geometry-position-malformed', field: 'geometry.coordinates[0][1]' })
  }
})

test('a hole lies in its plot, crosses nothing and overlaps no other hole', () => {
  const plot = box(0, 0, 20)
  assert.equal(codeOf(read(plot, box(2, 2, 4), box(10, 10, 4))), 'fine')
  assert.equal(codeOf(read(plot, box(18, 2, 4))), 'geometry-rings-cross')
  assert.equal(codeOf(read(plot, box(30, 2, 4))), 'geometry-hole-outside')
  assert.equal(codeOf(read(plot, box(-5, -5, 40))), 'geometry-hole-outside')
  assert.equal(codeOf(read(plot, box(2, 2, 8), box(4, 4, 2))), 'geometry-holes-overlap')
  assert.equal(codeOf(read(plot, box(2, 2, 8), box(2, 2, 8))), 'geometry-holes-overlap')
})

test('plots of one area may be neighbours, and share no land', () => {
  assert.equal(codeOf(many([box(0, 0, 10)], [box(10, 0, 10)], [box(40, 0, 10)])), 'fine')
  assert.equal(codeOf(many([box(0, 0, 10)], [box(5, 5, 10)])), 'geometry-polygons-overlap')
  assert.equal(codeOf(many([box(0, 0, 10)], [box(5, 0, 10)])), 'geometry-polygons-overlap')
  assert.equal(codeOf(many([box(0, 0, 10)], [box(0, 0, 10)])), 'geometry-polygons-overlap')
  assert.equal(codeOf(many([box(0, 0, 20)], [box(5, 5, 2)])), 'geometry-polygons-overlap')
  assert.equal(codeOf(many([box(0, 0, 20), box(4, 4, 8)], [box(5, 5, 2)])), 'fine')
})

test('positions abroad are refused: longitude and latitude exchanged, a neighbour, the sea', () => {
  const inside: Position[] = [
    [106.7, 11.1],
    [105.85, 21.03],
    [107.6, 16.46],
    [104.72, 8.6],
    [102.2, 22.4],
    [103.97, 10.22],
  ]
  const outside: Position[] = [
    [11.1, 106.7],
    [104.92, 11.56],
    [102.63, 17.97],
    [108.37, 22.82],
    [110.3, 20],
    [100.5, 13.75],
    [0, 0],
  ]
  // Hoang Sa and Truong Sa.
  const islands: Position[] = [
    [111.6, 16.53],
    [111.92, 8.64],
    [114.33, 10.38],
  ]
  for (const position of [...inside, ...islands]) assert.ok(isInVietNam(position), String(position))
  for (const position of outside) assert.ok(!isInVietNam(position), String(position))
  const swapped = box(0, 0, 10).map(([x, y]) => [y, x])
  assert.equal(codeOf(read(swapped)), 'geometry-position-malformed')
  const phnomPenh = box(0, 0, 10).map(([x, y]): Position => [x - 1.78, y + 0.46])
  assert.equal(codeOf(read(phnomPenh)), 'geometry-abroad')
})

const circle = (count: number) =>
  closed(
    Array.from({ length: count }, (_, index): [number, number] => {
      const angle = (2 * Math.PI * index) / count
      return [1000 * Math.cos(angle), 1000 * Math.sin(angle)]
    }),
  )

test('ten thousand vertices are taken, one more is not', () => {
  assert.equal(codeOf(read(circle(10_000))), 'fine')
  assert.equal(codeOf(read(circle(10_001))), 'geometry-too-long')
})

test('areas are those of the ellipsoid', () => {
  const square = (x: number, y: number, size: number): Geometry => ({
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + size, y],
        [x + size, y + size],
        [x, y + size],
        [x, y],
      ],
    ],
  })
  const close = (found: number, expected: number) => assert.ok(Math.abs(found / expected - 1) < 1e-9, `${found}`)
  // By numerical integration over the ellipsoid: a degree square at the equator; and the whole of it.
  close(areaOf(square(0, 0, 1)), 12_308_463_893.976)
  close(
    areaOf({
      type: 'Polygon',
      coordinates: [
        [
          [-180, -90],
          [180, -90],
          [180, 90],
          [-180, 90],
          [-180, -90],
        ],
      ],
    }),
    510_065_621_724_088,
  )
  const whole = areaOf(square(106, 11, 0.01))
  const hole = square(106.002, 11.002, 0.002)
  const holed = areaOf({
    type: 'Polygon',
    coordinates: [...square(106, 11, 0.01).coordinates, ...hole.coordinates] as Position[][],
  })
  close(holed, whole - areaOf(hole))
})

test('an area does not depend on where its ring begins, how it is wound, or how it is cut', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 0, max: 39 }), (count, shift) => {
      const ring = circle(count).slice(0, -1)
      const turned = [...ring.slice(shift % count), ...ring.slice(0, shift % count)]
      const area = (open: Position[]) => areaOf(kept(read([...open, ...open.slice(0, 1)])))
      const [first, second] = [area(ring), area(turned.toReversed())]
      return Math.abs(first / second - 1) < 1e-9
    }),
  )
  const halves = areaOf(kept(many([box(0, 0, 10)], [box(10, 0, 10)])))
  const both = areaOf(
    kept(
      read(
        closed([
          [0, 0],
          [20, 0],
          [20, 10],
          [0, 10],
        ]),
      ),
    ),
  )
  assert.ok(Math.abs(halves / both - 1) < 1e-9)
})

test('whatever is sent is answered', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.array(fc.oneof(fc.double(), fc.constant(106.7), fc.string()), { maxLength: 4 }))),
      (rings) => {
        assert.equal(typeof codeOf(read(...rings)), 'string')
      },
    ),
  )
})

test('holes that leave nothing of a plot are refused; what touches its edge and leaves some is land', () => {
  const plot = box(0, 0, 10)
  const half = (points: [number, number][]) => closed(points)
  const [lower, upper] = [
    half([
      [0, 0],
      [10, 0],
      [10, 10],
    ]),
    half([
      [0, 0],
      [10, 10],
      [0, 10],
    ]),
  ]
  assert.equal(codeOf(read(plot, plot)), 'geometry-ring-empty')
  assert.equal(codeOf(read(plot, lower, upper)), 'geometry-ring-empty')
  assert.equal(codeOf(read(plot, lower)), 'fine')
})
