import { checkDigit } from '@nguon/gs1'
import { type BenchDocument, documentOf } from '../bench/documents.ts'
import type { BenchEvent } from '../bench/story.ts'

// The goods of the two who matter: the holder, of whose things the rival is to learn nothing.

export const prefixes = { holder: '9525600', rival: '9525601' }

const withCheck = (digits: string): string => digits + checkDigit(digits)

export const gtinOf = (prefix: string, product: number): string =>
  withCheck(`0${prefix}${String(product).padStart(5, '0')}`)

export const itemOf = (prefix: string, serial: number): string =>
  `https://id.gs1.org/01/${gtinOf(prefix, 0)}/21/S${serial}`

const itemCount = 400
const serials = Array.from({ length: itemCount }, (_, index) => 1000 + index)

export const itemsOf = (prefix: string): string[] => serials.map((serial) => itemOf(prefix, serial))

const numbered = (count: number, text: (number: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => text(100 + index))

/** Of one run or the other; only the first happened. */
export const transformationsOf = (run: 1 | 2): string[] =>
  numbered(100, (number) => `urn:uuid:0192${run}000-0000-7000-8000-000000000${number}`)

/** Business steps of the holder's own words. */
export const stepsOf = (run: 1 | 2): string[] =>
  numbered(20, (number) => `https://holder.example/steps/${run}${number}`)

const start = Date.UTC(2026, 0, 1)
let minutes = 0

const tell = (more: BenchEvent): BenchEvent => {
  minutes += 1
  return {
    type: 'ObjectEvent',
    eventTime: new Date(start + minutes * 60_000).toISOString(),
    eventTimeZoneOffset: '+07:00',
    ...more,
  }
}

const made = (prefix: string): BenchEvent[] =>
  itemsOf(prefix).map((item) => tell({ epcList: [item], action: 'ADD', bizStep: 'commissioning' }))

const lot = (number: string): string => `https://id.gs1.org/01/${gtinOf(prefixes.holder, 1)}/10/${number}`

const pressed = (): BenchEvent[] =>
  transformationsOf(1).map((transformationID, number) =>
    tell({
      type: 'TransformationEvent',
      transformationID,
      inputQuantityList: [{ epcClass: lot(`IN${number}`), quantity: 10, uom: 'KGM' }],
      outputQuantityList: [{ epcClass: lot(`OUT${number}`), quantity: 9, uom: 'KGM' }],
    }),
  )

const worded = (): BenchEvent[] =>
  stepsOf(1).map((bizStep, at) => tell({ epcList: [itemsOf(prefixes.holder)[at]], action: 'OBSERVE', bizStep }))

export const holderDocuments = (party: number): BenchDocument[] =>
  [made(prefixes.holder), pressed(), worded()].map((events) => documentOf(party, events))

export const rivalDocuments = (party: number): BenchDocument[] => [documentOf(party, made(prefixes.rival))]
