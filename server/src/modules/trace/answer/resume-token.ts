import { createHmac, timingSafeEqual } from 'node:crypto'
import { parameterRefused, type TraceRequest } from './trace-request.ts'

/** Where a walk goes on, in characters of base64url, and at which position. */
export type Resume = { asOf: number; state: string }

/** Whose request a token belongs to: of another key, in another direction, within other times, by another party it is none. */
export type ResumeScope = Pick<TraceRequest, 'key' | 'direction' | 'from' | 'to'> & { viewer: string }

export type ResumeTokens = {
  write(resume: Resume, scope: ResumeScope): string
  /** Throws a Problem for anything that `write` did not make for this scope. */
  read(token: string, scope: ResumeScope): Resume
}

/**
 * Tokens that hold no state of the server, signed so that nobody can walk on from where no answer of ours ended. `secret`
 * is what all processes of one system share.
 */
export const createResumeTokens = (secret: string): ResumeTokens => {
  const key = createHmac('sha256', secret).update('trace resume').digest()
  const sign = (payload: string, { key: of, direction, from, to, viewer }: ResumeScope): Buffer =>
    createHmac('sha256', key)
      .update(JSON.stringify([payload, of, direction, from, to, viewer]))
      .digest()
      .subarray(0, 16)
  return {
    write: ({ asOf, state }, scope) => {
      const payload = `${asOf}.${state}`
      return `${payload}.${sign(payload, scope).toString('base64url')}`
    },
    read: (token, scope) => {
      const [, asOf = '', state = '', mac = ''] = /^(\d{1,15})\.([\w-]+)\.([\w-]{22})$/.exec(token) ?? []
      const given = Buffer.from(mac, 'base64url')
      // A last character has spare bits: only the one spelling that was written counts.
      const isWritten = mac !== '' && given.toString('base64url') === mac
      if (!isWritten || !timingSafeEqual(given, sign(`${asOf}.${state}`, scope))) throw resumeInvalid()
      return { asOf: Number(asOf), state }
    },
  }
}

export const resumeInvalid = () => parameterRefused('resume', 'resume-invalid')
