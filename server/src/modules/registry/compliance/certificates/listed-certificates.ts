import type { Reader } from '../../../../platform/postgres/database.ts'
import { claimCandidates } from '../../keys/claims/claim-key.ts'
import { lookUp, ownersAlone } from '../../keys/claims/describe-keys.ts'
import type { Moment } from '../../versions/moment.ts'
import { type CertificateFilter, selectCertificates, selectSpokenProducts } from './certificate.store.ts'
import type { CertificateRow } from './certificate.ts'

type Asked = CertificateFilter & { after: string; limit: number }

/** So many certificates, and products that they name, are looked at for a page; then it is given as far as it is full. */
const mostLookedAt = 10_000

/**
 * Certificates that a viewer meets, in the order of their ids, at most `limit`; null: all. `next`: where to go on, where there
 * may be more.
 */
export async function listCertificates(
  reader: Reader,
  viewer: string | null,
  { limit, ...asked }: Asked,
  moment: Moment,
): Promise<{ rows: CertificateRow[]; next?: string }> {
  const met: CertificateRow[] = []
  const weigh = (row: CertificateRow) => (isWhole(row, viewer) ? 1 : (row.products?.length ?? 1))
  let { after } = asked
  for (let left = mostLookedAt; left > 0; ) {
    const found = await selectCertificates(reader, viewer, { ...asked, after, limit: limit + 1 }, moment)
    const part = fitting(found, left, weigh)
    met.push(...(await asMet(reader, viewer, part, moment, asked.product)))
    if (met.length > limit) return { rows: met.slice(0, limit), next: met[limit - 1]?.id ?? after }
    if (part.length === found.length && found.length <= limit) return { rows: met }
    after = part.at(-1)?.id ?? after
    left -= part.reduce((sum, row) => sum + weigh(row), 0)
  }
  return { rows: met, next: after }
}

/** The first of the rows, as many as weigh no more than that; one at least. */
function fitting<Row>(rows: readonly Row[], most: number, weigh: (row: Row) => number): readonly Row[] {
  let sum = 0
  const end = rows.findIndex((row) => {
    sum += weigh(row)
    return sum > most
  })
  return end === -1 ? rows : rows.slice(0, Math.max(end, 1))
}

/**
 * Certificates as a viewer meets them: its own whole; another's that names products as their pages show it, for those of
 * which its holder may speak now.
 */
export async function asMet(
  reader: Reader,
  viewer: string | null,
  found: readonly CertificateRow[],
  moment: Moment,
  product?: string,
): Promise<CertificateRow[]> {
  const spoken = await spokenProducts(
    reader,
    found.filter((row) => !isWhole(row, viewer)),
    moment,
  )
  return found.flatMap((row) => {
    if (isWhole(row, viewer)) return row
    const ofThese = spoken.get(row.id)
    const products = row.products?.filter((key) => ofThese?.has(key)) ?? []
    const isShown = product === undefined ? products.length > 0 : products.includes(product)
    return isShown ? { ...row, products } : []
  })
}

const isWhole = ({ holder, issuer, products }: CertificateRow, viewer: string | null): boolean =>
  viewer === null || holder === viewer || issuer === viewer || products === null

async function spokenProducts(
  reader: Reader,
  rows: readonly CertificateRow[],
  moment: Moment,
): Promise<Map<string, ReadonlySet<string>>> {
  const keys = [...new Set(rows.flatMap(({ products }) => products ?? []))]
  if (keys.length === 0) return new Map()
  const { descriptions } = await lookUp(reader, keys, moment, ownersAlone)
  const owned = keys.map((key) => ({
    ...{ key, owner: descriptions.get(key)?.owner ?? null, candidates: claimCandidates(key) },
  }))
  const ids = rows.map(({ id }) => id)
  const spoken = await selectSpokenProducts(reader, ids, owned, moment)
  return new Map(spoken.map(({ id, products }) => [id, new Set(products)]))
}
