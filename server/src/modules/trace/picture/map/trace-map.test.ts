import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordsOf } from '../../../../../test/scan-material.ts'
import { crowd, orchard } from '../../../../../test/trace-material.ts'
import { toPictureSource } from '../picture-source.ts'
import { toJourney } from './legs.ts'
import { project } from './projection.ts'
import { type MapPlace, traceMap } from './trace-map.ts'

const words = wordsOf('en')
const place = (index: string) => `/414/952123400${index}`
const draw = (places: Map<string, MapPlace>, answer = orchard()) =>
  traceMap(toPictureSource(answer), places, { words, title: 'Map', id: 'm' })

test('ways run between places in the order of the goods, across what has no place of its own', () => {
  const { places, legs } = toJourney(toPictureSource(orchard()))
  assert.deepEqual(places, ['0000', '0001', '0002', '0006'].map(place))
  assert.deepEqual(
    legs.map(({ from, to, basis }) => [from, to, basis]),
    [
      [place('0000'), place('0006'), 'stated'],
      [place('0001'), place('0006'), 'stated'],
      [place('0002'), place('0006'), 'inferred'],
    ],
  )
})

test('places without coordinates are listed, not drawn and not forgotten', () => {
  const svg = draw(
    new Map([
      [place('0000'), { name: 'Sau Mang', at: { latitude: 10.9, longitude: 106.7 } }],
      [place('0002'), { name: 'Plot 3' }],
    ]),
  )
  assert.match(svg, /3 places are not on the map/)
  assert.match(svg, /– Plot 3/)
  assert.match(svg, /<circle/)
  assert.doesNotMatch(draw(new Map()), /<circle/)
})

test('a name stands off the way, on whichever side of its place that is', () => {
  const garden = { latitude: 10.9, longitude: 106.7 }
  for (const [longitude, anchor] of [
    [107.3, 'left'],
    [106.1, 'right'],
  ] as const) {
    const svg = draw(
      new Map([
        [place('0000'), { name: 'A', at: garden }],
        [place('0006'), { name: 'B', at: { ...garden, longitude } }],
      ]),
    )
    const spot = Number(/<circle cx="([\d.]+)"/.exec(svg)?.[1])
    const name = Number(/<text x="([\d.]+)"[^>]*paint-order="stroke">A</.exec(svg)?.[1])
    assert.equal(name < spot ? 'left' : 'right', anchor)
  }
})

test('nothing is asked of anybody outside', () => {
  const svg = draw(new Map([[place('0000'), { name: 'A', at: { latitude: 10.9, longitude: 106.7 } }]]))
  assert.deepEqual(
    [...svg.matchAll(/https?:\/\/[^"\s]+/g)].map(([address]) => address),
    ['http://www.w3.org/2000/svg'],
  )
  assert.doesNotMatch(svg, /<image|<use|href|<style|<script/)
})

test('degrees lie true: north above south, east right of west, also across the date line', () => {
  const sheet = project(
    [
      { latitude: -17, longitude: 179 },
      { latitude: -18, longitude: -179 },
    ],
    600,
  )
  const [fiji, east] = [
    sheet.toPoint({ latitude: -17, longitude: 179 }),
    sheet.toPoint({ latitude: -18, longitude: -179 }),
  ]
  assert.ok(fiji.y < east.y && fiji.x < east.x && east.x - fiji.x < 600)
  assert.ok(sheet.scale.width <= 100 && sheet.scale.kilometres > 0)
})

test('thousands of ways and names of strangers stay a bounded, harmless picture', () => {
  const evil = '"><script>alert(1)</script>\u0000'
  const places = new Map(
    Array.from({ length: 13 }, (_, index) => [
      place(String(index)),
      { name: evil, at: { latitude: 9 + index / 5, longitude: 105 + (index % 4) } },
    ]),
  )
  const svg = draw(places, crowd(5_000))
  assert.ok(svg.length < 100_000)
  assert.ok(!svg.includes('<script') && !svg.includes('\u0000'))
})
