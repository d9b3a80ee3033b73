import type { IdentifierRow } from './identifier.store.ts'

export const toIdentifierView = ({ scheme, value, issuer, state }: IdentifierRow) => ({
  scheme,
  value,
  ...(issuer !== null && { issuer }),
  verified: state === 'verified',
})
