import type { Reader, Tx } from '../../platform/postgres/database.ts'

export type FileRow = {
  hash: string
  mediaType: string
  bytes: number
  width: number | null
  height: number | null
}

/** Writes the row anew where there is one: who brings a file must not learn by the time that another has it. */
export async function insertFile(tx: Tx, file: FileRow): Promise<void> {
  await tx.query(
    `insert into files.file (hash, media_type, byte_count, width, height) values ($1, $2, $3, $4, $5)
     on conflict (hash) do update set media_type = excluded.media_type`,
    [file.hash, file.mediaType, file.bytes, file.width, file.height],
  )
}

/** Answers whether the file is shown. Once shown it stays so: brought again as private, it goes on standing in pages. */
export async function insertHolding(
  tx: Tx,
  holding: { hash: string; partyID: string; public: boolean },
): Promise<boolean> {
  const [row] = await tx.query<{ public: boolean }>(
    `insert into files.holding (hash, party_id, public) values ($1, $2, $3)
     on conflict (hash, party_id) do update set public = files.holding.public or excluded.public
     returning public`,
    [holding.hash, holding.partyID, holding.public],
  )
  return row?.public === true
}

/** The file, if some holder shows it, if the party holds it, or if the reader may see all. */
export async function findReadable(
  reader: Reader,
  hash: string,
  partyID: string | null,
  seesAll: boolean,
): Promise<(FileRow & { public: boolean }) | undefined> {
  const [row] = await reader.query<FileRow & { public: boolean }>(
    `select f.hash, f.media_type as "mediaType", f.byte_count::float8 as bytes, f.width, f.height,
       exists (select from files.holding h where h.hash = f.hash and h.public) as public
     from files.file f
     where f.hash = $1 and ($3 or exists (
       select from files.holding h where h.hash = f.hash and (h.public or h.party_id = $2)))`,
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

/** Which of these hashes no row names: bytes that a broken or rolled-back upload left. */
export async function selectUnknown(reader: Reader, hashes: readonly string[]): Promise<string[]> {
  const rows = await reader.query<{ hash: string }>(
    `select given.hash from unnest($1::text[]) as given (hash)
     where not exists (select from files.file f where f.hash = given.hash)`,
    [hashes],
  )
  return rows.map(({ hash }) => hash)
}

/** Deletes the holdings of parties and the files that nobody holds any more; answers the latter's hashes. */
export async function deleteHoldingsOf(tx: Tx, parties: readonly string[]): Promise<string[]> {
  const held = await tx.query<{ hash: string }>(
    'delete from files.holding where party_id = any($1::uuid[]) returning hash',
    [parties],
  )
  const rows = await tx.query<{ hash: string }>(
    `delete from files.file f where f.hash = any($1)
       and not exists (select from files.holding h where h.hash = f.hash) returning f.hash`,
    [held.map(({ hash }) => hash)],
  )
  return rows.map(({ hash }) => hash)
}
