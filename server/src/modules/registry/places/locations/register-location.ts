import type { Actor } from '../../../../platform/actor.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { type Describing, describeSubject, ownKey } from '../../statements/describe-subject.ts'
import { addressCheck } from '../units/address/check-address.ts'
import type { LocationInput } from './location.ts'
import { locationAttributes, locationWords } from './location.ts'

/** How a place is described, one or a spreadsheet of them. */
export const describingLocation: Describing<LocationInput> = {
  kind: 'location',
  taken: 'registry.gln-taken',
  words: locationWords,
  attributes: locationAttributes,
  checker: async (reader, _speakings, inputs) => {
    const check = await addressCheck(
      reader,
      inputs.map(({ address }) => address),
    )
    return (_speaking, { address }) => check(address)
  },
}

/** A party's word on a place, first or again. */
export const describeLocation = (db: Db, actor: Actor, key: string, input: LocationInput): Promise<void> =>
  describeSubject(db, actor, key, input, describingLocation)

/** A place without GLN: known by its other identifiers, a growing-area code for one. */
export async function registerOwnLocation(db: Db, actor: Actor, input: LocationInput): Promise<string> {
  const key = ownKey(input)
  await describeLocation(db, actor, key, input)
  return key
}
