import { hash, randomBytes } from 'node:crypto'

/** A new UUID of version 7 (RFC 9562 §5.7): ordered by time, so that indexes grow at their end. */
export const newID = (): string => {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return asUuid(bytes.toString('hex'))
}

/** What a key is stored under: the first 128 bits of the SHA-256 of its canonical text, as UUID text. */
export const keyHash = (canonical: string): string => asUuid(hash('sha256', canonical, 'hex'))

const asUuid = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
