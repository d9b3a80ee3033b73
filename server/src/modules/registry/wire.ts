import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Say } from '../../platform/messages.ts'
import type { Db } from '../../platform/postgres/database.ts'
import type { RateLimit } from '../../platform/rate-limit.ts'
import { Day } from './parties/party.ts'
import type { KeyEvents } from './products/completeness/key-events.ts'
import type { Moment } from './versions/moment.ts'

export type RegistryDeps = {
  db: Db
  say: Say
  /** The last day on which a label printed before a change of boundaries may keep the old address. */
  oldAddressUntil: string
  /** What the events tell of products, which the register does not hold. */
  keyEvents: KeyEvents
  publicUrl: string
  /** How often an organisation may ask to be registered from one address. */
  applications: RateLimit
}
export type Routes = (http: FastifyInstance, deps: RegistryDeps) => void

/** Every read of the register takes the state it is to show: as known at a position, as valid on a day. */
export const momentQuery = {
  asOf: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: 'The register as known at this position' })),
  at: Type.Optional({ ...Day, description: 'The register as valid on this day; today where not named' }),
}
export type MomentQuery = { asOf?: string; at?: string }

export const readMoment = ({ asOf, at }: MomentQuery): Moment => ({
  asOf: asOf === undefined ? undefined : Number(asOf),
  at,
})

/** Lists come in pages in the order of their keys: `next` of one page is `after` of the following. */
export const pageQuery = {
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9]\\d?|1\\d\\d|200)$', description: '1 to 200, 50 where not named' }),
  ),
}
export type PageQuery = { after?: string; limit?: string }

export const pageOf = <T extends Type.TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Optional(Type.String()) })

/** A page of at most `limit` of the rows, of which one more than that was asked for. */
export function cutPage<T, V>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => string,
  toView: (row: T) => V,
): { items: V[]; next?: string } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(toView), ...(rows.length > limit && last !== undefined && { next: keyOf(last) }) }
}

export const partyID = Type.String({ format: 'uuid' })
