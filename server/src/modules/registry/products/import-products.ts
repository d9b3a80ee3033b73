import Type from 'typebox'
import type { IdentifierCells as Cells } from '../keys/identifiers/identifier-columns.ts'
import { IdentifierCells, identifierColumns } from '../keys/identifiers/identifier-columns.ts'
import { concernOf, sightOf } from '../rights/sight.ts'
import { digitsCell, type ImportCell, jsonCell, listCell, numberCell, textCell } from '../spreadsheets/import-cell.ts'
import { subjectTarget } from '../spreadsheets/import-subjects.ts'
import { languageColumns } from '../spreadsheets/language-columns.ts'
import { type ProductContent, ProductInput, productContent } from './product.ts'
import { type ProductCard, productCards } from './product-card.ts'
import { productKey, refuseRestricted } from './product-key.ts'
import { describingProduct } from './register-product.ts'

type ProductRow = Partial<ProductContent> & { gtin?: string; id?: string; identifiers?: Cells }

/** An official meets products by what it reads of obligations, an association those of its members by their events. */
const permissions = ['registry.read-obligations', 'events.query']

const schemes = ['own-code', 'url-stamp'] as const
const { basis: _basis, validFrom: _from, validTo: _to, identifiers: _list, ...described } = ProductInput.properties

/** Numbers of standards with bars between them; with their titles as JSON. */
const standardsCell: ImportCell = {
  parse: (text, spellings) => {
    if (text.trimStart().startsWith('[')) return jsonCell.parse(text, spellings)
    const read = listCell.parse(text, spellings)
    return 'issue' in read ? read : { value: (read.value as string[]).map((number) => ({ number })) }
  },
  show: (value) => {
    const standards = value as NonNullable<ProductContent['standards']>
    if (standards.some(({ names }) => names)) return jsonCell.show(value)
    return listCell.show(standards.map(({ number }) => number))
  },
}

/** Products from a spreadsheet and to one; a row is named by its GTIN, else by the id of one without, else by its own code. */
export const productsTarget = subjectTarget<ProductRow, ProductInput>({
  name: 'products',
  describing: describingProduct,
  schemes,
  columns: [
    { path: 'gtin', cell: digitsCell },
    { path: 'id', cell: textCell },
    ...languageColumns('names'),
    ...languageColumns('descriptions'),
    ...languageColumns('brand'),
    { path: 'productGroup', cell: textCell },
    ...languageColumns('origin.names'),
    { path: 'origin.country', cell: textCell },
    ...languageColumns('shelfLife'),
    { path: 'netContent.value', cell: numberCell },
    { path: 'netContent.unit', cell: textCell },
    { path: 'netWeight.value', cell: numberCell },
    { path: 'netWeight.unit', cell: textCell },
    { path: 'hsCode', cell: textCell },
    { path: 'species.scientificName', cell: textCell },
    ...languageColumns('species.names'),
    { path: 'standards', cell: standardsCell },
    { path: 'without', cell: listCell },
    { path: 'images', cell: listCell },
    ...identifierColumns(schemes),
  ],
  schema: Type.Object(
    {
      // What is wrong with its digits the key says.
      gtin: Type.Optional(Type.String()),
      id: Type.Optional(Type.String({ format: 'uuid' })),
      ...described,
      identifiers: Type.Optional(IdentifierCells(schemes)),
    },
    { additionalProperties: false },
  ),
  keyOf: ({ gtin, id }) => {
    const name = gtin ?? id
    if (name === undefined) return undefined
    const key = productKey(name)
    refuseRestricted(key)
    return key
  },
  named: (key) => (key.startsWith('/01/') ? { gtin: key.slice('/01/'.length) } : { id: key.slice('urn:uuid:'.length) }),
  content: (words) => {
    const { images, ...content } = productContent(words)
    return { ...content, ...(images.length > 0 && { images }) }
  },
  input: ({ gtin: _gtin, id: _id, identifiers: _identifiers, names = {}, ...said }) => ({ names, ...said }),
  reach: {
    permissions,
    whole: false,
    reached: async (reader, actor, keys, moment) => {
      const sights = await Promise.all(permissions.map((permission) => sightOf(reader, actor, permission, moment)))
      const cards = [...(await productCards(reader, keys, moment))]
      const isSeen = (card: ProductCard) => sights.some((sight) => sight.covers(concernOf(card, sight)))
      return new Set(cards.filter(([, card]) => isSeen(card)).map(([key]) => key))
    },
  },
})
