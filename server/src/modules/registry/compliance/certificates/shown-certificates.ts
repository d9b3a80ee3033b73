import type { Reader } from '../../../../platform/postgres/database.ts'
import type { PartyCard } from '../../parties/party.ts'
import { partyCards } from '../../parties/party-card.ts'
import type { Moment } from '../../versions/moment.ts'
import { selectCertificatesFor } from './certificate.store.ts'
import type { Shown } from './certificate.ts'

/** A certificate as everybody may read it. `attested`: its issuer says so itself in the system; else the holder says it. */
export type ShownCertificate = {
  standard: string
  number: string
  attested: boolean
  issuer?: PartyCard
  issuerName?: string
  validTo: string
}

/** What may be shown of a product: certificates in force on the day that are for it and for the places where it was. */
export async function shownCertificates(
  reader: Reader,
  shown: Shown,
  moment: Moment = {},
): Promise<ShownCertificate[]> {
  const rows = await selectCertificatesFor(reader, shown, moment)
  const issuers = await partyCards(
    reader,
    rows.flatMap(({ issuer }) => issuer ?? []),
    moment.asOf,
    moment.at,
  )
  return rows.map(({ standard, number, attestedAt, issuer, issuerName, validTo }) => {
    const card = issuer === null ? undefined : issuers.get(issuer)
    return {
      standard,
      number,
      attested: attestedAt !== null,
      ...(card && { issuer: card }),
      ...(issuerName !== null && { issuerName }),
      validTo,
    }
  })
}
