import { createHash } from 'node:crypto'

/** A deed as it is sealed: instants in UTC to the microsecond, details as PostgreSQL writes jsonb. */
export type SealedDeed = {
  number: string
  deedID: string
  at: string
  actorKind: string
  partyID: string | null
  accountID: string | null
  delegateID: string | null
  credentialID: string | null
  origin: string | null
  action: string
  subject: string
  details: string | null
}

/** What a seal says: of which deeds, under which number, after which seal. Hashes are hexadecimal. */
export type SealContent = {
  number: string
  sealedAt: string
  first: string
  last: string
  count: number
  /** The numbers of its deeds as PostgreSQL writes a multirange: `{[5,9),[11,12)}`. */
  deeds: string
  deedsHash: string
  previous: string
}
export type Seal = SealContent & { hash: string }

/** What the first seal follows. */
export const beforeAll = '0'.repeat(64)

/** Hashes deeds one after the other, in the order of their numbers: a JSON array a line. */
export const createDeedsHash = (): { add(deed: SealedDeed): void; digest(): string } => {
  const hash = createHash('sha256')
  return {
    add: (deed) =>
      void hash.update(
        `${JSON.stringify([
          deed.number,
          deed.deedID,
          deed.at,
          deed.actorKind,
          deed.partyID,
          deed.accountID,
          deed.delegateID,
          deed.credentialID,
          deed.origin,
          deed.action,
          deed.subject,
          deed.details,
        ])}\n`,
      ),
    digest: () => hash.digest('hex'),
  }
}

/** The hash of a seal: over the version of this rule and every word of the seal, that of the seal before among them. */
export const hashOfSeal = (seal: SealContent): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        'nguon-audit-1',
        seal.number,
        seal.sealedAt,
        seal.first,
        seal.last,
        seal.count,
        seal.deeds,
        seal.deedsHash,
        seal.previous,
      ]),
    )
    .digest('hex')

/** Ascending numbers as a multirange. */
export const toMultirange = (numbers: readonly string[]): string => {
  const ranges: [bigint, bigint][] = []
  for (const text of numbers) {
    const number = BigInt(text)
    const last = ranges.at(-1)
    if (last?.[1] === number) last[1] = number + 1n
    else ranges.push([number, number + 1n])
  }
  return `{${ranges.map(([low, high]) => `[${low},${high})`).join(',')}}`
}
