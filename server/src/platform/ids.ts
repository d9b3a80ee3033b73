import { hash, randomBytes } from 'node:crypto'

/** A new UUID of version 7 (RFC 9562 §5.7): ordered by time, so that indexes grow at their end. */
export const newID = (): string => {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return asUuid(bytes.toString('hex'))
}

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
