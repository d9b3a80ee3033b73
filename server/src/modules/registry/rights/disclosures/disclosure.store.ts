import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { privateSchemes } from '../../keys/identifiers/identifier.ts'

/** What of a person may be shown beyond trade name and commune. */
export type DisclosedField = 'name' | 'address'
/** Why: the person agreed, or the law asks for it. */
export type Ground = 'consent' | 'law'

export type Disclosure = { field: DisclosedField; ground: Ground; open: boolean; reference: string }

/** SQL for the fields of a party that are open on some ground; the last word on each ground counts. */
export const disclosedFields = (party: string): string =>
  `array(select distinct d.field from registry.disclosure d where d.party_id = ${party} and d.open and not exists (
     select from registry.disclosure n where n.party_id = d.party_id and n.field = d.field and n.ground = d.ground
       and n.position > d.position))`

export const insertDisclosure = async (
  tx: Tx,
  partyID: string,
  { field, ground, open, reference }: Disclosure,
  stamp: { position: number; declaredBy: string },
): Promise<void> => {
  await tx.query(
    `insert into registry.disclosure (party_id, field, ground, position, open, reference, declared_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [partyID, field, ground, stamp.position, open, reference, stamp.declaredBy],
  )
}

/** All that was written down of a party as a person, for that person. */
export const selectPersonalData = async (reader: Reader, partyIDs: readonly string[]) => {
  const tables = {
    versions: `select kind, names, public_name as "publicName", descriptions, address_text as "addressText",
        address_unit as "addressUnit", valid_from::text as "validFrom", valid_to::text as "validTo",
        recorded_at::text as "recordedAt" from registry.party_version where party_id = any($1::uuid[]) order by position`,
    contacts: `select phone, email, recorded_at::text as "recordedAt" from registry.party_contact
        where party_id = any($1::uuid[]) order by position`,
    identifiers: `select scheme, value, state, recorded_at::text as "recordedAt" from registry.identifier
        where subject = any($1::text[]) order by position`,
    words: `select subject, attribute, language, value, recorded_at::text as "recordedAt" from registry.statement
        where declared_by = any($1::uuid[]) or in_name_of = any($1::uuid[]) order by position`,
    disclosures: `select field, ground, open, reference, recorded_at::text as "recordedAt" from registry.disclosure
        where party_id = any($1::uuid[]) order by position`,
  }
  const read = Object.entries(tables).map(async ([name, text]) => [name, await reader.query(text, [partyIDs])] as const)
  return Object.fromEntries(await Promise.all(read)) as Record<keyof typeof tables, Record<string, unknown>[]>
}

/** Said by the person, or for it on its mandate. */
const isItsWord = '(w.declared_by = any($1::uuid[]) or w.in_name_of = any($1::uuid[]))'

/** What stays of a person's places: which kind each is, in which commune, under which code of the authority. */
const keptOfPlaces = ['kind', 'address', 'growingArea']

/** The places and party keys that these parties claim, with what lies below a GLN of theirs. */
const theirPlaces = `with theirs as (
    select c.key from registry.claim c where c.party_id = any($1::uuid[]) and not exists (
      select from registry.claim_turn t where t.claim_id = c.claim_id and t.turn = 'withdrawn'))
  select s.key from registry.subject s where s.kind in ('location', 'party')
    and (s.key in (select key from theirs) or regexp_replace(s.key, '^(/414/\\d{13})/.*$', '\\1') in (select key from theirs))`

/**
 * Takes a person's fields out of every version: contacts, private identifiers, legal name, text of addresses, and all that it
 * said of places and of itself (what it calls them, coordinates, land); and how others call its places and itself. Nobody looks
 * for its double any more. What stays is that there was such a party, its trade name and its commune, and what it said of its
 * products.
 */
export const erasePersonalRows = async (tx: Tx, partyIDs: readonly string[]): Promise<void> => {
  await tx.query('delete from registry.party_contact where party_id = any($1::uuid[])', [partyIDs])
  await tx.query(
    `update registry.party_version set names = coalesce(public_name, '{}'), name_keys = null, descriptions = '{}',
       address_text = null
      where party_id = any($1::uuid[])`,
    [partyIDs],
  )
  await tx.query('delete from registry.identifier where subject = any($1::text[]) and scheme = any($2)', [
    partyIDs,
    [...privateSchemes],
  ])
  await tx.query(
    `delete from registry.statement w where ${isItsWord} and w.attribute <> all($2::text[])
       and not exists (select from registry.subject s where s.key = w.subject and s.kind = 'product')`,
    [partyIDs, keptOfPlaces],
  )
  await tx.query(
    `delete from registry.statement w where w.attribute in ('name', 'description') and w.subject in (${theirPlaces})`,
    [partyIDs],
  )
  await tx.query(
    `update registry.statement w set value = w.value - 'text'
     where ${isItsWord} and w.attribute = 'address' and w.value ? 'text'`,
    [partyIDs],
  )
}
