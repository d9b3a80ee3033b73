import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { showsFile } from '../../files/index.ts'
import { stateWords } from '../attributes/state-words.ts'
import { changeRegistry } from '../change.ts'
import { claimForParty } from '../claims/claim-for-party.ts'
import { speakerOn } from '../claims/speaker.ts'
import { nameSubject } from '../identifiers/name-subject.ts'
import { checkValidity } from '../moment.ts'
import type { ProductInput } from './product.ts'
import { productAttributes, productWords } from './product.ts'
import { refuseRestricted } from './product-key.ts'

/** A party's word on a product, first or again. Who speaks first of a GTIN that nobody owns asserts a claim on it. */
export function describeProduct(db: Db, actor: Actor, key: string, input: ProductInput): Promise<void> {
  refuseRestricted(key)
  checkValidity(input)
  return changeRegistry(db, actor, async (tx, position) => {
    const speaker = await speakerOn(tx, actor, key, 'registry.gtin-taken')
    await checkImages(tx, [speaker.declaredBy, actor.partyID ?? speaker.declaredBy], input.images ?? [])
    const speech = {
      subject: key,
      kind: 'product',
      declaredBy: speaker.declaredBy,
      inNameOf: speaker.inNameOf,
      basis: speaker.basis ?? input.basis,
      validFrom: input.validFrom,
      validTo: input.validTo,
    } as const
    const changed = await stateWords(tx, speech, productWords(input), productAttributes, position)
    const naming = { ...speech, mayVerify: actor.can('registry.administer') }
    if (input.identifiers) await nameSubject(tx, naming, input.identifiers, position)
    if (speaker.claims) await claimForParty(tx, speaker.declaredBy, key, false, { position, ...speaker })
    return {
      deed: { action: 'registry.describe-product', subject: key, details: { changed } },
      keys: speaker.claims || changed.length > 0 ? [key] : [],
      result: undefined,
    }
  })
}

/** A product without GTIN: known by its other identifiers, of which it has one at least. */
export async function registerOwnProduct(db: Db, actor: Actor, input: ProductInput): Promise<string> {
  if (!input.identifiers?.length) throw problem('registry.identifier-needed')
  const key = `urn:uuid:${newID()}`
  await describeProduct(db, actor, key, input)
  return key
}

async function checkImages(tx: Tx, parties: readonly string[], images: readonly string[]): Promise<void> {
  for (const hash of images)
    if (!(await showsFile(tx, parties, hash))) throw problem('registry.image-unknown', { hash })
}
