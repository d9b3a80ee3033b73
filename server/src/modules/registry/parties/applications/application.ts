import Type from 'typebox'
import { languageMap } from '../../statements/language-map.ts'
import { Day, type PartyKind } from '../party.ts'

/** What may ask to be registered: agencies are entered by who runs the system. */
export const applicantKinds = [
  'enterprise',
  'cooperative',
  'household',
  'individual',
  'provider',
  'certification-body',
  'association',
] as const satisfies readonly PartyKind[]
export type ApplicantKind = (typeof applicantKinds)[number]

const text = (most: number) => Type.String({ minLength: 1, maxLength: most, pattern: '\\S' })

/** An organisation's application to be registered, as it sends it. */
export const NewApplication = Type.Object(
  {
    kind: Type.Enum([...applicantKinds]),
    names: languageMap(300, 'Legal names by language'),
    publicName: Type.Optional(languageMap(200, 'The name shown to everybody; needed for households and individuals')),
    taxCode: text(20),
    companyPrefix: Type.Optional(Type.String({ pattern: '^\\d{4,12}$', description: 'GS1 company prefix' })),
    address: Type.Object(
      { text: text(500), unitCode: Type.String({ pattern: '^\\d{2,5}$', description: 'Code of the commune today' }) },
      { additionalProperties: false },
    ),
    productGroups: Type.Optional(Type.Array(text(100), { maxItems: 50, uniqueItems: true })),
    usesBarcodes: Type.Optional(Type.Boolean()),
    barcodesSince: Type.Optional(Day),
    contact: Type.Object(
      {
        name: text(200),
        email: Type.String({ format: 'email', maxLength: 200 }),
        phone: Type.String({ pattern: '^[+]?[0-9 .()-]{8,30}$' }),
      },
      { additionalProperties: false, description: 'Who is to be the first administrator' },
    ),
  },
  { additionalProperties: false },
)
export type NewApplication = Type.Static<typeof NewApplication>

export const applicationStates = ['received', 'approved', 'refused'] as const
export type ApplicationState = (typeof applicationStates)[number]

/** What whoever has the number may know. */
export const ApplicationStatus = Type.Object({
  number: Type.String(),
  receivedAt: Type.String(),
  state: Type.Enum([...applicationStates]),
  decidedAt: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
})
export type ApplicationStatus = Type.Static<typeof ApplicationStatus>

/** What of an application says who and where; its names, numbers and persons stand apart (`ApplicationContent`). */
export type ApplicationRow = {
  id: string
  number: string
  receivedAt: string
  kind: ApplicantKind
  addressUnit: string
  productGroups: string[]
  usesBarcodes: boolean | null
  barcodesSince: string | null
  decision: 'approved' | 'refused' | null
  decidedAt: string | null
  reason: string | null
  partyID: string | null
}

export type ApplicationContent = Pick<
  NewApplication,
  'names' | 'publicName' | 'taxCode' | 'companyPrefix' | 'address' | 'contact'
>

export const toStatus = ({ number, receivedAt, decision, decidedAt, reason }: ApplicationRow): ApplicationStatus => ({
  number,
  receivedAt,
  state: decision ?? 'received',
  ...(decidedAt !== null && { decidedAt }),
  ...(reason !== null && { reason }),
})
