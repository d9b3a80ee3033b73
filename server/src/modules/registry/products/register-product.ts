import type { Actor } from '../../../platform/actor.ts'
import type { Db, Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { showsFile } from '../../files/index.ts'
import { type Describing, describeSubject, ownKey } from '../describe-subject.ts'
import { checkMayClassify } from '../groups/may-classify.ts'
import type { ProductInput } from './product.ts'
import { productAttributes, productWords } from './product.ts'
import { refuseRestricted } from './product-key.ts'

/** How a product is described, one or a spreadsheet of them. */
export const describingProduct: Describing<ProductInput> = {
  kind: 'product',
  taken: 'registry.gtin-taken',
  words: productWords,
  attributes: productAttributes,
  check: async (reader, speaking, { images = [], productGroup }) => {
    await checkImages(reader, speaking.parties, images)
    if (speaking.authority && productGroup !== undefined) await checkMayClassify(reader, speaking, productGroup)
  },
}

/** A party's word on a product, first or again. */
export async function describeProduct(db: Db, actor: Actor, key: string, input: ProductInput): Promise<void> {
  refuseRestricted(key)
  await describeSubject(db, actor, key, input, describingProduct)
}

/** A product without GTIN: known by its other identifiers, of which it has one at least. */
export async function registerOwnProduct(db: Db, actor: Actor, input: ProductInput): Promise<string> {
  const key = ownKey(input)
  await describeProduct(db, actor, key, input)
  return key
}

async function checkImages(reader: Reader, parties: readonly string[], images: readonly string[]): Promise<void> {
  for (const hash of images)
    if (!(await showsFile(reader, parties, hash))) throw problem('registry.image-unknown', { hash })
}
