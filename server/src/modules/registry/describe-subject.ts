import type { Actor } from '../../platform/actor.ts'
import { newID } from '../../platform/ids.ts'
import type { Db, Tx } from '../../platform/postgres/database.ts'
import { problem } from '../../platform/problem.ts'
import { stateWords } from './attributes/state-words.ts'
import { changeRegistry } from './change.ts'
import { claimForParty } from './claims/claim-for-party.ts'
import { speakerOn } from './claims/speaker.ts'
import type { Identifier } from './identifiers/identifier.ts'
import { nameSubject } from './identifiers/name-subject.ts'
import { checkValidity } from './moment.ts'

/** What one may say of a product or a place besides its own words. */
type Said = { basis?: string; validFrom?: string; validTo?: string; identifiers?: Identifier[] }

/** How a kind of subject is described: its words, who may be refused, and what must hold before. */
export type Describing<T extends Said> = {
  kind: 'product' | 'location'
  taken: 'registry.gtin-taken' | 'registry.gln-taken'
  words: (input: T) => Parameters<typeof stateWords>[2]
  attributes: Parameters<typeof stateWords>[3]
  check?: (tx: Tx, parties: readonly string[], input: T) => Promise<void>
}

/** A party's word on a product or place, first or again. Who speaks first of a key that nobody owns asserts a claim on it. */
export const describeSubject = <T extends Said>(
  db: Db,
  actor: Actor,
  key: string,
  input: T,
  { kind, taken, words, attributes, check }: Describing<T>,
): Promise<void> => {
  checkValidity(input)
  return changeRegistry(db, actor, async (tx, position) => {
    const speaker = await speakerOn(tx, actor, key, taken)
    await check?.(tx, [speaker.declaredBy, actor.partyID ?? speaker.declaredBy], input)
    const speech = {
      subject: key,
      kind,
      declaredBy: speaker.declaredBy,
      inNameOf: speaker.inNameOf,
      basis: speaker.basis ?? input.basis,
      validFrom: input.validFrom,
      validTo: input.validTo,
    }
    const changed = await stateWords(tx, speech, words(input), attributes, position)
    const naming = { ...speech, mayVerify: actor.can('registry.administer') }
    if (input.identifiers) await nameSubject(tx, naming, input.identifiers, position)
    if (speaker.claims) await claimForParty(tx, speaker.declaredBy, key, false, { position, ...speaker })
    return {
      deed: { action: `registry.describe-${kind}`, subject: key, details: { changed } },
      keys: speaker.claims || changed.length > 0 ? [key] : [],
      result: undefined,
    }
  })
}

/** A key for a subject without a GS1 one: known by its other identifiers, of which it has one at least. */
export const ownKey = ({ identifiers }: Said): string => {
  if (!identifiers?.length) throw problem('registry.identifier-needed')
  return `urn:uuid:${newID()}`
}
