import type { Reader } from '../../../platform/postgres/database.ts'

/** The shares that a party has of others today. */
export const selectSharesWith = async (reader: Reader, partner: string): Promise<string[]> => {
  const rows = await reader.query<{ id: string }>(
    `select share_id as id from events.share
      where partner = $1 and ended_at is null
        and (now() at time zone 'Asia/Ho_Chi_Minh')::date between valid_from and valid_to`,
    [partner],
  )
  return rows.map(({ id }) => id)
}
