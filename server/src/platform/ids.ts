import { hash, randomUUID } from 'node:crypto'
import { remembering } from './remembering.ts'

/** A new UUID of version 7 (RFC 9562 §5.7): ordered by time, so that indexes grow at their end. */
export const newID = (): string => {
  const time = Date.now().toString(16).padStart(12, '0')
  // Version 4 has its random bits, and the variant, at the same places; Node.js makes those of many at a time.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

/** Below every ID. */
export const lowestID = '00000000-0000-0000-0000-000000000000'

/** Whether a text can be an id of ours, in the one spelling in which we give them: JSON Schema's format takes `urn:uuid:` and capitals too. */
export const isID = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** The first 128 bits of the SHA-256 of a text, as hexadecimal digits. */
const hashOf = (text: string): string => hash('sha256', text, 'hex').slice(0, 32)

/** In the order of ASCII; three of them are less than 16 bits. */
const symbols = '-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_'
const serialLength = 3

const seriesOf = remembering((series) => hashOf(series).slice(0, 8))

/**
 * What a key is stored under, as UUID text: 128 bits that stand for its canonical text. Of a GS1 key these are 32 bits of the
 * SHA-256 of all but the last three characters, those three in their order, and 80 bits of the SHA-256 of the whole. So the
 * numbers of one series, which are given out, told of and asked for together, lie side by side in every index of keys; and
 * whoever would have one key taken for another still has 112 bits to find. Of any other text it is 128 bits of the SHA-256.
 * Those asked for lately are remembered: a capture asks for each of its keys several times.
 */
export const keyHash = remembering(
  (canonical) => {
    const whole = hashOf(canonical)
    const serial = canonical.startsWith('/') ? orderOf(canonical.slice(-serialLength)) : undefined
    if (serial === undefined) return asUuid(whole)
    const series = seriesOf(canonical.slice(0, -serialLength))
    return asUuid(series + serial.toString(16).padStart(4, '0') + whole.slice(12))
  },
  { texts: 20_000, length: 2 * 1024 * 1024 },
)

/** The place of a text among all of its length; undefined where it has another symbol. */
const orderOf = (text: string): number | undefined => {
  let order = 0
  for (const symbol of text) {
    const digit = symbols.indexOf(symbol)
    if (digit < 0) return undefined
    order = order * symbols.length + digit
  }
  return order
}

const asUuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
