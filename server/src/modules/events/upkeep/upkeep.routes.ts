import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Db } from '../../../platform/postgres/database.ts'
import { eraseEvent, type MayErase } from './erase.ts'

const Decision = Type.Object(
  {
    basis: Type.String({ minLength: 10, maxLength: 2000, description: 'The recorded decision: number, date, clause' }),
    capturedBy: Type.Optional(
      Type.String({ format: 'uuid', description: 'Party whose event is meant, where several have the ID' }),
    ),
  },
  { additionalProperties: false },
)

/** POST /api/events/{eventID}/erasure */
export const upkeepRoutes = (http: FastifyInstance, deps: { db: Db; mayErase: MayErase }): void => {
  http.post<{ Params: { eventID: string }; Body: Static<typeof Decision> }>(
    '/api/events/:eventID/erasure',
    {
      schema: {
        summary: "Replace an event's body by a tombstone, on a recorded decision",
        description:
          'Type, time and keys stay. The answer holds the salts of the commitments: they are kept nowhere else.',
        tags: ['Events'],
        params: Type.Object({ eventID: Type.String() }),
        body: Decision,
      },
      config: { permission: 'events.erase' },
    },
    (request) =>
      eraseEvent(deps.db, request.actor, { eventID: request.params.eventID, ...request.body }, deps.mayErase),
  )
}
