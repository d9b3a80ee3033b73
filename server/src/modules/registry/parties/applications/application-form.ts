import type { ApplicantKind, NewApplication } from './application.ts'

/** The fields of the form, as typed. */
export const formFields = [
  'kind',
  'name',
  'publicName',
  'taxCode',
  'companyPrefix',
  'address',
  'unitCode',
  'barcodes',
  'barcodesSince',
  'contactName',
  'email',
  'phone',
] as const
export type FormField = (typeof formFields)[number]
export type Typed = Record<FormField, string>

/** What a form sent, each field once and without blanks at its ends; what is no text was typed in no field. */
export const readTyped = (sent: Readonly<Record<string, unknown>>): Typed =>
  Object.fromEntries(formFields.map((field) => [field, firstText(sent[field]).trim().normalize('NFC')])) as Typed

const firstText = (sent: unknown): string => {
  const [first] = [sent].flat()
  return typeof first === 'string' ? first : ''
}

/** What is typed as an application; what was left empty is not said. */
export const toApplication = (typed: Typed): NewApplication => ({
  kind: typed.kind as ApplicantKind,
  names: { vi: typed.name },
  ...(typed.publicName !== '' && { publicName: { vi: typed.publicName } }),
  taxCode: typed.taxCode,
  ...(typed.companyPrefix !== '' && { companyPrefix: typed.companyPrefix }),
  address: { text: typed.address, unitCode: typed.unitCode },
  ...(typed.barcodes !== '' && { usesBarcodes: typed.barcodes === 'yes' }),
  ...(typed.barcodesSince !== '' && { barcodesSince: typed.barcodesSince }),
  contact: { name: typed.contactName, email: typed.email, phone: typed.phone },
})

const fieldOf: readonly [path: RegExp, field: FormField][] = [
  [/^\/kind/, 'kind'],
  [/^\/names/, 'name'],
  [/^\/publicName/, 'publicName'],
  [/^\/taxCode/, 'taxCode'],
  [/^\/companyPrefix/, 'companyPrefix'],
  [/^\/address\/unitCode/, 'unitCode'],
  [/^\/address/, 'address'],
  [/^\/barcodesSince/, 'barcodesSince'],
  [/^\/usesBarcodes/, 'barcodes'],
  [/^\/contact\/email/, 'email'],
  [/^\/contact\/phone/, 'phone'],
  [/^\/contact/, 'contactName'],
]

/** Which field of the form a place of the application was typed in. */
export const formField = (path: string): FormField | undefined => fieldOf.find(([form]) => form.test(path))?.[1]
