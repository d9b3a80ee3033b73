import type { Reader } from '../../../../platform/postgres/database.ts'

/** What was refused to whom, and by which rule: no body, and no value of it. */
export type RefusalRow = {
  refusalID: string
  partyID: string
  credentialID: string | null
  rule: string
  exception: string
  field: string | null
  event: number | null
  eventID: string | null
  captureID: string | null
}

export const insertRefusals = async (reader: Reader, rows: readonly RefusalRow[]): Promise<void> => {
  if (rows.length === 0) return
  await reader.query(
    `insert into events.refusal (party_id, refusal_id, credential_id, rule, exception, field, event, event_id, capture_id)
     select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::integer[], $8::text[],
                          $9::uuid[])`,
    [
      rows.map(({ partyID }) => partyID),
      rows.map(({ refusalID }) => refusalID),
      rows.map(({ credentialID }) => credentialID),
      rows.map(({ rule }) => rule),
      rows.map(({ exception }) => exception),
      rows.map(({ field }) => field),
      rows.map(({ event }) => event),
      rows.map(({ eventID }) => eventID),
      rows.map(({ captureID }) => captureID),
    ],
  )
}

/** A kept refusal as it is answered. */
export type KeptRefusal = RefusalRow & { at: string }

/** Refusals, newest first, those before `before`; `party` null sees all. */
export const selectRefusals = (
  reader: Reader,
  party: string | null,
  before: string | null,
  limit: number,
): Promise<KeptRefusal[]> =>
  reader.query<KeptRefusal>(
    `select refusal_id as "refusalID", party_id as "partyID", credential_id as "credentialID", at, rule, exception, field, event,
            event_id as "eventID", capture_id as "captureID"
       from events.refusal
      where ($1::uuid is null or party_id = $1) and ($2::uuid is null or refusal_id < $2)
      order by refusal_id desc limit $3`,
    [party, before, limit],
  )

export type RefusalCount = { rule: string; exception: string; count: number; last: string }

/** How often each rule was broken since a moment, the most frequent first. */
export const countRefusals = (reader: Reader, party: string | null, since: string | null): Promise<RefusalCount[]> =>
  reader.query<RefusalCount>(
    `select rule, exception, count(*)::float8 as count, max(at) as last from events.refusal
      where ($1::uuid is null or party_id = $1) and ($2::timestamptz is null or at >= $2)
      group by rule, exception order by count desc, rule, exception`,
    [party, since],
  )
