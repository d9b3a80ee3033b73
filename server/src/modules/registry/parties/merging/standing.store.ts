import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'
import { lastPosition, momentValues } from '../../versions/moment.ts'

/**
 * For whom a party's word counts, as known at position $2: itself, or the party that it was merged into. Every store of
 * the register reads the speakers, owners and sides of its rows in these words, so that no row is ever moved.
 */
export const standsFor = (party: string): string =>
  `coalesce((select t.stands_for from registry.party_standing t
     where t.party_id = ${party} and t.position <= $2 order by t.position desc limit 1), ${party})`

/** What the register has a party for by now: of one that was merged, the other. */
export const kindNow = (party: string): string =>
  `(select w.kind from registry.party_version w
     where w.party_id = coalesce((select t.stands_for from registry.party_standing t
       where t.party_id = ${party} order by t.position desc limit 1), ${party})
     order by w.position desc limit 1)`

/** The other way round: a party and those merged into it, as known at position $2; for `in`. */
export const merged = (party: string, position = '$2'): string =>
  `(select ${party}::uuid union all select t.party_id from registry.party_standing t
     where t.stands_for = ${party}::uuid and t.party_id <> t.stands_for and t.position <= ${position} and not exists (
       select from registry.party_standing u where u.party_id = t.party_id and u.position > t.position and u.position <= ${position}))`

/** The same as known now, itself first: for what another module asks in one statement of its own. */
export const mergedNow = (party: string): string => merged(party, lastPosition)

/** Whether a column names a party or one merged into it; by an index, where the column has one. */
export const isOneOf = (column: string, party: string): string => `${column} = any(array${merged(party)})`

/** Whether it names one of some parties, or one that was ever merged into one of them. */
export const wasEverOneOf = (column: string, parties: string): string =>
  `${column} = any(array(select unnest(${parties}::uuid[]) union all
     select t.party_id from registry.party_standing t where t.stands_for = any(${parties}::uuid[])))`

/** Each party with that for which it stands; the unknown stand for themselves. */
export async function selectStandings(
  reader: Reader,
  ids: readonly string[],
  moment: Moment = {},
): Promise<Map<string, string>> {
  const rows = await reader.query<{ id: string; standsFor: string }>(
    `select given.id, ${standsFor('given.id')} as "standsFor" from unnest($1::uuid[]) as given (id)`,
    [ids, momentValues(moment)[0]],
  )
  return new Map(rows.map((row) => [row.id, row.standsFor]))
}

/** A party and all that were merged into it. */
export async function selectMergedParties(reader: Reader, id: string, moment: Moment = {}): Promise<string[]> {
  const rows = await reader.query<{ id: string }>(`select id from ${merged('$1')} as one (id)`, [
    id,
    momentValues(moment)[0],
  ])
  return rows.map((row) => row.id)
}

/** From a position on these parties stand for that one; the chain stays flat. */
export async function insertStandings(
  tx: Tx,
  ids: readonly string[],
  standsForID: string,
  position: number,
): Promise<void> {
  await tx.query(
    `insert into registry.party_standing (party_id, position, stands_for)
     select id, $2, $3 from unnest($1::uuid[]) as given (id)`,
    [ids, position, standsForID],
  )
}
