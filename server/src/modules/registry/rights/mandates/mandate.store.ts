import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { merged, standsFor, wasEverOneOf } from '../../parties/merging/standing.store.ts'
import type { Moment } from '../../versions/moment.ts'
import { inForce, momentValues } from '../../versions/moment.ts'
import type { MandatePurpose } from './mandate.ts'

export type MandateRow = {
  id: string
  principal: string
  holder: string
  purpose: MandatePurpose
  keys: string[] | null
  scopes: string[] | null
  validFrom: string
  validTo: string
  basisText: string | null
  basisFile: string | null
}

const columns = `m.mandate_id as id, ${standsFor('m.principal_id')} as principal,
  ${standsFor('m.holder_id')} as holder, m.purpose, m.keys, m.scopes,
  m.valid_from::text as "validFrom", m.valid_to::text as "validTo", m.basis_text as "basisText", m.basis_file as "basisFile"`

/** Whether nobody has ended a mandate `m` by position $2. */
export const notEnded = `not exists (
  select from registry.mandate_end e where e.mandate_id = m.mandate_id and e.position <= $2)`

/**
 * Mandates in force that a party holds; of one principal where named. Only the holder's rows are looked at (`offset 0`): what
 * others hold of that principal decides not even how long it takes.
 */
export const selectMandatesHeld = (reader: Reader, holder: string, moment: Moment, principal?: string) =>
  reader.query<MandateRow>(
    `select ${columns} from ${merged('$1')} as one (id) cross join lateral
       (select * from registry.mandate where holder_id = one.id offset 0) m
     where ${inForce('m')} and ${notEnded} and ($4::uuid is null or m.principal_id in ${merged('$4')})
     order by m.position, m.mandate_id`,
    [holder, ...momentValues(moment), principal ?? null],
  )

/** Every mandate to describe another's keys that these parties ever held, with its positions. */
export const selectDescribingMandates = (reader: Reader, holders: readonly string[]) =>
  reader.query<MandateRow & { givenBy: string; position: number; endPosition: number | null }>(
    `select ${columns}, known.bearer as holder, m.principal_id as "givenBy",
       greatest(m.position, known.since)::float8 as position,
       least(known.until, (select min(e.position) from registry.mandate_end e where e.mandate_id = m.mandate_id))::float8
         as "endPosition"
     from registry.mandate m join (
       select id as party, id as bearer, 0 as since, null::bigint as until from unnest($1::uuid[]) as given (id)
       union all select t.party_id, t.stands_for, t.position,
           (select min(u.position) from registry.party_standing u where u.party_id = t.party_id and u.position > t.position)
         from registry.party_standing t
        where t.stands_for = any($1::uuid[]) and t.party_id <> t.stands_for) known on known.party = m.holder_id
     where m.purpose = 'claim-key' and m.position <= $2`,
    [holders, momentValues({})[0]],
  )

/** Whose mandates, given or held (null: all), after which one of them, and how many. */
export type MandatesAsked = { party: string | null; after: string; limit: number }

/** Of those known, not ended and in force on the day, the ones whose last day comes within so many days, the nearest first. */
export const selectExpiring = (reader: Reader, asked: MandatesAsked, days: number, moment: Moment) =>
  reader.query<MandateRow>(
    `select ${columns} from registry.mandate m
     where ($1::uuid is null or m.principal_id in ${merged('$1')} or m.holder_id in ${merged('$1')}) and ${inForce('m')}
       and ${notEnded} and m.valid_to <= $3::date + $4::int
       and not exists (select from registry.mandate a
         where a.mandate_id = $5 and (a.valid_to, a.mandate_id) >= (m.valid_to, m.mandate_id))
     order by m.valid_to, m.mandate_id limit $6`,
    [asked.party, ...momentValues(moment), days, asked.after, asked.limit],
  )

/** Mandates known and not ended, those of the future and the past too, in order of their ids. */
export const selectMandates = (reader: Reader, asked: MandatesAsked, asOf: number | undefined) =>
  reader.query<MandateRow>(
    `select ${columns} from registry.mandate m
     where ($1::uuid is null or m.principal_id in ${merged('$1')} or m.holder_id in ${merged('$1')}) and m.position <= $2 and ${notEnded}
       and m.mandate_id > $3::uuid order by m.mandate_id limit $4`,
    [asked.party, momentValues({ asOf })[0], asked.after, asked.limit],
  )

export async function findMandate(reader: Reader, id: string, asOf?: number): Promise<MandateRow | undefined> {
  const [row] = await reader.query<MandateRow>(
    `select ${columns} from registry.mandate m where m.mandate_id = $1 and m.position <= $2 and ${notEnded}`,
    [id, momentValues({ asOf })[0]],
  )
  return row
}

/** Mandates in whatever state, given or held by a party where one is named, in order of their ids. */
export const selectMandatePage = (reader: Reader, asked: MandatesAsked, moment: Moment) =>
  reader.query<MandateRow & { ended: boolean }>(
    `select ${columns}, not (${notEnded}) as ended from registry.mandate m
     where ($1::uuid is null or m.principal_id in ${merged('$1')} or m.holder_id in ${merged('$1')}) and m.position <= $2
       and m.mandate_id > $3::uuid order by m.mandate_id limit $4`,
    [asked.party, momentValues(moment)[0], asked.after, asked.limit],
  )

/** Everything that these principals ever gave, ended too. */
export const selectMandatesOf = (reader: Reader, principals: readonly string[]) =>
  reader.query<MandateRow>(
    `select ${columns} from registry.mandate m
     where m.position <= $2 and ${wasEverOneOf('m.principal_id', '$1')} order by m.mandate_id`,
    [principals, momentValues({})[0]],
  )

export async function insertMandates(
  tx: Tx,
  rows: readonly MandateRow[],
  stamp: { position: number; declaredBy: string },
): Promise<void> {
  await tx.query(
    `insert into registry.mandate (mandate_id, principal_id, holder_id, purpose, keys, valid_from, valid_to, position,
       declared_by, basis_text, basis_file, scopes)
     select id, principal, holder, purpose, keys, "validFrom", "validTo", $2, $3, "basisText", "basisFile", scopes
     from jsonb_to_recordset($1::jsonb) as given (id uuid, principal uuid, holder uuid, purpose text, keys text[],
       "validFrom" date, "validTo" date, "basisText" text, "basisFile" text, scopes text[])`,
    [JSON.stringify(rows), stamp.position, stamp.declaredBy],
  )
}

export async function insertMandateEnd(
  tx: Tx,
  id: string,
  stamp: { position: number; declaredBy: string },
): Promise<void> {
  await tx.query('insert into registry.mandate_end (mandate_id, position, declared_by) values ($1, $2, $3)', [
    id,
    stamp.position,
    stamp.declaredBy,
  ])
}
