import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { newID } from '../../platform/ids.ts'

/** A key as its owner reads it: `ng_<id>_<secret>`, 32 and 64 hexadecimal digits, so that a double click selects it whole. */
const shape = /^ng_([0-9a-f]{32})_([0-9a-f]{64})$/

/** A new key: 256 random bits, of which only the hash is kept. */
export function makeApiKey(): { id: string; text: string; secretHash: Buffer } {
  const id = newID()
  const secret = randomBytes(32).toString('hex')
  return { id, text: `ng_${id.replaceAll('-', '')}_${secret}`, secretHash: hashSecret(secret) }
}

export function readApiKey(text: string): { id: string; secretHash: Buffer } | undefined {
  const [, id, secret] = shape.exec(text) ?? []
  return id && secret ? { id: toUuid(id), secretHash: hashSecret(secret) } : undefined
}

/** SHA-256 is enough for a secret of 256 random bits: nobody guesses it, slow hashes guard what people choose. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Compares in constant time; both sides are SHA-256, so their lengths tell nothing. */
export const sameHash = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

const toUuid = (digits: string): string => digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
