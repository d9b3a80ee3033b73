import { hasCheckDigit } from '@nguon/gs1'
import Type from 'typebox'
import { problem } from '../../../../platform/problem.ts'
import { readTaxCode } from '../../parties/tax-code/tax-code.ts'
import { prefixKey } from '../claims/claim-key.ts'
import { isLicensedPrefix } from './licensed-prefix.ts'

export const identifierSchemes = [
  'gln',
  'pgln',
  'gs1-company-prefix',
  'tax-code',
  'growing-area-code',
  'url-stamp',
  'national-uid',
  'gtin',
  'own-code',
] as const

export const Identifier = Type.Object(
  {
    scheme: Type.Enum([...identifierSchemes]),
    value: Type.String({ minLength: 1, maxLength: 200 }),
    issuer: Type.Optional(Type.String({ maxLength: 200 })),
    verified: Type.Optional(Type.Boolean({ description: 'Only the operator may say so.' })),
  },
  { additionalProperties: false },
)
export type Identifier = Type.Static<typeof Identifier>

export const IdentifierView = Type.Object({
  scheme: Type.String(),
  value: Type.String(),
  issuer: Type.Optional(Type.String()),
  verified: Type.Boolean(),
})

/** Never shown but to the party itself and the operator. */
export const privateSchemes: ReadonlySet<string> = new Set(['tax-code', 'national-uid'])

/** The value as its scheme writes it, where there is more to it than that something stands there; undefined: it is none. */
const readers: Partial<Record<string, (value: string) => string | undefined>> = {
  gln: (value) => keep(value, /^\d{13}$/.test(value) && hasCheckDigit(value)),
  pgln: (value) => keep(value, /^\d{13}$/.test(value) && hasCheckDigit(value)),
  gtin: (value) => keep(value, /^\d{14}$/.test(value) && hasCheckDigit(value)),
  'gs1-company-prefix': (value) => keep(value, isLicensedPrefix(value)),
  'tax-code': readTaxCode,
  'url-stamp': (value) => keep(value, /^https?:\/\/[^\s]+$/.test(value) && URL.canParse(value)),
}

const keep = (value: string, fits: boolean): string | undefined => (fits ? value : undefined)

/** Refuses a value that its scheme cannot hold; the others are kept in NFC without blanks at the ends. */
export function checkIdentifier(identifier: Identifier): Identifier {
  const given = identifier.value.normalize('NFC').trim()
  const value = (readers[identifier.scheme] ?? ((text: string) => keep(text, text.length > 0)))(given)
  if (value === undefined) throw problem('registry.identifier-malformed', { scheme: identifier.scheme, value: given })
  return value === identifier.value ? identifier : { ...identifier, value }
}

/** The keys that such an identifier gives its party a claim on: its GLN as party and as place, its company prefix. */
export function keysOfIdentifier({ scheme, value }: { scheme: string; value: string }): string[] {
  if (scheme === 'gln') return [`/417/${value}`, `/414/${value}`]
  if (scheme === 'pgln') return [`/417/${value}`]
  if (scheme === 'gs1-company-prefix') return [prefixKey(value)]
  return []
}
