import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exact, toNumber } from '../exact.ts'
import { processBalance } from './process-balance.ts'
import type { Said } from './stated-event.ts'

const yardstick = { yields: [], contents: new Map() }

type Amount = { quantity?: number; uom?: string }

const event = (inputs: readonly Amount[], outputs: readonly Amount[]): Said => ({
  uid: 'e',
  eventID: 'urn:uuid:e',
  declaredBy: 'mill',
  eventTime: '2026-06-01T00:00:00.000Z',
  action: undefined,
  bizStep: undefined,
  disposition: undefined,
  isAggregation: false,
  transformation: undefined,
  sources: [],
  destinations: [],
  links: [
    ...inputs.map((each) => ({ kind: 'input' as const, a: 'event', b: '/01/09521234543213/10/A', ...each })),
    ...outputs.map((each) => ({ kind: 'output' as const, a: 'event', b: '/01/09521234543220/10/B', ...each })),
  ].map((link) => ({ ...link, classLevel: true as const })),
})

const balance = (...events: [Said, ...Said[]]) => processBalance(events, yardstick)
const numbersOf = ({ quantities, verdict }: ReturnType<typeof balance>) => {
  const [first] = quantities
  return [first?.in, first?.out, first?.loss, first?.unknown, verdict]
}

/** Kilograms with grams, as whole grams. */
const grams = fc.integer({ min: 0, max: 5_000_000 })
const some = fc.array(grams, { minLength: 1, maxLength: 12 })
const kg = (gram: number): Amount => ({ quantity: gram / 1000, uom: 'KGM' })
const total = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)

test('sums are those of whole grams, and what is printed has no fault of binary numbers', () => {
  fc.assert(
    fc.property(some, some, (inputs, outputs) => {
      const [into, out] = [total(inputs), total(outputs)]
      const verdict = out > into ? 'surplus' : out < into ? 'loss' : 'ok'
      assert.deepEqual(numbersOf(balance(event(inputs.map(kg), outputs.map(kg)))), [
        ...[into / 1000, out / 1000, (into - out) / 1000],
        { in: 0, out: 0 },
        verdict,
      ])
    }),
  )
})

test('in whichever order, over however many events, in whichever unit: the same', () => {
  fc.assert(
    fc.property(some, some, fc.nat(12), (inputs, outputs, cut) => {
      const whole = balance(event(inputs.map(kg), outputs.map(kg)))
      const [a, b] = [inputs.slice(0, cut), inputs.slice(cut)]
      const inParts = balance(event(b.map(kg), outputs.toReversed().map(kg)), event(a.map(kg), []))
      assert.deepEqual(numbersOf(inParts), numbersOf(whole))
      const inGrams = inputs.map((gram, at) => (at % 2 === 0 ? kg(gram) : { quantity: gram, uom: 'GRM' }))
      assert.deepEqual(numbersOf(balance(event(inGrams, outputs.map(kg)))), numbersOf(whole))
    }),
  )
})

test('an untold quantity never makes a verdict certain that was not, nor turns one round', () => {
  fc.assert(
    fc.property(some, some, fc.boolean(), fc.nat(11), (inputs, outputs, isInput, which) => {
      const [ins, outs] = [inputs.map(kg), outputs.map(kg)]
      const side = isInput ? ins : outs
      side[which % side.length] = {}
      const certain = balance(event(inputs.map(kg), outputs.map(kg))).verdict
      const { verdict, quantities } = balance(event(ins, outs))
      assert.ok(verdict === 'unknown' || verdict === certain, `${certain} became ${verdict}`)
      assert.equal(quantities[0]?.loss, null)
    }),
  )
})

test('whatever is sent as a quantity, what is answered are numbers of JSON', () => {
  const hostile = fc.array(
    fc.record(
      {
        quantity: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(1e308, -1, 5e-324, 0)),
        uom: fc.constantFrom('KGM', 'LBR', 'LTR', 'CEL', 'P1', 'C62', 'XYZ', 'TNE'),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(hostile, hostile, (inputs, outputs) => {
      const made = balance(event(inputs, outputs))
      assert.deepEqual(JSON.parse(JSON.stringify(made)), made)
      for (const each of made.quantities) for (const side of [each.in, each.out]) assert.ok(side === null || side >= 0)
    }),
  )
})

test('an exact number is printed as it was written', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
      assert.equal(toNumber(exact(value)), value === 0 ? 0 : value)
    }),
  )
})
