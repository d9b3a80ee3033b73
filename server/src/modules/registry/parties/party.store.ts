import { jsonInNfc } from '../../../platform/json-in-nfc.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { today, utc } from '../../../platform/postgres/times.ts'
import { type DisclosedField, disclosedFields } from '../rights/disclosures/disclosure.store.ts'
import type { LanguageMap } from '../statements/language-map.ts'
import type { Moment } from '../versions/moment.ts'
import { inForce, momentValues } from '../versions/moment.ts'
import { merged, standsFor } from './merging/standing.store.ts'
import type { PartyKind, PartyUpdate } from './party.ts'

export type PartyRow = {
  id: string
  sample: boolean
  kind: PartyKind
  /** As the register has it by now, at whatever moment the rest is read. */
  latestKind: PartyKind
  /** The party that this one was merged into; itself where it was not. */
  standsFor: string
  /** Those that were merged into it. */
  formerIDs: string[]
  names: LanguageMap
  publicName: LanguageMap | null
  descriptions: LanguageMap
  addressText: string | null
  /** What of a person is shown beyond trade name and commune, by consent or by law; by now, whatever moment is read. */
  disclosed: DisclosedField[]
  addressUnit: string | null
  addressUnitName: string | null
  addressOn: string | null
  addressChosenUnit: string | null
  position: number
  declaredBy: string
  basis: string | null
}

export type ContactRow = { partyID: string; phone: string | null; email: string | null }

const columns = `p.party_id as id, p.sample, v.kind, (select w.kind from registry.party_version w
    where w.party_id = p.party_id order by w.position desc limit 1) as "latestKind", v.names, v.public_name as "publicName", v.descriptions,
  v.address_text as "addressText", v.address_unit as "addressUnit", v.address_unit_name as "addressUnitName",
  v.address_on::text as "addressOn", v.address_chosen_unit as "addressChosenUnit", v.position::float8 as position, v.declared_by as "declaredBy",
  v.basis, ${disclosedFields('p.party_id')} as disclosed,
  ${standsFor('p.party_id')} as "standsFor",
  array(select former.id from ${merged('p.party_id')} as former (id) where former.id <> p.party_id) as "formerIDs"`

const inForceVersion = `cross join lateral (
  select * from registry.party_version x where x.party_id = p.party_id and ${inForce('x')}
  order by x.position desc, x.valid_from desc limit 1) v`

export const selectParties = (reader: Reader, ids: readonly string[], moment: Moment) =>
  reader.query<PartyRow>(
    `select ${columns} from registry.party p ${inForceVersion} where p.party_id = any($1::uuid[])`,
    [ids, ...momentValues(moment)],
  )

/** A page of providers in order of their ids; those merged into others left out. */
export const selectProviderPage = (reader: Reader, asked: { after: string; limit: number }, moment: Moment) =>
  reader.query<PartyRow>(
    `select ${columns} from registry.party p ${inForceVersion}
     where p.party_id > $1::uuid and v.kind = 'provider' and ${standsFor('p.party_id')} = p.party_id
     order by p.party_id limit $4`,
    [asked.after, ...momentValues(moment), asked.limit],
  )

/** A page of parties in order of their ids, those whose names hold `q`, those that bear an identifier. */
export const selectPartyPage = (
  reader: Reader,
  asked: { after: string; limit: number; q?: string | undefined; bearing?: string | undefined },
  moment: Moment,
) =>
  reader.query<PartyRow>(
    `select ${columns} from registry.party p ${inForceVersion}
     where p.party_id > $1::uuid
       and ($4::text is null or lower(v.names::text) like '%' || $4 || '%' or lower(v.public_name::text) like '%' || $4 || '%')
       and ($5::text is null or p.party_id::text in (select i.subject from registry.identifier i where i.value = $5))
     order by p.party_id limit $6`,
    [
      asked.after,
      ...momentValues(moment),
      asked.q === undefined
        ? null
        : asked.q
            .normalize('NFC')
            .toLowerCase()
            .replace(/[\\%_]/g, '\\$&'),
      asked.bearing ?? null,
      asked.limit,
    ],
  )

export async function findContact(reader: Reader, partyID: string, asOf?: number): Promise<ContactRow | undefined> {
  const [position] = momentValues({ asOf })
  const [row] = await reader.query<ContactRow>(
    `select party_id as "partyID", phone, email from registry.party_contact
     where party_id = $1 and position <= $2 order by position desc limit 1`,
    [partyID, position],
  )
  return row
}

/** The contacts of parties as known at a moment. */
export const selectContacts = (reader: Reader, ids: readonly string[], { asOf }: Moment): Promise<ContactRow[]> =>
  reader.query<ContactRow>(
    `select distinct on (party_id) party_id as "partyID", phone, email from registry.party_contact
     where party_id = any($1::uuid[]) and position <= $2 order by party_id, position desc`,
    [ids, momentValues({ asOf })[0]],
  )

/** Every version of these parties known at a moment, in the order in which they were declared. */
export const selectPartyHistory = (reader: Reader, ids: readonly string[], moment: Moment) =>
  reader.query(
    `select party_id as id, kind, names, public_name as "publicName", descriptions, address_text as "addressText",
       address_unit as "addressUnit", address_unit_name as "addressUnitName", address_on::text as "addressOn",
       declared_by as "declaredBy", position::float8 as position,
       case when isfinite(valid_from) then valid_from::text end as "validFrom",
       case when isfinite(valid_to) then valid_to::text end as "validTo", basis,
       ${utc('recorded_at')} as "recordedAt"
     from registry.party_version where party_id = any($1::uuid[]) and position <= $2 order by party_id, position, valid_from`,
    [ids, momentValues(moment)[0]],
  )

export async function insertParties(
  tx: Tx,
  rows: readonly { id: string; sample: boolean; position: number }[],
): Promise<void> {
  await tx.query(
    `insert into registry.party (party_id, sample, position)
     select id, sample, position from jsonb_to_recordset($1::jsonb) as given (id uuid, sample boolean, position bigint)`,
    [JSON.stringify(rows)],
  )
}

type NewVersion = { partyID: string; content: PartyUpdate & { kind: PartyKind } }

export async function insertPartyVersions(
  tx: Tx,
  rows: readonly NewVersion[],
  stamp: { position: number; declaredBy: string },
): Promise<void> {
  await tx.query(
    `insert into registry.party_version (party_id, position, valid_from, valid_to, declared_by, basis, kind, names,
       public_name, descriptions, address_text, address_unit, address_unit_name, address_on, address_chosen_unit)
     select "partyID", $2, coalesce("validFrom", '-infinity'), coalesce("validTo", 'infinity'), $3, basis, kind, names,
       "publicName", coalesce(descriptions, '{}'), text, "unitCode", "unitName",
       coalesce("on", ${today}), "chosenUnit"
     from jsonb_to_recordset($1::jsonb) as given ("partyID" uuid, "validFrom" date, "validTo" date, basis text, kind text,
       names jsonb, "publicName" jsonb, descriptions jsonb, text text, "unitCode" text, "unitName" text, "on" date,
       "chosenUnit" text)`,
    [
      jsonInNfc(rows.map(({ partyID, content }) => ({ partyID, ...toColumns(content) }))),
      stamp.position,
      stamp.declaredBy,
    ],
  )
  await tx.query(
    `insert into registry.party_contact (party_id, position, declared_by, phone, email)
     select "partyID", $2, $3, phone, email from jsonb_to_recordset($1::jsonb) as given ("partyID" uuid, phone text, email text)`,
    [
      JSON.stringify(rows.map(({ partyID, content: { phone, email } }) => ({ partyID, phone, email }))),
      stamp.position,
      stamp.declaredBy,
    ],
  )
}

const toColumns = ({
  validFrom,
  validTo,
  basis,
  kind,
  names,
  publicName,
  descriptions,
  address,
}: NewVersion['content']) => ({
  ...{ validFrom, validTo, basis, kind, names, publicName, descriptions },
  ...address,
})
