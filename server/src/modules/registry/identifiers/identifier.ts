import { hasCheckDigit } from '@nguon/gs1'
import Type from 'typebox'
import { problem } from '../../../platform/problem.ts'
import { prefixKey } from '../claims/claim-key.ts'

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

const shapes: Partial<Record<string, (value: string) => boolean>> = {
  gln: (value) => /^\d{13}$/.test(value) && hasCheckDigit(value),
  pgln: (value) => /^\d{13}$/.test(value) && hasCheckDigit(value),
  gtin: (value) => /^\d{14}$/.test(value) && hasCheckDigit(value),
  'gs1-company-prefix': (value) => /^\d{4,12}$/.test(value),
  'tax-code': (value) => /^\d{10}(-\d{3}|\d{2})?$/.test(value),
  'url-stamp': (value) => /^https?:\/\/[^\s]+$/.test(value) && URL.canParse(value),
}

/** Refuses a value that its scheme cannot hold; the others are kept as given, in NFC without blanks at the ends. */
export function checkIdentifier(identifier: Identifier): Identifier {
  const value = identifier.value.normalize('NFC').trim()
  const fits = shapes[identifier.scheme] ?? ((text: string) => text.length > 0)
  if (!fits(value)) throw problem('registry.identifier-malformed', { scheme: identifier.scheme, value })
  return { ...identifier, value }
}

/** The keys that such an identifier gives its party a claim on: its GLN as party and as place, its company prefix. */
export function keysOfIdentifier({ scheme, value }: { scheme: string; value: string }): string[] {
  if (scheme === 'gln') return [`/417/${value}`, `/414/${value}`]
  if (scheme === 'pgln') return [`/417/${value}`]
  if (scheme === 'gs1-company-prefix') return [prefixKey(value)]
  return []
}
