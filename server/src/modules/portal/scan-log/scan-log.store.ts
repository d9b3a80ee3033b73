import type { Reader, Tx } from '../../../platform/postgres/database.ts'

/** One opened scan page. Hashes are 128-bit key hashes as UUID text; `region` ISO 3166-2 or null. */
export type Scan = {
  scanID: string
  at: Date
  key: string
  product: string | null
  code: string
  level: string
  state: string
  language: string
  device: 'phone' | 'other'
  region: string | null
  sample: boolean
}

/** Stores a batch in one statement. */
export const insertScans = async (db: Reader, scans: readonly Scan[]): Promise<void> => {
  await db.query(
    `insert into portal.scan (scan_id, scanned_at, key, product, code, level, state, language, device, region, sample)
     select * from unnest($1::uuid[], $2::timestamptz[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[],
                          $8::text[], $9::text[], $10::text[], $11::boolean[])
     on conflict do nothing`,
    [
      scans.map(({ scanID }) => scanID),
      scans.map(({ at }) => at.toISOString()),
      scans.map(({ key }) => key),
      scans.map(({ product }) => product),
      scans.map(({ code }) => code),
      scans.map(({ level }) => level),
      scans.map(({ state }) => state),
      scans.map(({ language }) => language),
      scans.map(({ device }) => device),
      scans.map(({ region }) => region),
      scans.map(({ sample }) => sample),
    ],
  )
}

/** Takes away the scans of sample codes (the sample's removal). */
export const deleteSampleScans = async (tx: Tx): Promise<void> => {
  await tx.query('delete from portal.scan where sample')
}
