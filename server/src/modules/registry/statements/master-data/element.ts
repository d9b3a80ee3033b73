import Type from 'typebox'
import { Day } from '../../parties/party.ts'
import { partyID } from '../../wire.ts'
import { shownName } from '../attributes/master-data-attributes.ts'
import { isMembership, vocabularyOf } from '../attributes/vocabulary-element.ts'
import type { Word } from '../attributes/word.ts'
import { childrenOf } from './find-by-master-data.ts'

const uri = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9+.-]*:\\S+$', maxLength: 700 })
const many = { maxItems: 1000 }
const context = Type.Unknown({ description: 'Prefixes of the attributes: a JSON-LD context; GS1’s own is known' })

/** A vocabulary element as a party tells it: EPCIS 2.0 §6.1.1, in the JSON of a document's master data. */
export const ElementInput = Type.Object(
  {
    '@context': Type.Optional(context),
    id: Type.Optional(uri),
    type: Type.Optional(Type.Array(uri, { maxItems: 20, description: 'The vocabularies that it is an element of' })),
    attributes: Type.Optional(Type.Array(Type.Object({ id: uri, attribute: Type.Unknown() }), many)),
    children: Type.Optional(Type.Array(uri, many)),
    basis: Type.Optional(Type.String({ maxLength: 500 })),
    validFrom: Type.Optional(Day),
    validTo: Type.Optional(Day),
  },
  { additionalProperties: false },
)
export type ElementInput = Type.Static<typeof ElementInput>

const Attribute = Type.Object({
  id: Type.String(),
  attribute: Type.Unknown(),
  declaredBy: partyID,
  inNameOf: Type.Optional(partyID),
})

export const ElementView = Type.Object({
  '@context': Type.Optional(Type.Unknown()),
  id: Type.String(),
  type: Type.Array(Type.String()),
  attributes: Type.Optional(Type.Array(Attribute)),
  children: Type.Optional(Type.Array(Type.String())),
})
export type ElementView = Type.Static<typeof ElementView>

/** What a key is where nobody has said so (CBV 2.0 §10): a GTIN, a lot and a serial, a place, a party. */
const usualTypes: readonly [prefix: RegExp, type: string][] = [
  [/^\/01\/\d{14}\/21\//, 'urn:epcglobal:epcis:vtype:EPCInstance'],
  [/^\/01\//, 'urn:epcglobal:epcis:vtype:EPCClass'],
  [/^\/414\//, 'urn:epcglobal:epcis:vtype:Location'],
  [/^\/417\//, 'urn:epcglobal:epcis:vtype:Party'],
]

/** A key and the words that count on it as a vocabulary element, each attribute with its speaker. */
export function viewElement(key: string, words: readonly Word[]): ElementView {
  const said = words.filter(({ attribute }) => isMembership(attribute)).map(({ attribute }) => vocabularyOf(attribute))
  const usual = usualTypes.find(([prefix]) => prefix.test(key))?.[1]
  return {
    id: toUri(key),
    type: said.length > 0 || usual === undefined ? said : [usual],
    attributes: words.flatMap(viewAttribute),
    children: words
      .filter(({ attribute }) => attribute === 'children')
      .flatMap(childrenOf)
      .map(toUri),
  }
}

/** An attribute with several values stands several times, as documents have it. */
function viewAttribute(word: Word): Type.Static<typeof Attribute>[] {
  const id = shownName(word)
  if (id === undefined) return []
  const spoken = word.language === '' ? word.value : { '@value': word.value, '@language': word.language }
  const values = Array.isArray(spoken) ? spoken : [spoken]
  const { declaredBy, inNameOf } = word
  return values.map((attribute) => ({ id, attribute, declaredBy, ...(inNameOf && { inNameOf }) }))
}

const toUri = (key: string): string => (key.startsWith('/') ? `https://id.gs1.org${key}` : key)
