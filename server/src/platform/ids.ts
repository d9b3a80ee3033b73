import { hash, randomUUID } from 'node:crypto'

/** A new UUID of version 7 (RFC 9562 §5.7): ordered by time, so that indexes grow at their end. */
export const newID = (): string => {
  const time = Date.now().toString(16).padStart(12, '0')
  // Version 4 has its random bits, and the variant, at the same places; Node.js makes those of many at a time.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

/** Below every ID. */
export const lowestID = '00000000-0000-0000-0000-000000000000'

/** Whether a text can be an id of ours, in the one spelling in which we give them: JSON Schema's format takes `urn:uuid:` and capitals too. */
export const isID = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

const hashes = new Map<string, string>()
const mostHashes = 20_000

/**
 * What a key is stored under: the first 128 bits of the SHA-256 of its canonical text, as UUID text. Those asked for lately
 * are remembered: a capture asks for each of its keys several times.
 */
export const keyHash = (canonical: string): string => {
  const known = hashes.get(canonical)
  if (known !== undefined) return known
  const made = asUuid(hash('sha256', canonical, 'hex'))
  if (hashes.size >= mostHashes) hashes.clear()
  hashes.set(canonical, made)
  return made
}

const asUuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
