import type { Reader } from '../../../../../platform/postgres/database.ts'
import { merged } from '../../../parties/merging/standing.store.ts'
import { type Moment, momentValues } from '../../../versions/moment.ts'

const stands = [
  'registry.statement f where f.declared_by = own.id',
  'registry.statement f where f.in_name_of = own.id',
  'registry.claim f where f.party_id = own.id',
  'registry.system f where f.owner_id = own.id',
  'registry.connection f where f.party_id = own.id',
  'registry.certificate f where f.holder_id = own.id',
  'registry.fulfilment f where f.party_id = own.id',
]

/** Of these parties those that may have products, systems, connections, certificates, or have said that they met an obligation. */
export const selectBusy = async (reader: Reader, parties: readonly string[], moment: Moment): Promise<Set<string>> => {
  const rows = await reader.query<{ id: string }>(
    `select p.id from unnest($1::uuid[]) as p (id) where exists (
       select from ${merged('p.id')} as own (id) where ${stands.map((each) => `exists (select from ${each})`).join(' or ')})`,
    [parties, momentValues(moment)[0]],
  )
  return new Set(rows.map(({ id }) => id))
}
