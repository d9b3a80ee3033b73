import type { Reader, Tx } from '../../platform/postgres/database.ts'

/** What a party brought: by the hash of its content, and by the name under which its bytes lie. */
export type Holding = {
  hash: string
  partyID: string
  blob: string
  mediaType: string
  bytes: number
  width: number | null
  height: number | null
  public: boolean
}

/** Answers whether the file is shown. Once shown it stays so: brought again as private, it goes on standing in pages. */
export async function insertHolding(tx: Tx, holding: Holding): Promise<boolean> {
  const { hash, partyID, blob, mediaType, bytes, width, height } = holding
  const [row] = await tx.query<{ public: boolean }>(
    `insert into files.holding (hash, party_id, public, blob, media_type, byte_count, width, height)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (hash, party_id) do update
       set public = files.holding.public or excluded.public, blob = excluded.blob
     returning public`,
    [hash, partyID, holding.public, blob, mediaType, bytes, width, height],
  )
  return row?.public === true
}

/** What the party holds, else what some holder shows, or anything if the reader may see all. `public`: whether any shows it. */
export async function findReadable(
  reader: Reader,
  hash: string,
  partyID: string | null,
  seesAll: boolean,
): Promise<Pick<Holding, 'blob' | 'mediaType' | 'width' | 'public'> | undefined> {
  const [row] = await reader.query<Pick<Holding, 'blob' | 'mediaType' | 'width' | 'public'>>(
    `select blob, media_type as "mediaType", width, bool_or(public) over () as public from files.holding
      where hash = $1 and ($3 or public or party_id = $2)
      order by (party_id = $2) desc nulls last, files.holding.public desc limit 1`,
    [hash, partyID, seesAll],
  )
  return row
}

/** Of these hashes those that a party brought; `shown`: those alone that it shows to everybody. */
export async function selectHeld(
  reader: Reader,
  partyID: string,
  hashes: readonly string[],
  shown: boolean,
): Promise<string[]> {
  const rows = await reader.query<{ hash: string }>(
    'select hash from files.holding where hash = any($1) and party_id = $2 and (public or not $3)',
    [[...new Set(hashes)], partyID, shown],
  )
  return rows.map(({ hash }) => hash)
}

/** Which of these bytes no row names: what a broken or rolled-back upload left, or what was brought again under a new name. */
export async function selectUnnamed(reader: Reader, blobs: readonly string[]): Promise<string[]> {
  const rows = await reader.query<{ blob: string }>(
    `select given.blob from unnest($1::text[]) as given (blob)
     where not exists (select from files.holding h where h.blob = given.blob)`,
    [blobs],
  )
  return rows.map(({ blob }) => blob)
}

/** Deletes the holdings of parties; answers the names of their bytes. */
export async function deleteHoldingsOf(tx: Tx, parties: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ blob: string }>(
    'delete from files.holding where party_id = any($1::uuid[]) returning blob',
    [parties],
  )
  return rows.map(({ blob }) => blob)
}
