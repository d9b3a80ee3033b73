import { oauthError } from './oauth-error.ts'

/** Parameters of a request by name; those without a value count as left out (RFC 6749 §3.1). */
export type Form = Readonly<Record<string, string>>

/** Reads an `application/x-www-form-urlencoded` body; no parameter may stand in it twice (RFC 6749 §3.2). */
export const readForm = (body: string): Form => {
  const given = [...new URLSearchParams(body)].filter(([, value]) => value !== '')
  const met = new Set<string>()
  for (const [name] of given) {
    if (met.has(name)) throw oauthError('oauth.parameter-repeated', { name: printable(name) })
    met.add(name)
  }
  return Object.fromEntries(given)
}

/** A parameter that the request cannot do without. */
export const need = (form: Form, name: string): string => {
  const value = form[name]
  if (value === undefined) throw oauthError('oauth.parameter-missing', { name })
  return value
}

/** What of a caller's word may stand in an error_description (RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E). */
export const printable = (text: string): string => text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?').slice(0, 100)
