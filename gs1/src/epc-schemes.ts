import type { CharacterSet } from './character-sets.ts'
import { cset39, cset82, digitSet } from './character-sets.ts'

/** What follows the company prefix and the reference: a serial, a lot, an extension, or one of two fixed numbers. */
export type EpcTail = {
  /** The AI that holds it; 'key' where it is the end of the key's own value. */
  ai: 'key' | string
  set: CharacterSet
  min: number
  max: number
  /** The text that stands for 'none' (SGLN: '0'). */
  none?: string
}

/** How a pure identity EPC URI of TDS 2 and its GS1 key hold the same identity. */
export type EpcScheme = {
  name: string
  /** The key's AI. */
  ai: string
  /** Digits of company prefix and reference together; undefined where the reference is free text. */
  digits?: number
  /** The reference's first digit stands before the company prefix in the key (indicator, extension digit). */
  leading?: boolean
  /** The key has a check digit, which the URN leaves out. */
  check?: boolean
  /** Digits which the key has before all others (GRAI: the filler zero). */
  filler?: string
  /** A free-text reference: its characters and the key's greatest length. */
  text?: { set: CharacterSet; max: number }
  tails: readonly EpcTail[]
  /** The namespace in which the whole identity stands. */
  space: 'id' | 'class'
}

const numeric = (ai: string, min: number, max: number): EpcTail => ({ ai, set: digitSet, min, max })
const text = (ai: string, max: number, none?: string): EpcTail => ({ ai, set: cset82, min: 1, max, none })

const gtin = { ai: '01', digits: 13, leading: true, check: true }
const key12 = { digits: 12, check: true }

/** Every scheme whose identity is a GS1 key, by its name in the URN. */
export const epcSchemes: readonly EpcScheme[] = [
  { name: 'sgtin', ...gtin, tails: [text('21', 20)], space: 'id' },
  { name: 'lgtin', ...gtin, tails: [text('10', 20)], space: 'class' },
  { name: 'upui', ...gtin, tails: [text('235', 28)], space: 'id' },
  {
    name: 'itip',
    ...gtin,
    ai: '8006',
    tails: [numeric('key', 2, 2), numeric('key', 2, 2), text('21', 20)],
    space: 'id',
  },
  { name: 'sscc', ai: '00', digits: 17, leading: true, check: true, tails: [], space: 'id' },
  { name: 'sgln', ai: '414', ...key12, tails: [text('254', 20, '0')], space: 'id' },
  { name: 'pgln', ai: '417', ...key12, tails: [], space: 'id' },
  { name: 'grai', ai: '8003', filler: '0', ...key12, tails: [text('key', 16)], space: 'id' },
  { name: 'gdti', ai: '253', ...key12, tails: [text('key', 17)], space: 'id' },
  { name: 'sgcn', ai: '255', ...key12, tails: [numeric('key', 1, 12)], space: 'id' },
  { name: 'gsrn', ai: '8018', digits: 17, check: true, tails: [], space: 'id' },
  { name: 'gsrnp', ai: '8017', digits: 17, check: true, tails: [], space: 'id' },
  { name: 'gsin', ai: '402', digits: 16, check: true, tails: [], space: 'id' },
  { name: 'giai', ai: '8004', text: { set: cset82, max: 30 }, tails: [], space: 'id' },
  { name: 'ginc', ai: '401', text: { set: cset82, max: 30 }, tails: [], space: 'id' },
  { name: 'cpi', ai: '8010', text: { set: cset39, max: 30 }, tails: [numeric('8011', 1, 12)], space: 'id' },
]

const schemeOfName = new Map(epcSchemes.map((scheme) => [scheme.name, scheme]))

export const epcScheme = (name: string): EpcScheme | undefined => schemeOfName.get(name)

/** Lengths that a GS1 Company Prefix has in a URN. */
export const shortestPrefix = 6
export const longestPrefix = 12
