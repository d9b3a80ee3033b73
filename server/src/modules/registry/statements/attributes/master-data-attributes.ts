import type { Context } from '@nguon/epcis'
import { expandName } from '@nguon/epcis'
import { languageTagPattern } from '../language-map.ts'
import type { Spoken } from './word.ts'

const cbvAttribute = 'urn:epcglobal:cbv:mda:'
/** Names that the GS1 Web Vocabulary has had: contexts of different versions write different ones. */
const webVocabularies = [
  'https://ref.gs1.org/voc/',
  'https://gs1.org/voc/',
  'https://www.gs1.org/voc/',
  'http://gs1.org/voc/',
]
const vocabularies = [cbvAttribute, ...webVocabularies]
const shortForms: Record<string, string> = { 'cbvmda:': cbvAttribute, 'gs1:': 'https://gs1.org/voc/' }

/** Master data attributes (CBV 2.0 §9, GS1 Web Vocabulary) that say what the register has an attribute of its own for. */
const known: Record<string, string> = {
  name: 'name',
  descriptionShort: 'name',
  productName: 'name',
  organizationName: 'name',
  physicalLocationName: 'name',
  productDescription: 'description',
  descriptionLong: 'description',
  brandName: 'brand',
  brand: 'brand',
  provenanceStatement: 'origin',
  countryOfOriginStatement: 'origin',
  countryOfOrigin: 'originCountry',
}

/** The register's own attributes that master data attributes find. */
export const ownNames: readonly string[] = [...new Set(Object.values(known))].toSorted()

/** Under which name master data show what the register was told in its own words. */
const shownAs: Record<string, string> = {
  name: `${cbvAttribute}name`,
  description: 'https://gs1.org/voc/productDescription',
  brand: 'https://gs1.org/voc/brandName',
  origin: 'https://gs1.org/voc/provenanceStatement',
  originCountry: `${cbvAttribute}countryOfOrigin`,
}

/**
 * The full URI of a master data attribute, whatever prefix it was sent with. A bare name is nobody's URI; marked, so that
 * it can never pass for an attribute of the register's own.
 */
export function attributeUri(id: string, context?: Context): string {
  if (!id.includes(':')) return `unresolved:${id}`
  const prefix = Object.keys(shortForms).find((short) => id.startsWith(short))
  const meant = context && expandName(context, id)
  const uri = meant ?? (prefix ? `${shortForms[prefix]}${id.slice(prefix.length)}` : id)
  return uri.replace(/^urn:epcglobal:cbv:mda#/, cbvAttribute)
}

/** All URIs that mean the same attribute. */
export const namesakesOf = (uri: string): string[] => {
  const start = webVocabularies.find((each) => uri.startsWith(each))
  return start === undefined ? [uri] : webVocabularies.map((each) => each + uri.slice(start.length))
}

/** The register's own attribute that says the same as this one; undefined where it has none. */
export const registerAttribute = (uri: string): string | undefined => {
  const vocabulary = vocabularies.find((start) => uri.startsWith(start))
  const name = vocabulary && uri.slice(vocabulary.length)
  return name && Object.hasOwn(known, name) ? known[name] : undefined
}

/** Under which URI master data show a word; undefined where it is one of the register alone. */
export function shownName({ subject, attribute, saidAs }: Spoken & { subject: string }): string | undefined {
  if (saidAs) return saidAs
  if (attribute === 'name' && subject.startsWith('/01/')) return `${cbvAttribute}descriptionShort`
  return shownAs[attribute] ?? (attribute.includes(':') && !attribute.includes(' ') ? attribute : undefined)
}

/** One attribute of a vocabulary element as words; what the register does not know keeps its full URI, and is private. */
export function masterDataWords(uri: string, value: unknown): Spoken[] {
  const raw = [{ attribute: uri, language: '', value }]
  const texts = textsOf(value)
  const given = Array.isArray(value) ? value.length : 1
  // Two texts in one language are a list of one word.
  const told =
    texts.length > 0 && texts.length === given && new Set(texts.map(({ language }) => language)).size === given
  const attribute = registerAttribute(uri)
  if (!told || (attribute === 'originCountry' && !/^[A-Z]{2}$/.test(texts[0]?.text ?? ''))) return raw
  return texts.map(({ language, text }) => ({
    attribute: attribute ?? uri,
    language,
    value: text,
    ...(attribute && { saidAs: uri }),
  }))
}

/** A plain text, a JSON-LD value with its language, or a list of such. */
function textsOf(value: unknown): { language: string; text: string }[] {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (typeof value === 'string') return value === '' ? [] : [{ language: '', text: value.normalize('NFC') }]
  if (!value || typeof value !== 'object' || !('@value' in value) || typeof value['@value'] !== 'string') return []
  if ('@type' in value) return []
  const tag = '@language' in value && typeof value['@language'] === 'string' ? value['@language'] : ''
  return [{ language: languageTagPattern.test(tag) ? tag : '', text: value['@value'].normalize('NFC') }]
}
