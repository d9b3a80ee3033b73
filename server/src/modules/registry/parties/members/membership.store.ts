import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'
import { momentValues } from '../../versions/moment.ts'
import { merged, standsFor } from '../merging/standing.store.ts'

export type MembershipRow = {
  id: string
  group: string
  member: string
  validFrom: string
  /** The last day: as first said, or as ended since. */
  validTo: string
  state: 'asserted' | 'confirmed' | 'ended'
  declaredBy: string
  basis: string | null
}

const columns = `m.membership_id as id, ${standsFor('m.group_id')} as "group", ${standsFor('m.member_id')} as member,
  m.valid_from::text as "validFrom", least(m.valid_to, turn.last_day)::text as "validTo",
  case when turn.last_day is not null then 'ended' when turn.confirmed then 'confirmed' else 'asserted' end as state,
  ${standsFor('m.declared_by')} as "declaredBy", m.basis`

const turns = `cross join lateral (
  select coalesce(bool_or(t.turn = 'confirmed'), false) as confirmed, min(t.last_day) as last_day
  from registry.membership_turn t where t.membership_id = m.membership_id and t.position <= $2) turn`

/** Confirmed members on a day, each once. */
export async function selectMembers(reader: Reader, group: string, moment: Moment): Promise<string[]> {
  const rows = await reader.query<{ member: string }>(
    `select distinct ${standsFor('m.member_id')} as member from registry.membership m ${turns}
     where m.group_id in ${merged('$1')} and m.position <= $2 and turn.confirmed
       and m.valid_from <= $3::date and least(m.valid_to, turn.last_day) >= $3::date`,
    [group, ...momentValues(moment)],
  )
  return rows.map((row) => row.member)
}

/** Memberships of one party, as group or as member, in whatever state, in order of their ids. */
export const selectMemberships = (
  reader: Reader,
  asked: { party: string; side: 'group' | 'member'; after: string; limit: number },
  moment: Moment,
) =>
  reader.query<MembershipRow>(
    `select ${columns} from registry.membership m ${turns}
     where (case when $4 = 'group' then m.group_id else m.member_id end) in ${merged('$1')} and m.position <= $2
       and ($3::date is null or (m.valid_from <= $3::date and least(m.valid_to, turn.last_day) >= $3::date))
       and m.membership_id > $5::uuid order by m.membership_id limit $6`,
    [asked.party, momentValues(moment)[0], moment.at ?? null, asked.side, asked.after, asked.limit],
  )

export async function findMembership(reader: Reader, id: string, asOf?: number): Promise<MembershipRow | undefined> {
  const [row] = await reader.query<MembershipRow>(
    `select ${columns} from registry.membership m ${turns} where m.membership_id = $1 and m.position <= $2`,
    [id, momentValues({ asOf })[0]],
  )
  return row
}

/** Memberships of the same two that share a day with these, not ended before. */
export async function overlaps(
  reader: Reader,
  asked: { group: string; member: string; validFrom: string; validTo: string },
): Promise<boolean> {
  const rows = await reader.query(
    `select 1 from registry.membership m ${turns}
     where m.group_id in ${merged('$1')} and m.position <= $2 and ${standsFor('m.member_id')} = $3
       and m.valid_from <= $5::date and least(m.valid_to, turn.last_day) >= $4::date limit 1`,
    [asked.group, momentValues({})[0], asked.member, asked.validFrom, asked.validTo],
  )
  return rows.length > 0
}

type Stamp = { position: number; declaredBy: string; basis: string | null }

type NewMembershipRow = { id: string; group: string; member: string; validFrom: string; validTo: string }
type NewTurn = { id: string; turn: 'confirmed' | 'ended'; lastDay: string | null }

/** Memberships, each with what its speaker rests it on. */
export async function insertMemberships(
  tx: Tx,
  rows: readonly (NewMembershipRow & { basis: string | null })[],
  stamp: Omit<Stamp, 'basis'>,
): Promise<void> {
  await tx.query(
    `insert into registry.membership (membership_id, group_id, member_id, valid_from, valid_to, position, declared_by, basis)
     select id, "group", member, "validFrom", "validTo", $2, $3, basis from jsonb_to_recordset($1::jsonb)
       as given (id uuid, "group" uuid, member uuid, "validFrom" date, "validTo" date, basis text)`,
    [JSON.stringify(rows), stamp.position, stamp.declaredBy],
  )
}

export const insertMembershipTurn = (tx: Tx, turn: NewTurn, stamp: Stamp): Promise<void> =>
  insertMembershipTurns(tx, [{ ...turn, basis: stamp.basis }], stamp)

export async function insertMembershipTurns(
  tx: Tx,
  turns: readonly (NewTurn & { basis: string | null })[],
  stamp: Omit<Stamp, 'basis'>,
): Promise<void> {
  await tx.query(
    `insert into registry.membership_turn (membership_id, position, turn, last_day, declared_by, basis)
     select id, $2, turn, "lastDay", $3, basis from jsonb_to_recordset($1::jsonb)
       as given (id uuid, turn text, "lastDay" date, basis text)`,
    [JSON.stringify(turns), stamp.position, stamp.declaredBy],
  )
}

/** Memberships in whatever state, of one party on either side where named, in order of their ids. */
export const selectMembershipPage = (
  reader: Reader,
  asked: { party: string | null; after: string; limit: number },
  moment: Moment,
) =>
  reader.query<MembershipRow>(
    `select ${columns} from registry.membership m ${turns}
     where ($1::uuid is null or m.group_id in ${merged('$1')} or m.member_id in ${merged('$1')}) and m.position <= $2
       and m.membership_id > $3::uuid order by m.membership_id limit $4`,
    [asked.party, momentValues(moment)[0], asked.after, asked.limit],
  )

/** Everything that was ever said of these parties' being members of anything. */
export const selectMembershipsOfMembers = (reader: Reader, members: readonly string[]) =>
  reader.query<MembershipRow>(
    `select ${columns} from registry.membership m ${turns}
     where m.position <= $2 and m.member_id in (select unnest($1::uuid[]) union all
       select t.party_id from registry.party_standing t where t.stands_for = any($1::uuid[]))
     order by m.membership_id`,
    [members, momentValues({})[0]],
  )
