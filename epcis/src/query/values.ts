import { canonicalKey } from '../canonical-key.ts'
import type { VocabularyName } from '../cbv.ts'
import { cbvWord } from '../cbv.ts'
import type { Context } from '../context.ts'
import { expandName } from '../context.ts'
import { actions, eventTypes } from '../event.ts'
import { termOf } from '../facts.ts'
import { toUTC } from '../utc-time.ts'
import { isMeasurementType, measurementType } from './measurement-type.ts'

/** One value of a parameter: a text of a query string, or a JSON value of a body. */
export type Scalar = string | number | boolean | null

/** Reads a value of a query; undefined: of the wrong kind. */
export type Reader<T> = (value: Scalar, context: Context) => T | undefined

const uri = /^[A-Za-z][A-Za-z0-9+.-]*:./
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const day = /^\d{4}-\d\d-\d\d$/

/** Whether a text is a URI as far as a query asks. */
export const isUriText = (value: string): boolean => uri.test(value) && !/\s/.test(value)

/** The number that a decimal text means; undefined: none, or none that can be held. */
export const numberOf = (text: string): number | undefined =>
  decimal.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined

/** A time in UTC; a bare date is its first moment in UTC. */
export const instantOf = (text: string): string | undefined => toUTC(day.test(text) ? `${text}T00:00:00Z` : text)

const ofText =
  <T>(read: (text: string, context: Context) => T | undefined): Reader<T> =>
  (value, context) =>
    typeof value === 'string' && value !== '' ? read(value, context) : undefined

/** A plus sign that a query string turned into a space is one again. */
export const readTime = ofText((value) => toUTC(value.replace(/ (?=\d\d:\d\d$)/, '+')))

export const readNumber: Reader<number> = (value) =>
  typeof value === 'string' ? numberOf(value) : typeof value === 'number' && Number.isFinite(value) ? value : undefined

export const readCount: Reader<number> = (value) => (/^\d{1,9}$/.test(String(value)) ? Number(value) : undefined)

export const readPositive: Reader<number> = (value, context) => readCount(value, context) || undefined

export const readBoolean: Reader<boolean> = (value) => {
  if (value === true || value === 'true') return true
  return value === false || value === 'false' ? false : undefined
}

/** EXISTS_…: a boolean to the OpenAPI, to the query schema an integer or nothing, which a query string spells empty. */
export const readExists: Reader<boolean> = (value, context) => {
  if (value === null || value === '' || value === 1 || value === '1') return true
  return value === 0 || value === '0' ? false : readBoolean(value, context)
}

export const readText = ofText((value) => value)

export const readAction = ofText((value) => actions.find((action) => action === value))

export const readDirection = ofText((value) => (value === 'ASC' || value === 'DESC' ? value : undefined))

/** A type of the standard, or an extension's URI, which may be spelt with a prefix. */
export const readEventType = ofText((value, context) => {
  const known = eventTypes.find((type) => type === value)
  return known ?? (isUriText(value) ? (expandName(context, value) ?? value) : undefined)
})

/** A term in any spelling; one of no CBV list must be a URI. */
export const readTerm = (name: VocabularyName): Reader<string> =>
  ofText((value, context) => {
    const term = termOf(name, value, context)
    return cbvWord(name, term) !== undefined || isUriText(term) ? term : undefined
  })

/** A measurement type of the GS1 Web Vocabulary in any spelling, or another's URI. */
export const readMeasurementType = ofText((value, context) => {
  const type = measurementType(value, context)
  return isMeasurementType(type) || isUriText(type) ? type : undefined
})

/** An event's ID, which has one spelling. */
export const readID = ofText((value) => (isUriText(value) ? value : undefined))

/** A URI in its one spelling. */
export const readUri = ofText((value, context) => (isUriText(value) ? uriKey(value, context) : undefined))

/** One text for one URI: without the context's prefix, a GS1 key in its canonical form. */
export const uriKey = (value: string, context: Context): string => canonicalKey(expandName(context, value) ?? value)

/** hexBinary has capitals and small letters for one value (XML Schema 2 §3.3.15). */
export const readHex = ofText((value) => (/^(?:[0-9a-f]{2})+$/i.test(value) ? value.toUpperCase() : undefined))

/** What an extension's member may be equal to; a boolean is meant as its word. */
export const readExtensionValue: Reader<string | number> = (value, context) => {
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'number' ? readNumber(value, context) : readText(value, context)
}

/** What an extension's member may be less or greater than: a number or a time. */
export const readBound: Reader<string | number> = (value, context) =>
  readNumber(value, context) ??
  (typeof value === 'string' ? instantOf(value.replace(/ (?=\d\d:\d\d$)/, '+')) : undefined)
