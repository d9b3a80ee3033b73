import type { Reader } from '../../../platform/postgres/database.ts'
import { today } from '../../../platform/postgres/times.ts'

/** An event that an answer told, and whose it is. */
export type LookedAt = { owner: string; eventID: string }

/** By whom and how it was asked for; `caseID` null: under no case. */
export type Looker = {
  partyID: string
  accountID: string | null
  credentialID: string | null
  route: string
  caseID: string | null
}

/** So many events of a look are told by their IDs, the others by their number. */
const mostListed = 100

/**
 * All looks of an answer at once, one for each owner under one id, with the first so many events of each. A crash of the machine
 * may lose those of its last half second: waiting for the disk would cost an authority's every query more than the query.
 */
export const insertLooks = async (
  reader: Reader,
  id: string,
  looker: Looker,
  told: readonly LookedAt[],
): Promise<void> => {
  await reader.query(
    `with soon as materialized (select set_config('synchronous_commit', 'off', true))
     insert into identity.look (owner, look_id, party_id, account_id, credential_id, route, case_id, events, event_ids)
     select t.owner, $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::text, $6::uuid, count(*),
            (array_agg(t.event_id order by t.n))[1:${mostListed}]
       from soon, unnest($7::uuid[], $8::text[]) with ordinality as t (owner, event_id, n) group by t.owner`,
    [
      id,
      looker.partyID,
      looker.accountID,
      looker.credentialID,
      looker.route,
      looker.caseID,
      told.map(({ owner }) => owner),
      told.map(({ eventID }) => eventID),
    ],
  )
}

/** A look as its owner reads it. */
export type Look = {
  id: string
  at: string
  party: string
  route: string
  caseNumber: string | null
  events: number
  eventIDs: string[]
}

/**
 * Looks at the events of these owners, newest first, those before one; what is kept back for an open case is not there yet. An
 * answer that told of several of them is one look: of each the newest are read by its index, and put together.
 */
export const selectLooks = (
  reader: Reader,
  owners: readonly string[],
  before: string | undefined,
  limit: number,
): Promise<Look[]> =>
  reader.query<Look>(
    `with told as (
       select l.* from unnest($1::uuid[]) as given (owner) cross join lateral (
         select l.owner, l.look_id, l.at, l.party_id, l.route, c.number, l.events, l.event_ids
           from identity.look l left join identity.case_file c on c.case_id = l.case_id
          where l.owner = given.owner and ($2::uuid is null or l.look_id < $2)
            and (l.case_id is null or c.closed_at is not null
                 or c.delay_until < ${today})
          order by l.look_id desc limit $3) as l)
     select t.look_id as id, to_char(min(t.at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, t.party_id as party,
            t.route, t.number as "caseNumber", sum(t.events)::integer as events,
            (select array_agg(e.id order by o.owner, e.n) from told o, unnest(o.event_ids) with ordinality as e (id, n)
              where o.look_id = t.look_id)[1:${mostListed}] as "eventIDs"
       from told t group by t.look_id, t.party_id, t.route, t.number
      order by t.look_id desc limit $3`,
    [owners, before ?? null, limit],
  )
