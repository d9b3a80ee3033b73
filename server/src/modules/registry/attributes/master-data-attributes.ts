import { languageTagPattern } from '../language-map.ts'
import type { Spoken } from './word.ts'

const vocabularies = [
  'urn:epcglobal:cbv:mda#',
  'https://gs1.org/voc/',
  'http://gs1.org/voc/',
  'https://ref.gs1.org/voc/',
]
const shortForms: Record<string, string> = { 'cbvmda:': 'urn:epcglobal:cbv:mda#', 'gs1:': 'https://gs1.org/voc/' }

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
}

/** One attribute of a vocabulary element as words; what the register does not know keeps its full URI, and is private. */
export function masterDataWords(id: string, value: unknown): Spoken[] {
  const uri = expand(id)
  const localName = localNameOf(uri)
  if (localName === 'countryOfOrigin') return countryWords(uri, value)
  const attribute = (localName && known[localName]) || uri
  const texts = textsOf(value)
  if (texts.length === 0) return [{ attribute: uri, language: '', value }]
  return texts.map(({ language, text }) => ({ attribute, language, value: text }))
}

/** A bare name is nobody's URI; marked, so that it can never pass for an attribute of the register's own. */
const expand = (id: string): string => {
  if (!id.includes(':')) return `unresolved:${id}`
  const prefix = Object.keys(shortForms).find((short) => id.startsWith(short))
  return prefix ? `${shortForms[prefix]}${id.slice(prefix.length)}` : id
}

const localNameOf = (uri: string): string | undefined => {
  const vocabulary = vocabularies.find((start) => uri.startsWith(start))
  return vocabulary && uri.slice(vocabulary.length)
}

function countryWords(uri: string, value: unknown): Spoken[] {
  const code = textsOf(value)[0]?.text
  const known = code !== undefined && /^[A-Z]{2}$/.test(code)
  return [{ attribute: known ? 'originCountry' : uri, language: '', value: known ? code : value }]
}

/** A plain text, a JSON-LD value with its language, or a list of such. */
function textsOf(value: unknown): { language: string; text: string }[] {
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (typeof value === 'string') return value === '' ? [] : [{ language: '', text: value.normalize('NFC') }]
  if (!value || typeof value !== 'object' || !('@value' in value) || typeof value['@value'] !== 'string') return []
  const tag = '@language' in value && typeof value['@language'] === 'string' ? value['@language'] : ''
  return [{ language: languageTagPattern.test(tag) ? tag : '', text: value['@value'].normalize('NFC') }]
}
