import type { Reader } from '../../../../platform/postgres/database.ts'
import { isPartyID, selectBearers } from '../../keys/identifiers/identifier.store.ts'
import { readTaxCode } from './tax-code.ts'

/** The party whose tax code this is, as somebody has verified: what a party asserts of itself lets nobody in. */
export async function partyByTaxCode(reader: Reader, typed: string): Promise<string | undefined> {
  const taxCode = readTaxCode(typed)
  const bearers = taxCode === undefined ? [] : await selectBearers(reader, [taxCode], {})
  return bearers.find(
    ({ scheme, subject, state }) => scheme === 'tax-code' && state === 'verified' && isPartyID(subject),
  )?.subject
}
