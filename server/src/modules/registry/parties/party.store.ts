import { inNfc } from '../../../platform/json-in-nfc.ts'
import type { Copy } from '../../../platform/postgres/copy-in.ts'
import {
  type CopyRows,
  newRows,
  putBig,
  putBoolean,
  putDay,
  putJson,
  putText,
  putTexts,
  putUuid,
  startRow,
} from '../../../platform/postgres/copy-rows.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { utc } from '../../../platform/postgres/times.ts'
import { storable } from '../../../platform/storable.ts'
import { type DisclosedField, disclosedFields } from '../rights/disclosures/disclosure.store.ts'
import type { LanguageMap } from '../statements/language-map.ts'
import type { Moment } from '../versions/moment.ts'
import { dayOf, inForce, momentValues } from '../versions/moment.ts'
import { nameKeys, phoneDigest } from './merging/likeness.ts'
import { kindNow, merged, standsFor } from './merging/standing.store.ts'
import type { PartyKind, PartyUpdate } from './party.ts'

export type PartyRow = {
  id: string
  sample: boolean
  kind: PartyKind
  /** What the register has it for by now, or the party that it stands for, at whatever moment the rest is read. */
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

const columns = `p.party_id as id, p.sample, v.kind, ${kindNow('p.party_id')} as "latestKind", v.names, v.public_name as "publicName", v.descriptions,
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

/** Parties by their ids, and by the codes under which their addresses lie. */
export type PartiesWithin = { ids: readonly string[]; codes: readonly string[] }

/** A page of parties in order of their ids, those whose names hold `q`, those that bear an identifier, those within a reach. */
export const selectPartyPage = (
  reader: Reader,
  asked: {
    after: string
    limit: number
    q?: string | undefined
    bearing?: string | undefined
    within?: PartiesWithin | undefined
  },
  moment: Moment,
) =>
  reader.query<PartyRow>(
    `select ${columns} from registry.party p ${inForceVersion}
     where p.party_id > $1::uuid
       and ($4::text is null or lower(v.names::text) like '%' || $4 || '%' or lower(v.public_name::text) like '%' || $4 || '%')
       and ($5::text is null or p.party_id::text in (select i.subject from registry.identifier i where i.value = $5))
       and ($7::uuid[] is null or p.party_id = any($7) or v.address_unit = any($8) or v.address_chosen_unit = any($8))
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
      asked.within?.ids ?? null,
      asked.within?.codes ?? null,
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

const partyColumns = ['party_id', 'sample', 'position']

/** New parties, each with its first version and its contact. */
export function copiesOfParties(parties: readonly (NewVersion & { sample: boolean })[], stamp: Stamp): Copy[] {
  const rows = newRows(parties.length * 50)
  for (const { partyID, sample } of parties) {
    startRow(rows, partyColumns.length)
    putUuid(rows, partyID)
    putBoolean(rows, sample)
    putBig(rows, stamp.position)
  }
  return [{ table: 'registry.party', columns: partyColumns, rows }, ...copiesOfVersions(parties, stamp)]
}

type NewVersion = { partyID: string; content: PartyUpdate & { kind: PartyKind } }
type Stamp = { position: number; declaredBy: string }

/** Versions of parties that were read in this transaction, each with its contact: no foreign key holds them to their party. */
export const insertPartyVersions = (tx: Tx, versions: readonly NewVersion[], stamp: Stamp): Promise<void> =>
  tx.copy(...copiesOfVersions(versions, stamp))

function copiesOfVersions(added: readonly NewVersion[], stamp: Stamp): Copy[] {
  const versions = newRows(added.length * 300)
  const contacts = newRows(added.length * 160)
  const today = dayOf(new Date())
  for (const { partyID, content } of added) {
    putVersion(versions, partyID, content, stamp, today)
    putContact(contacts, partyID, content, stamp)
  }
  return [
    { table: 'registry.party_version', columns: versionColumns, rows: versions },
    { table: 'registry.party_contact', columns: contactColumns, rows: contacts },
  ]
}

const versionColumns = [
  'party_id',
  'position',
  'declared_by',
  'valid_from',
  'valid_to',
  'basis',
  'kind',
  'names',
  'name_keys',
  'public_name',
  'descriptions',
  'address_text',
  'address_unit',
  'address_unit_name',
  'address_on',
  'address_chosen_unit',
]

/** `today`: the day on which an address's unit means what its code says, where the party does not say another. */
function putVersion(
  rows: CopyRows,
  partyID: string,
  content: NewVersion['content'],
  stamp: Stamp,
  today: string,
): void {
  const { validFrom = '-infinity', validTo = 'infinity', basis, kind, address = {} } = content
  startRow(rows, versionColumns.length)
  putStamp(rows, partyID, stamp)
  putDay(rows, validFrom)
  putDay(rows, validTo)
  putSpelled(rows, basis)
  putText(rows, kind)
  putJson(rows, inNfc(content.names))
  putTexts(rows, nameKeys(content.names))
  putJson(rows, content.publicName && inNfc(content.publicName))
  putJson(rows, inNfc(content.descriptions ?? {}))
  putSpelled(rows, address.text)
  putSpelled(rows, address.unitCode)
  putSpelled(rows, address.unitName)
  putDay(rows, address.on ?? today)
  putSpelled(rows, address.chosenUnit)
}

const contactColumns = ['party_id', 'position', 'declared_by', 'phone', 'phone_digest', 'email']

function putContact(rows: CopyRows, partyID: string, { phone, email }: NewVersion['content'], stamp: Stamp): void {
  startRow(rows, contactColumns.length)
  putStamp(rows, partyID, stamp)
  putText(rows, phone && storable(phone))
  putUuid(rows, phone && phoneDigest(phone))
  putText(rows, email && storable(email))
}

function putStamp(rows: CopyRows, partyID: string, { position, declaredBy }: Stamp): void {
  putUuid(rows, partyID)
  putBig(rows, position)
  putUuid(rows, declaredBy)
}

const putSpelled = (rows: CopyRows, text: string | undefined): void =>
  putText(rows, text && storable(text.normalize('NFC')))
