import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { madeOnce } from './made-once.ts'

/** A secret as it is kept: `keyID` names the key that opens it; `bytes` are nonce, tag and ciphertext. */
export type Encrypted = { keyID: Buffer; bytes: Buffer }

/**
 * Keeps secrets that must be read again, so that a hash will not do: AES-256-GCM (NIST SP 800-38D) with a fresh nonce each time. `about`
 * says whose secret it is: in another's row it opens nothing.
 */
export type SecretBox = {
  /** Names the key that new secrets are kept by. */
  keyID: Buffer
  encrypt(secret: Uint8Array, about: string): Encrypted
  /** undefined: the key that it was kept by is not here, or the bytes were changed. */
  decrypt(encrypted: Encrypted, about: string): Buffer | undefined
}

const cipher = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** The first key keeps what is new; the others open what was kept before them. */
export const createSecretBox = (keys: readonly Buffer[]): SecretBox => {
  const [current] = keys
  if (current === undefined) throw new Error('a secret box needs a key')
  const byID = new Map(keys.map((key) => [idOf(key).toString('hex'), key]))
  const keyID = idOf(current)
  return {
    keyID,
    encrypt: (secret, about) => {
      const nonce = randomBytes(nonceBytes)
      const writer = createCipheriv(cipher, current, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(about))
      const text = Buffer.concat([writer.update(secret), writer.final()])
      return { keyID, bytes: Buffer.concat([nonce, writer.getAuthTag(), text]) }
    },
    decrypt: (encrypted, about) => {
      const key = byID.get(encrypted.keyID.toString('hex'))
      if (key === undefined) return undefined
      const [nonce, tag, text] = partsOf(encrypted.bytes)
      try {
        const reader = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(about))
        return Buffer.concat([reader.setAuthTag(tag).update(text), reader.final()])
      } catch {
        return undefined
      }
    },
  }
}

const partsOf = (bytes: Buffer): [nonce: Buffer, tag: Buffer, text: Buffer] => [
  bytes.subarray(0, nonceBytes),
  bytes.subarray(nonceBytes, nonceBytes + tagBytes),
  bytes.subarray(nonceBytes + tagBytes),
]

/** A key is named by eight bytes of its hash, which tell nothing of it. */
const idOf = (key: Buffer): Buffer => createHash('sha256').update('key id').update(key).digest().subarray(0, 8)

/** The keys of the file that the settings name, else of one that is made at the first start, readable to us alone. */
export const openSecretBox = ({ dataDir, secretsKeyFile }: Pick<Config, 'dataDir' | 'secretsKeyFile'>): SecretBox => {
  const file = secretsKeyFile ?? join(dataDir, 'secrets-key')
  const text = secretsKeyFile === undefined ? madeOnce(file, newKey) : readFileSync(file, 'utf8')
  const lines = text.split(/\s+/).filter((line) => line !== '')
  if (lines.length === 0 || !lines.every((line) => keyForm.test(line)))
    throw new Error(`${file} must hold a key a line, the newest first: 32 random bytes in base64`)
  return createSecretBox(lines.map((line) => Buffer.from(line, 'base64')))
}

const newKey = (): string => randomBytes(keyBytes).toString('base64')
/** 32 bytes in base64, of either alphabet. */
const keyForm = /^[\w+/-]{43}=?$/
