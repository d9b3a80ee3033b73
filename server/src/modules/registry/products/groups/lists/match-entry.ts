import type { ListEntry, ProductList, Roadmap, RoadmapStep, StoredEntry } from './product-list.ts'

/** What is known of a product that a list may name. */
export type ListedProduct = { key: string; groups: readonly string[]; hsCode?: string | undefined }

/** Whether an entry names a product: surely, perhaps (something it asks for is not known of the product), or not. */
export type Fit = 'named' | 'perhaps' | 'not-named'

type Criteria = { [name in 'group' | 'hsCode' | 'gtin']: string | null }

/** By what an entry can be judged without a person. */
export const isDecidable = ({ group, hsCode, gtin }: Criteria | ListEntry): boolean => Boolean(group || hsCode || gtin)

/**
 * All that the entry gives must fit. An HS code names its finer ones; a product whose own code is coarser may be among
 * them. A group names those below it, `groups` being the product's own and its ancestors.
 */
export function fitOf({ group, hsCode, gtin }: Criteria, product: ListedProduct): Fit {
  if (!isDecidable({ group, hsCode, gtin })) return 'not-named'
  const fits = [
    gtin === null ? 'named' : product.key === `/01/${gtin}` ? 'named' : 'not-named',
    group === null ? 'named' : fitGroup(group, product.groups),
    hsCode === null ? 'named' : fitHs(hsCode, product.hsCode),
  ]
  if (fits.includes('not-named')) return 'not-named'
  return fits.includes('perhaps') ? 'perhaps' : 'named'
}

const fitGroup = (group: string, groups: readonly string[]): Fit =>
  groups.length === 0 ? 'perhaps' : groups.includes(group) ? 'named' : 'not-named'

const fitHs = (asked: string, own: string | undefined): Fit => {
  if (own === undefined) return 'perhaps'
  if (own.startsWith(asked)) return 'named'
  return asked.startsWith(own) ? 'perhaps' : 'not-named'
}

/** From which day on an entry asks for each step: its own roadmap, else its list's, else traceability from the first day. */
export function stepsOf(list: Pick<ProductList, 'roadmap' | 'validFrom'>, entry: Pick<StoredEntry, 'roadmap'>) {
  const given: Roadmap = entry.roadmap ?? list.roadmap
  const roadmap: Roadmap = Object.keys(given).length > 0 ? given : { traceability: list.validFrom }
  return Object.entries(roadmap) as [RoadmapStep, string][]
}
