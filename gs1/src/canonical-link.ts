import { aiOf } from './ai-table.ts'
import type { DigitalLink } from './digital-link.ts'
import { checkElements, elementOf } from './elements.ts'
import { encodePercent } from './percent.ts'
import { longestQualifiers } from './qualifiers.ts'
import { accept, type Element, type Result, refuse } from './result.ts'

/** The host of canonical Digital Links. */
export const canonicalStem = 'https://id.gs1.org'

/** Canonical path of a key and its qualifiers without any host: '/01/09521234543213/10/ABC%2F1'. */
export const keyPath = (link: Pick<DigitalLink, 'key' | 'qualifiers'>): string => {
  let path = `/${link.key[0]}/${encodePercent(link.key[1])}`
  for (const [ai, value] of link.qualifiers) path += `/${ai}/${encodePercent(value)}`
  return path
}

/** Attributes as the official engine writes them: those of predefined length first, else in their order. */
const attributeQuery = (attributes: readonly Element[]): string => {
  const predefined = attributes.filter(([ai]) => aiOf(ai)?.separated === false)
  const others = attributes.filter(([ai]) => aiOf(ai)?.separated !== false)
  const query = [...predefined, ...others].map(([ai, value]) => `${ai}=${encodePercent(value)}`).join('&')
  return query === '' ? '' : `?${query}`
}

/** The canonical spelling of a parsed link: its own key, qualifiers and attributes on id.gs1.org or another stem. */
export const canonicalLink = (link: DigitalLink, stem: string = canonicalStem): string =>
  stem.replace(/\/$/, '') + keyPath(link) + attributeQuery(link.attributes)

/**
 * Builds the canonical Digital Link of checked elements. The first primary key is the link's key, as many of its
 * qualifiers as are present follow it, all others go into the query. An issue's `at` is the element's index.
 */
export const toDigitalLink = (elements: readonly Element[], stem: string = canonicalStem): Result<string> => {
  const checked = checkElements(elements)
  if (!checked.ok) return checked
  const distinct = checked.value.filter(
    ({ entry }, index, all) => all.findIndex((other) => other.entry === entry) === index,
  )
  const key = distinct.find(({ entry }) => entry.qualifiers !== undefined)
  if (key === undefined) return refuse('key-missing', 0)
  const order = longestQualifiers(key.entry.code, new Set(distinct.map(({ entry }) => entry.code)))
  const qualifiers = order.flatMap((code) => distinct.filter(({ entry }) => entry.code === code))
  const attributes = distinct.filter((piece) => piece !== key && !qualifiers.includes(piece))
  const misplaced = attributes.find(({ entry }) => !entry.attribute)
  if (misplaced !== undefined) return refuse('attribute-not-allowed', misplaced.at, { ai: misplaced.entry.code })
  return accept(
    canonicalLink(
      {
        stem,
        key: elementOf(key),
        qualifiers: qualifiers.map(elementOf),
        attributes: attributes.map(elementOf),
        elements: [],
      },
      stem,
    ),
  )
}
