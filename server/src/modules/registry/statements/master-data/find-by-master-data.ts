import type { Reader } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'
import { countingWords } from '../attributes/counting-words.ts'
import { attributeUri, namesakesOf, registerAttribute, shownName } from '../attributes/master-data-attributes.ts'
import { selectSubjectsSaying } from '../attributes/statement.store.ts'
import type { Word } from '../attributes/word.ts'
import { publicAttributes } from '../attributes/word.ts'

/**
 * The keys and all that lies below them by the `children` of master data (EPCIS 2.0 §6.5), level by level, as far as
 * `viewer` (null: the operator) may know it. A cycle ends by itself. More than `most` keys: more than `most` are
 * answered, not all.
 */
export async function descendantsOf(
  reader: Reader,
  viewer: string | null,
  keys: readonly string[],
  most: number,
  moment: Moment = {},
): Promise<string[]> {
  const found = new Set(keys)
  for (let level = [...found]; level.length > 0 && found.size <= most; ) {
    const words = await countingWords(reader, viewer, level, moment, ['children'])
    level = [...words.values()]
      .flat()
      .flatMap(childrenOf)
      .filter((child) => !found.has(child))
    for (const child of level) found.add(child)
    level = [...new Set(level)]
  }
  return [...found].slice(0, most + 1)
}

/** The direct children that a word names. */
export const childrenOf = ({ value }: Word): string[] =>
  Array.isArray(value) ? value.filter((child) => typeof child === 'string') : []

/**
 * The keys that have a master data attribute, with one of `values` where given, as far as `viewer` (null: the operator)
 * may know it (EPCIS 2.0 §8.2.7.1, HASATTR_ and EQATTR_). The attribute's name is a full URI or has a standard prefix.
 * More than `most` answered: there are too many.
 */
export async function keysWithAttribute(
  reader: Reader,
  viewer: string | null,
  attribute: string,
  values: readonly string[] | undefined,
  most: number,
  moment: Moment = {},
): Promise<string[]> {
  const uris = namesakesOf(attributeUri(attribute))
  const attributes = [...uris, registerAttribute(uris[0] ?? '')].filter((name) => name !== undefined)
  const texts = values?.map((value) => value.normalize('NFC'))
  const asked = { viewer, attributes, publicOnes: [...publicAttributes], texts, limit: most + 1 }
  const candidates = await selectSubjectsSaying(reader, asked, moment)
  const words = await countingWords(reader, viewer, candidates, moment, attributes)
  return candidates.filter((key) =>
    words
      .get(key)
      ?.some(
        (word) => uris.includes(shownName(word) ?? '') && (!texts || textsIn(word).some((t) => texts.includes(t))),
      ),
  )
}

/** The texts that an attribute's value may be compared by; a structured value has none. */
const textsIn = ({ value }: Word): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => {
    const plain = one && typeof one === 'object' && '@value' in one ? one['@value'] : one
    return ['string', 'number', 'boolean'].includes(typeof plain) ? [String(plain)] : []
  })
