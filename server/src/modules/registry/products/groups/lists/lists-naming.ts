import Type from 'typebox'
import type { Reader } from '../../../../../platform/postgres/database.ts'
import type { Moment } from '../../../versions/moment.ts'
import { productCards } from '../../product-card.ts'
import { lineOf } from '../group-tree.ts'
import { groupTree } from '../read-groups.ts'
import { selectCandidates, selectLists } from './list.store.ts'
import type { ListedProduct } from './match-entry.ts'
import { fitOf, stepsOf } from './match-entry.ts'
import { EntryView, ListView, type ProductList, type StoredEntry, toEntryView, toListView } from './product-list.ts'

/** That a list names a product, or may: by the entry that fits it best. */
export type Naming = { list: ProductList; entry: StoredEntry; fit: 'named' | 'perhaps' }

export const ListMatch = Type.Object({
  list: ListView,
  entry: EntryView,
  fit: Type.Enum(['named', 'perhaps'], { description: 'perhaps: the product lacks what the entry asks for' }),
  steps: Type.Array(Type.Object({ step: Type.String(), from: Type.String() })),
})

export const toMatchView = ({ list, entry, fit }: Naming): Type.Static<typeof ListMatch> => ({
  list: toListView(list),
  entry: toEntryView(entry),
  fit,
  steps: stepsOf(list, entry).map(([step, from]) => ({ step, from })),
})

/** Which lists in force on a day name these products, drafts too; an unknown product is left out. */
export async function listsNaming(
  reader: Reader,
  keys: readonly string[],
  moment: Moment,
): Promise<Map<string, Naming[]>> {
  const lists = await selectLists(reader, moment)
  const products = await listedProducts(reader, keys, moment)
  const entries = await selectCandidates(reader, lists, {
    groups: [...new Set(products.flatMap(({ groups }) => groups))],
    gtins: products.map(({ key }) => key.slice('/01/'.length)),
    hsCodes: products.flatMap(({ hsCode }) => hsCode ?? []),
    anyGroup: products.some(({ groups }) => groups.length === 0),
    anyHs: products.some(({ hsCode }) => hsCode === undefined),
  })
  const byList = Map.groupBy(entries, ({ list }) => list)
  return new Map(
    products.map((product) => [
      product.key,
      lists.flatMap((list) => bestOf(list, byList.get(list.id) ?? [], product) ?? []),
    ]),
  )
}

async function listedProducts(reader: Reader, keys: readonly string[], moment: Moment): Promise<ListedProduct[]> {
  const tree = await groupTree(reader, moment)
  const cards = await productCards(reader, keys, moment)
  return [...cards].map(([key, { productGroup, hsCode }]) => ({
    key,
    hsCode,
    groups: productGroup === undefined ? [] : lineOf(tree, productGroup),
  }))
}

const weights = { high: 3, medium: 2, low: 1 }

/** Of the entries that name the product that of the highest risk; else the first that may. */
function bestOf(list: ProductList, entries: readonly StoredEntry[], product: ListedProduct): Naming | undefined {
  const fitting = entries.flatMap((entry): Naming[] => {
    const fit = fitOf(entry, product)
    return fit === 'not-named' ? [] : [{ list, entry, fit }]
  })
  const rank = ({ fit, entry }: Naming) =>
    (fit === 'named' ? 10 : 0) + (entry.level === null ? 0 : weights[entry.level])
  return fitting.toSorted((a, b) => rank(b) - rank(a))[0]
}
