import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { stateWords } from '../attributes/state-words.ts'
import { changeRegistry } from '../change.ts'
import { claimForParty } from '../claims/claim-for-party.ts'
import { speakerOn } from '../claims/speaker.ts'
import { nameSubject } from '../identifiers/name-subject.ts'
import { checkValidity } from '../moment.ts'
import type { LocationInput } from './location.ts'
import { locationAttributes, locationWords } from './location.ts'

/** A party's word on a place, first or again. Who speaks first of a GLN that nobody owns asserts a claim on it. */
export function describeLocation(db: Db, actor: Actor, key: string, input: LocationInput): Promise<void> {
  checkValidity(input)
  return changeRegistry(db, actor, async (tx, position) => {
    const speaker = await speakerOn(tx, actor, key, 'registry.gln-taken')
    const speech = {
      subject: key,
      kind: 'location',
      declaredBy: speaker.declaredBy,
      inNameOf: speaker.inNameOf,
      basis: speaker.basis ?? input.basis,
      validFrom: input.validFrom,
      validTo: input.validTo,
    } as const
    const changed = await stateWords(tx, speech, locationWords(input), locationAttributes, position)
    const naming = { ...speech, mayVerify: actor.can('registry.administer') }
    if (input.identifiers) await nameSubject(tx, naming, input.identifiers, position)
    if (speaker.claims) await claimForParty(tx, speaker.declaredBy, key, false, { position, ...speaker })
    return {
      deed: { action: 'registry.describe-location', subject: key, details: { changed } },
      keys: speaker.claims || changed.length > 0 ? [key] : [],
      result: undefined,
    }
  })
}

/** A place without GLN: known by its other identifiers (a growing-area code), of which it has one at least. */
export async function registerOwnLocation(db: Db, actor: Actor, input: LocationInput): Promise<string> {
  if (!input.identifiers?.length) throw problem('registry.identifier-needed')
  const key = `urn:uuid:${newID()}`
  await describeLocation(db, actor, key, input)
  return key
}
