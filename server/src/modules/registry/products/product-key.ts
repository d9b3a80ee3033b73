import { hasCheckDigit } from '@nguon/gs1'
import { problem } from '../../../platform/problem.ts'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The key of a product as its path names it: a GTIN of 8, 12, 13 or 14 digits, or the id of a product without one. */
export function productKey(name: string): string {
  if (uuid.test(name)) return `urn:uuid:${name}`
  if (!/^(?:\d{8}|\d{12,14})$/.test(name)) throw problem('registry.key-malformed', { key: name })
  if (!hasCheckDigit(name)) throw problem('registry.check-digit-wrong', { key: name })
  return `/01/${name.padStart(14, '0')}`
}

/**
 * Numbers for use inside one company (GS1 General Specifications §1.4.3: prefixes 02, 04, 2) name nothing outside it:
 * Decree 37/2026 art. 28.4 keeps them out of what circulates.
 */
export function refuseRestricted(key: string): void {
  if (/^\/01\/\d(?:2|02|04)/.test(key)) throw problem('registry.gtin-restricted', { key: key.slice('/01/'.length) })
}

/** The name that a product or place has in its path. */
export const pathName = (key: string): string => key.replace(/^\/01\/|^\/414\/|^urn:uuid:/, '')
