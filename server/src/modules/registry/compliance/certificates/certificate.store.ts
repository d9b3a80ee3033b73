import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { claimCandidates } from '../../keys/claims/claim-key.ts'
import { speaksOf } from '../../keys/claims/speaker.store.ts'
import { isOneOf, standsFor, wasEverOneOf } from '../../parties/merging/standing.store.ts'
import { type Moment, momentValues } from '../../versions/moment.ts'
import { turnsOf } from '../attestation/attestation.store.ts'
import { aroundPlaces, type CertificateRow, type Shown } from './certificate.ts'

const columns = `c.certificate_id as id, ${standsFor('c.holder_id')} as holder, ${standsFor('c.issuer_id')} as issuer, c.issuer_name as "issuerName", c.standard,
  c.number, c.products, c.locations, c.valid_from::text as "validFrom", c.valid_to::text as "validTo", c.file,
  c.position::float8 as position, turn.*`

const from = `from registry.certificate c ${turnsOf({ id: 'c.certificate_id', holder: 'c.holder_id', issuer: 'c.issuer_id' })}`

export const findCertificate = async (reader: Reader, id: string, moment: Moment = {}) =>
  (
    await reader.query<CertificateRow>(`select ${columns} ${from} where c.certificate_id = $1 and c.position <= $2`, [
      id,
      momentValues(moment)[0],
    ])
  )[0]

export type CertificateFilter = {
  holder?: string | undefined
  issuer?: string | undefined
  product?: string | undefined
}

/** Certificates in order of their ids that `viewer` may see: its own as holder or issuer, and of others those that show on the day; null: all. */
export const selectCertificates = (
  reader: Reader,
  viewer: string | null,
  asked: CertificateFilter & { after: string; limit: number },
  moment: Moment,
): Promise<CertificateRow[]> => {
  const [position, day] = momentValues(moment)
  return reader.query<CertificateRow>(
    `select ${columns} ${from}
     where c.position <= $2 and c.certificate_id > $1::uuid
       and ($3::uuid is null or ${isOneOf('c.holder_id', '$3')}) and ($4::uuid is null or ${isOneOf('c.issuer_id', '$4')})
       and ($5::text is null or c.products @> array[$5])
       and ($6::uuid is null or ${isOneOf('c.holder_id', '$6')} or ${isOneOf('c.issuer_id', '$6')}
         or (turn."revokedAt" is null and turn."withdrawnAt" is null and c.valid_from <= $7::date and c.valid_to >= $7::date))
     order by c.certificate_id limit $8`,
    [
      asked.after,
      position,
      asked.holder ?? null,
      asked.issuer ?? null,
      asked.product ?? null,
      viewer,
      day,
      asked.limit,
    ],
  )
}

const spoken = { party: 'c.holder_id', owner: '$4', candidates: '$6::text[]' }

/**
 * Certificates that show on the day: for a product, of who may speak of it now, or for whatever its owner makes; and for a place where
 * it was, or for all.
 */
export const selectCertificatesFor = (
  reader: Reader,
  { product, owner, places }: Shown,
  moment: Moment,
): Promise<CertificateRow[]> => {
  const [position, day] = momentValues(moment)
  return reader.query<CertificateRow>(
    `select ${columns} ${from}
     where c.position <= $2 and ((c.products @> array[$1] and ${speaksOf(spoken)}) or (${isOneOf('c.holder_id', '$4')} and c.products is null))
       and (c.locations is null or c.locations && $5::text[])
       and turn."revokedAt" is null and turn."withdrawnAt" is null and c.valid_from <= $3::date and c.valid_to >= $3::date
     order by turn."attestedAt" is null, c.standard, c.certificate_id limit 50`,
    [product, position, day, owner ?? null, aroundPlaces(places), claimCandidates(product)],
  )
}

/** A product with whose it is, and what a claim on it may stand under. */
export type OwnedProduct = { key: string; owner: string | null; candidates: readonly string[] }

/** Of the products that these certificates name, for each those of which its holder may speak now. */
export const selectSpokenProducts = (
  reader: Reader,
  ids: readonly string[],
  products: readonly OwnedProduct[],
  moment: Moment,
): Promise<{ id: string; products: string[] }[]> =>
  reader.query(
    `select c.certificate_id as id, array_agg(asked.key) as products
     from registry.certificate c, unnest(c.products) as named (key)
       join jsonb_to_recordset($1::jsonb) as asked (key text, owner uuid, candidates text[]) on asked.key = named.key
     where c.certificate_id = any($4)
       and ${speaksOf({ party: 'c.holder_id', owner: 'asked.owner', candidates: 'asked.candidates' })}
     group by 1`,
    [JSON.stringify(products), ...momentValues(moment), ids],
  )

/** Certificates in whatever state, of one holder or issuer where named, in order of their ids. */
export const selectCertificatePage = (
  reader: Reader,
  asked: { party: string | null; after: string; limit: number },
  moment: Moment,
): Promise<CertificateRow[]> =>
  reader.query<CertificateRow>(
    `select ${columns} ${from}
     where c.position <= $2 and c.certificate_id > $1::uuid
       and ($3::uuid is null or ${isOneOf('c.holder_id', '$3')} or ${isOneOf('c.issuer_id', '$3')})
     order by c.certificate_id limit $4`,
    [asked.after, momentValues(moment)[0], asked.party, asked.limit],
  )

/** What these holders ever stated under these numbers. */
export const selectCertificatesNamed = (
  reader: Reader,
  holders: readonly string[],
  numbers: readonly string[],
): Promise<CertificateRow[]> =>
  reader.query<CertificateRow>(
    `select ${columns} ${from} where c.position <= $2 and ${wasEverOneOf('c.holder_id', '$1')} and c.number = any($3)
     order by c.certificate_id`,
    [holders, momentValues({})[0], numbers],
  )

/** Of these certificates those of a holder. */
export const selectHeldCertificates = async (
  reader: Reader,
  holder: string,
  ids: readonly string[],
): Promise<string[]> => {
  if (ids.length === 0) return []
  const rows = await reader.query<{ id: string }>(
    `select c.certificate_id as id from registry.certificate c
     where c.certificate_id = any($1::uuid[]) and ${isOneOf('c.holder_id', '$3')}`,
    [ids, momentValues({})[0], holder],
  )
  return rows.map(({ id }) => id)
}

export type StatedCertificate = Omit<CertificateRow, 'attestedAt' | 'revokedAt' | 'withdrawnAt' | 'reason'>

export const insertCertificates = async (
  tx: Tx,
  rows: readonly StatedCertificate[],
  declaredBy: string,
): Promise<void> => {
  await tx.query(
    `insert into registry.certificate (certificate_id, holder_id, issuer_id, issuer_name, standard, number, products, locations,
       valid_from, valid_to, file, position, declared_by)
     select id, holder, issuer, "issuerName", standard, number, products, locations, "validFrom", "validTo", file, position, $2
     from jsonb_to_recordset($1::jsonb) as given (id uuid, holder uuid, issuer uuid, "issuerName" text, standard text,
       number text, products text[], locations text[], "validFrom" date, "validTo" date, file text, position bigint)`,
    [JSON.stringify(rows), declaredBy],
  )
}
