import type { Actor } from '../../../platform/actor.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { shownFiles } from '../../files/index.ts'
import { type Describing, describeSubject, ownKey } from '../statements/describe-subject.ts'
import { classifying } from './groups/may-classify.ts'
import type { ProductInput } from './product.ts'
import { productAttributes, productWords } from './product.ts'
import { refuseRestricted } from './product-key.ts'

/** How a product is described, one or a spreadsheet of them. */
export const describingProduct: Describing<ProductInput> = {
  kind: 'product',
  taken: 'registry.gtin-taken',
  words: productWords,
  attributes: productAttributes,
  checker: async (reader, speakings, inputs) => {
    const hashes = inputs.flatMap(({ images = [] }) => images)
    const shown = await shownFiles(reader, speakings[0]?.actor.partyID ?? null, hashes)
    const classify = await classifying(
      reader,
      speakings.filter((_, index) => inputs[index]?.productGroup !== undefined),
    )
    return (speaking, { images = [], productGroup }) => {
      const hash = images.find((each) => !shown.has(each))
      if (hash !== undefined) throw problem('registry.image-unknown', { hash })
      if (productGroup !== undefined) classify(speaking, productGroup)
    }
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
