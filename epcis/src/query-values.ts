import { canonicalKey } from './canonical-key.ts'
import type { VocabularyName } from './cbv.ts'
import { cbvWord } from './cbv.ts'
import { actions, eventTypes } from './event.ts'
import type { KeyRole } from './facts.ts'
import { keyPatternPrefixes } from './key-pattern.ts'
import type { Predicate } from './query-predicate.ts'
import { toUTC } from './utc-time.ts'

/** Reads a value of a query; undefined: of the wrong kind. */
export type Reader<T> = (value: string) => T | undefined

const uri = /^[A-Za-z][A-Za-z0-9+.-]*:./

/** A plus sign that a query string turned into a space is one again. */
export const readTime: Reader<string> = (value) => toUTC(value.replace(/ (?=\d\d:\d\d$)/, '+'))

export const readCount: Reader<number> = (value) => (/^\d{1,9}$/.test(value) ? Number(value) : undefined)

export const readPositive: Reader<number> = (value) => readCount(value) || undefined

export const readBoolean: Reader<boolean> = (value) => (value === 'true' ? true : value === 'false' ? false : undefined)

export const readText: Reader<string> = (value) => value || undefined

export const readAction: Reader<string> = (value) => actions.find((action) => action === value)

/** A type of the standard, or an extension's URI. */
export const readEventType: Reader<string> = (value) =>
  eventTypes.find((type) => type === value) ?? (uri.test(value) ? value : undefined)

/** A term in any spelling; one of no CBV list must be a URI. */
export const readTerm =
  (name: VocabularyName): Reader<string> =>
  (value) =>
    cbvWord(name, value) ?? (uri.test(value) ? value : undefined)

/** The keys that a value names: one, or those of an EPC pattern. */
type KeyMatch = { key?: string; prefixes?: string[] }

export const readKey: Reader<KeyMatch> = (value) => (uri.test(value) ? { key: canonicalKey(value) } : undefined)

const idPattern = /^urn:epc:idpat:/i

/**
 * A pattern with a star is a range of instances, and as an EPC class it is itself a key (that of its GTIN, say); one
 * without a star is the same as the EPC.
 */
export const readKeyOrPattern: Reader<KeyMatch> = (value) => {
  if (!idPattern.test(value)) return readKey(value)
  if (!value.includes('*')) return { key: canonicalKey(value.replace(idPattern, 'urn:epc:id:')) }
  const prefixes = keyPatternPrefixes(value)
  return prefixes && { key: canonicalKey(value), prefixes }
}

/** The predicate of matches in roles. */
export function keyPredicate(roles: readonly KeyRole[], matches: readonly KeyMatch[], type?: string): Predicate {
  const keys = matches.flatMap(({ key }) => (key === undefined ? [] : [key]))
  const prefixes = matches.flatMap(({ prefixes: starts }) => starts ?? [])
  return { field: 'key', roles, keys: [...new Set(keys)], prefixes: [...new Set(prefixes)], ...(type ? { type } : {}) }
}
