import type { Reader } from '../../../platform/postgres/database.ts'
import { isPartyID, selectBearers } from '../identifiers/identifier.store.ts'

/** The party whose tax code this is, as somebody has verified: what a party asserts of itself lets nobody in. */
export async function partyByTaxCode(reader: Reader, taxCode: string): Promise<string | undefined> {
  const bearers = await selectBearers(reader, [taxCode.normalize('NFC').trim()], {})
  return bearers.find(
    ({ scheme, subject, state }) => scheme === 'tax-code' && state === 'verified' && isPartyID(subject),
  )?.subject
}
