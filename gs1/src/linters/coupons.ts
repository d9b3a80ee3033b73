import { digitSet, firstOutside } from '../character-sets.ts'
import { yymmdd } from './dates.ts'
import { type Fault, fault, type Linter } from './fault.ts'

/** Reads a coupon from left to right; once a part is missing or wrong, `wrong` holds its place and reading stops. */
type Reader = { data: string; at: number; wrong: number }

const take = (reader: Reader, length: number): string => {
  if (reader.wrong !== -1) return ''
  if (reader.data.length - reader.at < length) reader.wrong = reader.at
  const part = reader.data.slice(reader.at, reader.at + length)
  if (reader.wrong === -1) reader.at += length
  return part
}

const takeOneOf = (reader: Reader, allowed: string): string => {
  const start = reader.at
  const digit = take(reader, 1)
  if (reader.wrong === -1 && !allowed.includes(digit)) reader.wrong = start
  return digit
}

/** A length digit from `allowed`, then that many digits (and `more`). */
const takeCounted = (reader: Reader, allowed: string, more: number): string => {
  const count = takeOneOf(reader, allowed)
  return reader.wrong === -1 ? take(reader, Number(count) + more) : ''
}

/** Of a second or third purchase: a company prefix of six digits and more, or '9' for the first purchase's. */
const takeOtherPrefix = (reader: Reader): void => {
  if (reader.data.charAt(reader.at) === '9') take(reader, 1)
  else takeCounted(reader, '0123456', 6)
}

const takePurchase = (reader: Reader): void => {
  takeCounted(reader, '12345', 0)
  takeOneOf(reader, '012349')
  take(reader, 3)
}

const takeDate = (reader: Reader): string => {
  const start = reader.at
  const date = take(reader, 6)
  if (reader.wrong === -1 && yymmdd(date) !== undefined) reader.wrong = start
  return date
}

/** Optional fields come in this order, each announced by its digit. */
const takeOptionalFields = (reader: Reader): void => {
  const announced = (digit: string): boolean => {
    if (reader.wrong !== -1 || reader.data.charAt(reader.at) !== digit) return false
    reader.at += 1
    return true
  }
  let expiry = ''
  if (announced('1')) {
    takeOneOf(reader, '0123')
    takePurchase(reader)
    takeOtherPrefix(reader)
  }
  if (announced('2')) {
    takePurchase(reader)
    takeOtherPrefix(reader)
  }
  if (announced('3')) expiry = takeDate(reader)
  if (announced('4')) {
    const start = reader.at
    const date = takeDate(reader)
    if (reader.wrong === -1 && expiry !== '' && date > expiry) reader.wrong = start
  }
  if (announced('5')) takeCounted(reader, '0123456789', 6)
  if (announced('6')) takeCounted(reader, '1234567', 6)
  if (announced('9')) {
    takeOneOf(reader, '01256')
    takeOneOf(reader, '012')
    take(reader, 1)
    takeOneOf(reader, '01')
  }
}

const read = (part: string, steps: (reader: Reader) => void): Fault | undefined => {
  const bad = firstOutside(part, digitSet)
  if (bad !== -1) return fault('character-not-allowed', bad)
  const reader: Reader = { data: part, at: 0, wrong: -1 }
  steps(reader)
  if (reader.wrong === -1 && reader.at < part.length) reader.wrong = reader.at
  return reader.wrong === -1 ? undefined : fault('coupon-wrong', reader.wrong)
}

/** North American Coupon Code of AI 8110. */
export const couponcode: Linter = (part) =>
  read(part, (reader) => {
    takeCounted(reader, '0123456', 6)
    take(reader, 6)
    takeCounted(reader, '12345', 0)
    takePurchase(reader)
    takeOptionalFields(reader)
  })

/** Positive offer file coupon of AI 8112. */
export const couponposoffer: Linter = (part) =>
  read(part, (reader) => {
    takeOneOf(reader, '01')
    takeCounted(reader, '0123456', 6)
    take(reader, 6)
    takeCounted(reader, '0123456789', 6)
  })
