import { jsonInNfc } from '../../../../platform/json-in-nfc.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { utc } from '../../../../platform/postgres/times.ts'
import type { Scope } from '../../rights/scope.ts'
import type { ApplicationContent, ApplicationRow, ApplicationState } from './application.ts'

const columns = `a.application_id as id, a.number, ${utc('a.received_at')} as "receivedAt", a.kind,
  a.address_unit as "addressUnit", a.product_groups as "productGroups", a.uses_barcodes as "usesBarcodes",
  a.barcodes_since::text as "barcodesSince", d.decision, ${utc('d.decided_at')} as "decidedAt", d.reason,
  d.party_id as "partyID"`

const decided = 'left join registry.application_decision d using (application_id)'

/** The one predicate by which an official meets applications: all, those of its communes, those of its product groups. */
const inScope = `($1::boolean or a.address_unit = any($2::text[]) or a.product_groups && $3::text[])`

const scopeValues = ({ all, units, groups }: Scope): unknown[] => [all, units, groups]

export async function insertApplication(
  tx: Tx,
  row: Pick<
    ApplicationRow,
    'id' | 'number' | 'kind' | 'addressUnit' | 'productGroups' | 'usesBarcodes' | 'barcodesSince'
  >,
  content: ApplicationContent,
): Promise<void> {
  await tx.query(
    `insert into registry.application (application_id, number, kind, address_unit, product_groups, uses_barcodes, barcodes_since)
     values ($1, $2, $3, $4, $5, $6, $7::date)`,
    [row.id, row.number, row.kind, row.addressUnit, row.productGroups, row.usesBarcodes, row.barcodesSince],
  )
  await tx.query('insert into registry.application_content (application_id, content) values ($1, $2)', [
    row.id,
    jsonInNfc(content),
  ])
}

export async function countOpen(reader: Reader): Promise<number> {
  const [row] = await reader.query<{ open: number }>(
    `select count(*)::float8 as open from registry.application a
     where not exists (select from registry.application_decision d where d.application_id = a.application_id)`,
  )
  return row?.open ?? 0
}

/** By its number alone, for who has it. */
export async function findByNumber(reader: Reader, number: string): Promise<ApplicationRow | undefined> {
  return await findInScope(reader, number, { all: true, units: [], groups: [] })
}

export async function findInScope(reader: Reader, number: string, scope: Scope): Promise<ApplicationRow | undefined> {
  const [row] = await reader.query<ApplicationRow>(
    `select ${columns} from registry.application a ${decided} where a.number = $4 and ${inScope}`,
    [...scopeValues(scope), number],
  )
  return row
}

/** A page of an official's applications, oldest first. */
export const selectApplications = (
  reader: Reader,
  scope: Scope,
  asked: { state: ApplicationState | undefined; after: string; limit: number },
) =>
  reader.query<ApplicationRow & { content: ApplicationContent | null }>(
    `select ${columns}, c.content from registry.application a ${decided} left join registry.application_content c using (application_id)
     where ${inScope} and ($4::text is null or coalesce(d.decision, 'received') = $4) and a.application_id > $5::uuid
     order by a.application_id limit $6`,
    [...scopeValues(scope), asked.state ?? null, asked.after, asked.limit],
  )

export async function findContent(reader: Reader, id: string): Promise<ApplicationContent | undefined> {
  const [row] = await reader.query<{ content: ApplicationContent }>(
    'select content from registry.application_content where application_id = $1',
    [id],
  )
  return row?.content
}

export async function insertDecision(
  tx: Tx,
  id: string,
  decision: {
    decision: 'approved' | 'refused'
    reason: string | null
    partyID: string | null
    by: string
    account: string | null
  },
): Promise<void> {
  await tx.query(
    `insert into registry.application_decision (application_id, decided_by, account_id, decision, reason, party_id)
     values ($1, $2, $3, $4, $5, $6)`,
    [id, decision.by, decision.account, decision.decision, decision.reason, decision.partyID],
  )
}

/** What an approved application says stands in the register now; here it is needed no more. */
export async function deleteContent(tx: Tx, id: string): Promise<void> {
  await tx.query('delete from registry.application_content where application_id = $1', [id])
}
