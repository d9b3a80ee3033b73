import { type Actor, operatorPartyID } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import { takePosition } from '../../../../platform/positions.ts'
import type { Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { selectMergedParties } from '../../parties/merging/standing.store.ts'
import { selectParties } from '../../parties/party.store.ts'
import { isPersonal } from '../../parties/party.ts'
import { type Disclosure, erasePersonalRows, insertDisclosure } from './disclosure.store.ts'

/** Opens or closes a field of a person's card, on consent or by law. First in its transaction: it takes the register's position. */
export const discloseField = async (tx: Tx, actor: Actor, partyID: string, disclosure: Disclosure): Promise<void> => {
  const position = await takePosition(tx)
  await refuseOthers(tx, partyID)
  const { field, ground, open, reference } = disclosure
  const declaredBy = actor.partyID ?? operatorPartyID
  // What is taken back is no longer shown of those either that were found to be one with it.
  for (const party of open ? [partyID] : await selectMergedParties(tx, partyID))
    await insertDisclosure(tx, party, disclosure, { position, declaredBy })
  await recordDeed(tx, actor, {
    action: open ? 'registry.disclose-field' : 'registry.withhold-field',
    subject: partyID,
    details: { field, ground, reference },
  })
}

/**
 * Takes a person's own fields out of the register, under each of its entries; these, and what it declared, stay. First in its
 * transaction.
 */
export const erasePersonalFields = async (tx: Tx, actor: Actor, partyID: string, basis: string): Promise<void> => {
  const position = await takePosition(tx)
  await refuseOthers(tx, partyID)
  const entries = await selectMergedParties(tx, partyID)
  await erasePersonalRows(tx, entries)
  const declaredBy = actor.partyID ?? operatorPartyID
  for (const entry of entries)
    for (const field of ['name', 'address'] as const)
      for (const ground of ['consent', 'law'] as const)
        await insertDisclosure(tx, entry, { field, ground, open: false, reference: basis }, { position, declaredBy })
  await recordDeed(tx, actor, { action: 'registry.erase-personal-fields', subject: partyID, details: { basis } })
}

const refuseOthers = async (tx: Tx, partyID: string): Promise<void> => {
  const [party] = await selectParties(tx, [partyID], {})
  if (party === undefined) throw problem('registry.party-unknown', { party: partyID })
  if (!isPersonal(party.latestKind)) throw problem('registry.no-person', { party: partyID })
}
