import { canonicalKey } from '@nguon/epcis'
import type { Reader } from '../../../platform/postgres/database.ts'
import { glnOf } from '../keys/claims/claim-key.ts'
import { isPartyID, selectBearers } from '../keys/identifiers/identifier.store.ts'
import { privateSchemes } from '../keys/identifiers/identifier.ts'
import type { Moment } from '../versions/moment.ts'
import { selectParties } from './party.store.ts'

const uuid = /^(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/**
 * The party that a document's `sender` (EPCIS 2.0 §9.5) names: by its GLN in any spelling, by another identifier of its
 * own, or by its id here. A verified bearer goes before one that is only asserted.
 */
export async function partyBySender(reader: Reader, sender: string, moment: Moment = {}): Promise<string | undefined> {
  const id = uuid.exec(sender)?.[1]?.toLowerCase()
  if (id) return (await selectParties(reader, [id], moment))[0]?.standsFor
  const key = canonicalKey(sender)
  const gln = glnOf(key) ?? (/^\d{13}$/.test(sender) ? sender : undefined)
  const bearers = await selectBearers(reader, [gln ?? key, sender], moment)
  const fits = bearers.filter(
    ({ scheme, subject, value }) =>
      isPartyID(subject) &&
      !privateSchemes.has(scheme) &&
      (gln === undefined || (value === gln && (scheme === 'gln' || scheme === 'pgln'))),
  )
  return fits[0]?.subject
}
