import type { Context, JsonObject } from '@nguon/epcis'
import { canonicalKey, emptyContext, expandName, resolveContext } from '@nguon/epcis'
import { attributeUri, masterDataWords } from './master-data-attributes.ts'
import type { SubjectKind } from './statement.store.ts'
import type { Spoken } from './word.ts'
import { spokenOne } from './word.ts'

/** A vocabulary element of EPCIS 2.0 §6.1.1 as it was sent; keys canonical, attributes by full URI, each with its values. */
export type VocabularyElement = {
  key: string
  type: string
  path: string
  attributes: ReadonlyMap<string, readonly unknown[]>
  children: readonly string[]
}

/** A key's place in a vocabulary, as a word of its own; no attribute's URI holds a space. */
const membership = 'vocabulary '
export const memberOf = (type: string): string => `${membership}${type}`
export const isMembership = (attribute: string): boolean => attribute.startsWith(membership)
export const vocabularyOf = (attribute: string): string => attribute.slice(membership.length)

/** The elements of a vocabulary list; a pattern of a class (`.*`) is of its class. */
export const readElements = (vocabularyList: unknown, context?: Context): VocabularyElement[] =>
  asList(vocabularyList).flatMap((vocabulary, outer) =>
    asList(member(vocabulary, 'vocabularyElementList')).flatMap((element, inner) => {
      const path = `/${outer}/vocabularyElementList/${inner}`
      return readElement(element, textMember(vocabulary, 'type') ?? '', path, context) ?? []
    }),
  )

/** One element; undefined for what has no id. */
export function readElement(
  element: unknown,
  type: string,
  path: string,
  context?: Context,
): VocabularyElement | undefined {
  const id = textMember(element, 'id')
  if (!id) return undefined
  const children = asList(member(element, 'children')).filter((child) => typeof child === 'string')
  return {
    key: canonicalKey(id.toWellFormed()),
    type,
    path,
    attributes: attributesOf(element, context),
    children: [...new Set(children.map((child) => canonicalKey(child.toWellFormed())))],
  }
}

/** An attribute may stand more than once (§6.1.1): it has several values then. */
function attributesOf(element: unknown, context?: Context): Map<string, unknown[]> {
  const values = new Map<string, unknown[]>()
  for (const attribute of asList(member(element, 'attributes'))) {
    const id = textMember(attribute, 'id')
    const value = member(attribute, 'attribute')
    if (!id || value === undefined || value === null) continue
    const uri = attributeUri(id, context)
    const given = (Array.isArray(value) ? value : [value]).map((each) => withFullNames(each, context))
    values.set(uri, [...(values.get(uri) ?? []), ...given])
  }
  return values
}

/** A structured value keeps its meaning without its document: members by full URI, as far as the context tells them. */
function withFullNames(value: unknown, outer: Context = emptyContext): unknown {
  if (Array.isArray(value)) return value.map((each) => withFullNames(each, outer))
  if (!value || typeof value !== 'object') return value
  const { '@context': own, ...members } = value as JsonObject
  const { context } = resolveContext(own, outer)
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [
      name.includes(':') ? (expandName(context, name) ?? name) : name,
      withFullNames(member, context),
    ]),
  )
}

/** What elements of one key say together. Of two attributes that are one to the register, the second keeps its URI. */
export function elementWords(elements: readonly VocabularyElement[]): Spoken[] {
  const words = new Map<string, Spoken>()
  for (const [uri, values] of mergedAttributes(elements))
    for (const word of masterDataWords(uri, values.length === 1 ? values[0] : values)) {
      const name = `${word.attribute} ${word.language}`
      if (words.has(name)) words.set(`${uri} ${word.language}`, { ...word, attribute: uri, saidAs: null })
      else words.set(name, word)
    }
  const children = [...new Set(elements.flatMap((element) => element.children))]
  const types = [...new Set(elements.map(({ type }) => type).filter((type) => type !== ''))]
  return [
    ...words.values(),
    // Keys, letter for letter: another spelling would be another key.
    ...(children.length > 0 ? [{ attribute: 'children', language: '', value: children }] : []),
    ...types.flatMap((type) => spokenOne(memberOf(type), true)),
  ]
}

function mergedAttributes(elements: readonly VocabularyElement[]): Map<string, unknown[]> {
  const merged = new Map<string, Map<string, unknown>>()
  for (const { attributes } of elements)
    for (const [uri, values] of attributes) {
      const distinct = merged.get(uri) ?? new Map<string, unknown>()
      for (const value of values) distinct.set(JSON.stringify(value), value)
      merged.set(uri, distinct)
    }
  return new Map([...merged].map(([uri, distinct]) => [uri, [...distinct.values()]]))
}

/** Lists of products hold products: a lot's or a serial's master data is kept under its own key, and not listed. */
export const kindOf = (key: string): SubjectKind => {
  if (/^\/01\/\d{14}$/.test(key)) return 'product'
  return key.startsWith('/414/') ? 'location' : key.startsWith('/417/') ? 'party' : 'other'
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const member = (value: unknown, name: string): unknown =>
  value && typeof value === 'object' && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined

const textMember = (value: unknown, name: string): string | undefined => {
  const found = member(value, name)
  return typeof found === 'string' ? found : undefined
}
