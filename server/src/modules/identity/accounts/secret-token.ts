import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits as text for a cookie or a link. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is kept of a token, a link or a code: nobody can go back from it. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()
