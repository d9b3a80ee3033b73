import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { newID } from '../../../platform/ids.ts'

/** What a secret is for, as its owner and a searcher for leaked secrets read it: API key, access token. */
export type SecretPrefix = 'ng' | 'nt'

/** `ng_<id>_<secret>`, 32 and 64 hexadecimal digits, so that a double click selects it whole. */
const shapes: Record<SecretPrefix, RegExp> = {
  ng: /^ng_([0-9a-f]{32})_([0-9a-f]{64})$/,
  nt: /^nt_([0-9a-f]{32})_([0-9a-f]{64})$/,
}

/** 256 random bits. */
export const randomSecret = (): string => randomBytes(32).toString('hex')

/** A new secret with the id by which it is found, of which only the hash is kept. */
export function makeSecret(prefix: SecretPrefix, id = newID()): { id: string; text: string; secretHash: Buffer } {
  const secret = randomSecret()
  return { id, text: `${prefix}_${id.replaceAll('-', '')}_${secret}`, secretHash: hashSecret(secret) }
}

export function readSecret(prefix: SecretPrefix, text: string): { id: string; secretHash: Buffer } | undefined {
  const [, id, secret] = shapes[prefix].exec(text) ?? []
  return id && secret ? { id: toUuid(id), secretHash: hashSecret(secret) } : undefined
}

/** SHA-256 is enough for a secret of 256 random bits: nobody guesses it, slow hashes guard what people choose. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Compares in constant time; both sides are SHA-256, so their lengths tell nothing. */
export const sameHash = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

const toUuid = (digits: string): string => digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
