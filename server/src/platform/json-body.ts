import type { FastifyRequest } from 'fastify'
import { problem } from './problem.ts'

type Done = (error: Error | null, value?: unknown) => void

/** JSON as sent, or a refusal that says where it breaks off. NUL is refused at the door: PostgreSQL cannot hold it. */
export const parseJsonBody = (_request: FastifyRequest, text: string | Buffer, done: Done): void => {
  try {
    done(null, parse(text.toString()))
  } catch (error) {
    done(error as Error)
  }
}

const parse = (body: string): unknown => {
  if (body.trim() === '') throw problem('platform.body-empty')
  if (holdsNul(body)) throw problem('platform.nul-character')
  try {
    return JSON.parse(body, withoutPrototypes)
  } catch (error) {
    throw problem('platform.body-malformed', { offset: offsetOf(error as Error, body) })
  }
}

/** `\u0000`, but not an escaped backslash before it. */
const holdsNul = (body: string): boolean => body.includes('\\u0000') && /(?<!\\)(?:\\\\)*\\u0000/.test(body)

/** A member named __proto__ has no meaning of its own anywhere, and a bad one where objects are copied. */
const withoutPrototypes = (name: string, value: unknown): unknown => {
  if (name === '__proto__') throw new SyntaxError('__proto__')
  return value
}

const offsetOf = ({ message }: Error, body: string): number => {
  const stated = /position (\d+)/.exec(message)?.[1]
  if (stated !== undefined) return Number(stated)
  const proto = body.indexOf('__proto__')
  return message === '__proto__' && proto >= 0 ? proto : body.length
}
