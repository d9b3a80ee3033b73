import type { Reader, Tx } from '../../../../platform/postgres/database.ts'

export async function selectSamplePartyIDs(reader: Reader): Promise<string[]> {
  const rows = await reader.query<{ id: string }>('select party_id as id from registry.party where sample')
  return rows.map(({ id }) => id)
}

/** Keys that sample parties claim or speak of: what must be derived again once they are gone. */
export async function selectKeysOf(reader: Reader, parties: readonly string[]): Promise<string[]> {
  const rows = await reader.query<{ key: string }>(
    `select key from registry.claim where party_id = any($1::uuid[])
     union select subject from registry.statement where declared_by = any($1::uuid[])`,
    [parties],
  )
  return rows.map(({ key }) => key)
}

/** Deletes every row of these parties, and the subjects of which nobody else has said anything. */
export async function deleteRowsOf(tx: Tx, parties: readonly string[]): Promise<void> {
  const statements = [
    ...systemRows,
    ...partyRows,
    `delete from registry.mandate_end where mandate_id in (
       select mandate_id from registry.mandate where principal_id = any($1::uuid[]) or holder_id = any($1::uuid[]))`,
    'delete from registry.mandate where principal_id = any($1::uuid[]) or holder_id = any($1::uuid[])',
    `delete from registry.claim_turn where declared_by = any($1::uuid[]) or claim_id in (
       select claim_id from registry.claim where party_id = any($1::uuid[]))`,
    'delete from registry.claim where party_id = any($1::uuid[])',
    `with said as (delete from registry.statement where declared_by = any($1::uuid[]) returning subject)
     delete from registry.subject s where s.key in (select subject from said) and not exists (
       select from registry.statement w where w.subject = s.key and w.declared_by <> all($1::uuid[]))`,
    'delete from registry.identifier where declared_by = any($1::uuid[]) or subject = any($1::text[])',
    'delete from registry.disclosure where party_id = any($1::uuid[])',
    'delete from registry.fulfilment where party_id = any($1::uuid[])',
    'delete from registry.product_confirmation where party_id = any($1::uuid[])',
    'delete from registry.party_contact where party_id = any($1::uuid[])',
    'delete from registry.party_version where party_id = any($1::uuid[])',
    'delete from registry.party where party_id = any($1::uuid[])',
  ]
  for (const statement of statements) await tx.query(statement, [parties])
}

const sampleSystems = 'select system_id from registry.system where owner_id = any($1::uuid[])'

/** A sample system takes away what runs through it as well. */
const sampleConnections = `select connection_id from registry.connection
  where party_id = any($1::uuid[]) or system_id in (${sampleSystems})`

const systemRows = [
  `delete from registry.connection_end where connection_id in (${sampleConnections})`,
  `delete from registry.connection where connection_id in (${sampleConnections})`,
  `delete from registry.examination where system_id in (${sampleSystems})`,
  `delete from registry.conformity_end where conformity_id in (
     select conformity_id from registry.conformity where system_id in (${sampleSystems}))`,
  `delete from registry.conformity where system_id in (${sampleSystems})`,
  `delete from registry.system_version where system_id in (${sampleSystems})`,
  `delete from registry.system where owner_id = any($1::uuid[])`,
]

const sampleMemberships = `select membership_id from registry.membership
  where group_id = any($1::uuid[]) or member_id = any($1::uuid[])`

const partyRows = [
  `delete from registry.membership_turn where membership_id in (${sampleMemberships})`,
  `delete from registry.membership where membership_id in (${sampleMemberships})`,
  'delete from registry.barcode_use where party_id = any($1::uuid[]) or declared_by = any($1::uuid[])',
  `delete from registry.party_unmerge where merge_id in (
     select merge_id from registry.party_merge where merged_id = any($1::uuid[]) or into_id = any($1::uuid[]))`,
  'delete from registry.party_merge where merged_id = any($1::uuid[]) or into_id = any($1::uuid[])',
  'delete from registry.party_standing where party_id = any($1::uuid[])',
]
