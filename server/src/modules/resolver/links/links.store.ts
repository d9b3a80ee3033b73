import { keyHash } from '../../../platform/ids.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import type { Link, LinkSet } from './link.ts'

/** A link set with who registered it and since when. */
export type LinkSetVersion = LinkSet & {
  declaredBy: string
  basis: 'owner' | 'operator'
  position: number
  recordedAt: string
}

/** The current link sets of any of the anchors, in one look-up. */
export const selectLinkSets = (reader: Reader, anchors: string[]): Promise<LinkSet[]> =>
  reader.query<LinkSet>(
    'select anchor, links from resolver.link_set where anchor_hash = any($1::uuid[]) and to_position is null',
    [anchors.map(keyHash)],
  )

/** Whether any anchor has links of a type: most systems have none of most types, and thousands of keys need no look-up then. */
export const hasLinksOfType = async (reader: Reader, linkType: string): Promise<boolean> => {
  const [row] = await reader.query<{ some: boolean }>(
    'select exists (select from resolver.link_set where to_position is null and links @> $1::jsonb) as some',
    [JSON.stringify([{ linkType }])],
  )
  return row?.some ?? false
}

/** An anchor's links as at a position (undefined: now); undefined where there are none. */
export const selectLinkSet = async (
  reader: Reader,
  anchor: string,
  asOf: number | undefined,
): Promise<LinkSetVersion | undefined> => {
  const rows = await reader.query<LinkSetVersion>(
    `select anchor, links, declared_by as "declaredBy", basis, from_position::float8 as position, recorded_at as "recordedAt"
       from resolver.link_set
      where anchor_hash = $1 and from_position <= coalesce($2::bigint, 9223372036854775807)
        and (to_position is null or to_position > coalesce($2::bigint, 9223372036854775806))`,
    [keyHash(anchor), asOf ?? null],
  )
  return rows[0]
}

/** Lets one writer at a time at an anchor's versions, until the transaction ends. */
export const lockAnchor = async (tx: Tx, anchor: string): Promise<void> => {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [anchor])
}

/** Ends the version that holds; whether there was one. */
export const closeLinkSet = async (tx: Tx, anchor: string, position: number): Promise<boolean> => {
  const rows = await tx.query(
    'update resolver.link_set set to_position = $2 where anchor_hash = $1 and to_position is null returning 1',
    [keyHash(anchor), position],
  )
  return rows.length > 0
}

export const insertLinkSet = async (
  tx: Tx,
  version: { anchor: string; links: Link[]; declaredBy: string; basis: string; position: number },
): Promise<void> => {
  await tx.query(
    `insert into resolver.link_set (anchor_hash, from_position, anchor, links, declared_by, basis)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      keyHash(version.anchor),
      version.position,
      version.anchor,
      JSON.stringify(version.links),
      version.declaredBy,
      version.basis,
    ],
  )
}

/** Takes away every version that these parties registered (the sample's removal). */
export const deleteLinksOf = async (tx: Tx, partyIDs: string[]): Promise<void> => {
  await tx.query('delete from resolver.link_set where declared_by = any($1::uuid[])', [partyIDs])
}
