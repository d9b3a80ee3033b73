import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A key as its owner reads it: `ng_<id>_<secret>`, 12 and 64 hexadecimal digits, so that a double click selects it whole. */
const shape = /^ng_([0-9a-f]{12})_([0-9a-f]{64})$/

/** A new key: 256 random bits, of which only the hash is kept. */
export function makeApiKey(): { id: string; text: string; secretHash: Buffer } {
  const id = randomBytes(6).toString('hex')
  const secret = randomBytes(32).toString('hex')
  return { id, text: `ng_${id}_${secret}`, secretHash: hashSecret(secret) }
}

export function readApiKey(text: string): { id: string; secretHash: Buffer } | undefined {
  const [, id, secret] = shape.exec(text) ?? []
  return id && secret ? { id, secretHash: hashSecret(secret) } : undefined
}

/** SHA-256 is enough for a secret of 256 random bits: nobody guesses it, slow hashes guard what people choose. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Compares in constant time; both sides are SHA-256, so their lengths tell nothing. */
export const sameHash = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)
