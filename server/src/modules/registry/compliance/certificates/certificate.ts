import Type from 'typebox'
import { Day, PartyCard } from '../../parties/party.ts'
import { claimStates, type Turns } from '../attestation/attestation.ts'

const hash = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Hash of a file of the holder' })
const id = Type.String({ format: 'uuid' })
const scope = (description: string) =>
  Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 1000, description }))

/** A certificate as its holder states it. */
export const NewCertificate = Type.Object(
  {
    standard: Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '\\S',
      description: 'VietGAP, GLOBALG.A.P. IFA v6, TCVN 11892-1:2017',
    }),
    number: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
    issuer: Type.Optional({
      ...id,
      description: 'The certification body, where it is in the register: it alone can attest',
    }),
    issuerName: Type.Optional(Type.String({ minLength: 1, maxLength: 300, description: 'Its name, where it is not' })),
    products: scope("GTINs or ids of products that it is for; all of the holder's where not named"),
    locations: scope('GLNs (with /254/… for a plot) or ids of places that it is for; all where not named'),
    validFrom: Day,
    validTo: Day,
    file: Type.Optional(hash),
  },
  { additionalProperties: false },
)
export type NewCertificate = Type.Static<typeof NewCertificate>

export type CertificateRow = Turns & {
  id: string
  holder: string
  issuer: string | null
  issuerName: string | null
  standard: string
  number: string
  products: string[] | null
  locations: string[] | null
  validFrom: string
  validTo: string
  file: string | null
  position: number
  reason: string | null
}

/** A certificate as its reader may see it, and how it stands on the day asked for. */
export const CertificateView = Type.Object({
  id: Type.String(),
  holder: Type.String(),
  issuer: Type.Optional(Type.String()),
  issuerName: Type.Optional(Type.String()),
  issuerCard: Type.Optional(PartyCard),
  standard: Type.String(),
  number: Type.String(),
  products: Type.Optional(Type.Array(Type.String())),
  locations: Type.Optional(Type.Array(Type.String())),
  validFrom: Type.String(),
  validTo: Type.String(),
  file: Type.Optional(Type.String()),
  state: Type.Enum([...claimStates]),
  reason: Type.Optional(Type.String()),
})

/** What a certificate is asked about: a product of this owner, met at these places. */
export type Shown = { product: string; owner: string | undefined; places: readonly string[] }

/** Where a place lies, as a certificate may name it: itself, and what it is a part of. */
export const aroundPlaces = (places: readonly string[]): string[] => [
  ...new Set(places.flatMap((place) => [...place.matchAll(/\/|$/g)].map(({ index }) => place.slice(0, index)))),
]
