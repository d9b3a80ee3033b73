import { jsonInNfc } from '../../../../../platform/json-in-nfc.ts'
import type { Reader, Tx } from '../../../../../platform/postgres/database.ts'
import type { Moment } from '../../../versions/moment.ts'
import { momentValues } from '../../../versions/moment.ts'
import type { ListKind, ProductList, StoredEntry } from './product-list.ts'

const listColumns = `list_id as id, position::float8 as position, kind, status, names, issuer, document,
  valid_from::text as "validFrom", valid_to::text as "validTo", roadmap, declared_by as "declaredBy"`

/** Lists as they hold on a day: of the versions that have begun the last to begin, unless it has ended. */
export const selectLists = (
  reader: Reader,
  moment: Moment,
  { ids, kind }: { ids?: readonly string[]; kind?: ListKind | undefined } = {},
): Promise<ProductList[]> =>
  reader.query<ProductList>(
    `select id, position, kind, status, names, issuer, document, "validFrom", "validTo", roadmap, "declaredBy" from (
       select distinct on (list_id) ${listColumns}, valid_to
       from registry.product_list
       where ($1::text[] is null or list_id = any($1)) and position <= $2 and valid_from <= $3::date
       order by list_id, valid_from desc, position desc) begun
     where valid_to >= $3::date and ($4::text is null or kind = $4) order by id`,
    [ids ?? null, ...momentValues(moment), kind ?? null],
  )

type Version = Pick<ProductList, 'id' | 'position'>

const entryColumns = `entry, level, group_id as "group", hs_code as "hsCode", gtin, descriptions, roadmap`

/** Entries of one version in their order. */
export const selectEntries = (
  reader: Reader,
  { id, position }: Version,
  after: number,
  limit: number,
  among?: readonly number[],
): Promise<StoredEntry[]> =>
  reader.query<StoredEntry>(
    `select ${entryColumns} from registry.product_list_entry
     where list_id = $1 and position = $2 and entry > $3 and ($5::integer[] is null or entry = any($5))
     order by entry limit $4`,
    [id, position, after, limit, among ?? null],
  )

/** Of each day on which a version of these lists (of all, where none is named) begins the latest version. */
export const selectVersions = (
  reader: Reader,
  { ids, asOf }: { ids?: readonly string[]; asOf?: number | undefined },
): Promise<ProductList[]> =>
  reader.query<ProductList>(
    `select distinct on (list_id, valid_from) ${listColumns} from registry.product_list
     where ($1::text[] is null or list_id = any($1)) and position <= $2 order by list_id, valid_from, position desc`,
    [ids ?? null, momentValues({ asOf })[0]],
  )

/** Entries of versions that may name any of these: by one of the groups, of the GTINs, or of the HS codes' own lines. */
export const selectCandidates = (
  reader: Reader,
  versions: readonly Version[],
  asked: {
    groups: readonly string[]
    gtins: readonly string[]
    hsCodes: readonly string[]
    anyHs: boolean
    anyGroup: boolean
  },
): Promise<(StoredEntry & { list: string })[]> =>
  reader.query<StoredEntry & { list: string }>(
    `select e.list_id as list, ${entryColumns} from registry.product_list_entry e
     where (e.list_id, e.position) in (select * from unnest($1::text[], $2::bigint[]))
       and (e.gtin is null or e.gtin = any($3))
       and (e.group_id is null or $6 or e.group_id = any($4))
       and (e.hs_code is null or $7 or exists (
         select from unnest($5::text[]) own where own like e.hs_code || '%' or e.hs_code like own || '%'))
       and (e.gtin is not null or e.group_id is not null or e.hs_code is not null)
     order by e.list_id, e.entry`,
    [
      ...[versions.map(({ id }) => id), versions.map(({ position }) => position)],
      ...[asked.gtins, asked.groups, asked.hsCodes, asked.anyGroup, asked.anyHs],
    ],
  )

/** How many entries of each version only a person can judge. */
export const countUndecidable = async (reader: Reader, versions: readonly Version[]): Promise<Map<string, number>> => {
  const rows = await reader.query<{ list: string; entries: number }>(
    `select list_id as list, count(*)::float8 as entries from registry.product_list_entry
     where (list_id, position) in (select * from unnest($1::text[], $2::bigint[]))
       and gtin is null and group_id is null and hs_code is null group by list_id`,
    [versions.map(({ id }) => id), versions.map(({ position }) => position)],
  )
  return new Map(rows.map(({ list, entries }) => [list, entries]))
}

export async function insertList(tx: Tx, list: ProductList, entries: readonly StoredEntry[]): Promise<void> {
  await tx.query(
    `insert into registry.product_list
       (list_id, position, valid_from, valid_to, kind, status, names, issuer, document, roadmap, declared_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[list.id, list.position, list.validFrom, list.validTo, list.kind, list.status],
      ...[list.names, list.issuer, list.document, list.roadmap].map(jsonInNfc),
      list.declaredBy,
    ],
  )
  await insertEntries(tx, list, entries)
}

/** Entries of a version; one of the same number is replaced, as long as the version is being made. */
export async function insertEntries(tx: Tx, list: Version, entries: readonly StoredEntry[]): Promise<void> {
  await tx.query(
    `insert into registry.product_list_entry
       (list_id, position, entry, level, group_id, hs_code, gtin, descriptions, roadmap)
     select $1, $2, entry, level, "group", "hsCode", gtin, descriptions, nullif(roadmap, 'null'::jsonb)
     from jsonb_to_recordset($3::jsonb) as given (entry integer, level text, "group" text, "hsCode" text, gtin text,
       descriptions jsonb, roadmap jsonb)
     on conflict (list_id, position, entry) do update set level = excluded.level, group_id = excluded.group_id,
       hs_code = excluded.hs_code, gtin = excluded.gtin, descriptions = excluded.descriptions, roadmap = excluded.roadmap`,
    [list.id, list.position, jsonInNfc(entries)],
  )
}
