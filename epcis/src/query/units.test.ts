import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { measurementTypes } from '../cbv.ts'
import { convert, unitKinds } from './units.ts'

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))

test('known equivalents', () => {
  const rows: [value: number, from: string, is: number, to: string][] = [
    [41, 'FAH', 5, 'CEL'],
    [-40, 'CEL', -40, 'FAH'],
    [0, 'CEL', 273.15, 'KEL'],
    [491.67, 'A48', 273.15, 'KEL'],
    [1, 'LBR', 453.59237, 'GRM'],
    [16, 'ONZ', 1, 'LBR'],
    [1, 'TNE', 1000, 'KGM'],
    [1, 'GLL', 231, 'INQ'],
    [8, 'PTI', 1, 'GLI'],
    [3.6, 'KMH', 1, 'MTS'],
    [1, 'SMI', 5280, 'FOT'],
    [1, 'ACR', 43_560, 'FTK'],
    [1013.25, 'MBR', 1, 'ATM'],
    [1, 'ATM', 760, 'UA'],
    [1, 'KWH', 3.6, '3B'],
    [180, 'DD', Math.PI, 'C81'],
    [5, 'P1', 50_000, '59'],
    [1, 'DZN', 12, 'H87'],
    [1, 'E64', 1024, 'AD'],
    [1, 'CUR', 37, 'GBQ'],
    [60, 'P70', 1, 'P74'],
    [1, 'MON', 1 / 12, 'ANN'],
  ]
  for (const [value, from, is, to] of rows) {
    const found = convert(value, from, to)
    assert.ok(found !== undefined && near(found, is), `${value} ${from} are ${found} ${to}, and not ${is}`)
  }
})

test('what measures another thing, or is unknown, is not converted', () => {
  for (const [from, to] of [
    ['KGM', 'LTR'],
    ['NU', 'JOU'],
    ['A95', 'D13'],
    ['XYZ', 'KGM'],
    ['KGM', 'kgm'],
  ] as const)
    assert.equal(convert(1, from, to), undefined, `${from} ${to}`)
  assert.equal(convert(1, 'XYZ', 'XYZ'), 1)
})

test('a difference has no zero to be shifted', () => {
  assert.ok(near(convert(9, 'FAH', 'CEL', true) ?? 0, 5))
  assert.equal(convert(5, 'KEL', 'CEL', true), 5)
})

test('each measurement type of CBV has units, its own or those of a kind that shares them', () => {
  const shared = new Set(
    'Altitude VolumetricFlux RadiantFlux AbsoluteHumidity MassConcentration RelativeHumidity VolumeFraction'.split(' '),
  )
  const kinds = new Set(unitKinds.values())
  assert.deepEqual(
    measurementTypes.filter((type) => !kinds.has(type) && !shared.has(type)),
    [],
  )
})

const codes = [...unitKinds.keys()]
const ofOneKind = fc
  .constantFrom(...codes)
  .chain((from) =>
    fc.tuple(fc.constant(from), fc.constantFrom(...codes.filter((to) => unitKinds.get(to) === unitKinds.get(from)))),
  )
const value = fc.double({ min: 0.001, max: 1e6, noNaN: true })

test('there and back is where it was, and the order is kept', () => {
  fc.assert(
    fc.property(ofOneKind, value, value, ([from, to], a, b) => {
      const there = (number: number) => convert(number, from, to) ?? Number.NaN
      const back = convert(there(a), to, from) ?? Number.NaN
      assert.ok(Math.abs(back - a) <= 1e-9 * Math.max(1, a))
      if (a < b) assert.ok(there(a) <= there(b))
    }),
  )
})
