import type { FastifyReply, FastifyRequest } from 'fastify'
import { createCookie } from '../../../platform/browser/cookies.ts'
import { sessionCookie } from '../../../platform/browser/forms.ts'
import { newToken } from './secret-token.ts'
import { seenFrom } from './seen-from.ts'
import type { OpenedSession } from './sessions/open-session.ts'
import type { Visitor } from './sign-in/sign-in.ts'

/** The cookies of sign-in as requests bring them and replies set them. */
export type Door = {
  visitor(request: FastifyRequest): Visitor
  /** The session's token, half open or open. */
  token(request: FastifyRequest): string | undefined
  /** Hands the session over; with it the browser becomes one that the account knows. */
  letIn(reply: FastifyReply, visitor: Visitor, session: OpenedSession): void
  /** Takes the session back, and what a page may have laid down in the browser; the cookie of a known browser stays. */
  letOut(reply: FastifyReply): void
}

const aYear = 31_536_000

export const createDoor = (publicUrl: string): Door => {
  const session = sessionCookie(publicUrl)
  const device = createCookie(publicUrl, 'nguon-device')
  return {
    visitor: (request) => ({
      from: seenFrom(request),
      device: device.read(request.headers) ?? newToken(),
      token: session.read(request.headers),
    }),
    token: ({ headers }) => session.read(headers),
    letIn: (reply, visitor, { token, seconds }) => {
      reply.header('set-cookie', session.set(token, seconds)).header('set-cookie', device.set(visitor.device, aYear))
    },
    letOut: (reply) => {
      reply.header('set-cookie', session.clear()).header('clear-site-data', '"storage"')
    },
  }
}
