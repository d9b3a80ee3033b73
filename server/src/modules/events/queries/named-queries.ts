import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import type { Db, Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { pageSize } from '../query/page.ts'
import { deleteSubscriptionsOfQuery } from '../subscriptions/subscription.store.ts'
import {
  countNamedQueries,
  deleteNamedQuery,
  insertNamedQuery,
  lockNamedQuery,
  type NamedQueryRow,
  selectNamedQueries,
  selectNamedQuery,
} from './named-query.store.ts'
import { type NamedQuery, readNamedQuery, unknownName } from './named-query.ts'

const mostOfParty = 1000

/** In whose name an actor's queries stand; the operator's key has a party too. */
export const namespaceOf = (actor: Actor): string => {
  if (actor.partyID === null) throw new Error('an anonymous actor reached the queries')
  return actor.partyID
}

/** Keeps a query under its name. Throws where the name is taken or the query is none. */
export const createNamedQuery = async (db: Db, actor: Actor, body: unknown): Promise<NamedQuery> => {
  const named = readNamedQuery(body)
  const partyID = namespaceOf(actor)
  await db.transaction(async (tx) => {
    const row = { partyID, name: named.name, query: JSON.stringify(named.query) }
    if (!(await insertNamedQuery(tx, row))) throw problem('events.query-name-taken', { name: named.name })
    if ((await countNamedQueries(tx, partyID)) > mostOfParty)
      throw problem('events.queries-too-many', { limit: mostOfParty })
    await recordDeed(tx, actor, { action: 'events.create-query', subject: partyID, details: { name: named.name } })
  })
  return named
}

/** A query of the actor's own, as it is kept; another's is as unknown as none. */
export const requireNamedQuery = async (reader: Reader, actor: Actor, name: string): Promise<NamedQueryRow> => {
  const row = await selectNamedQuery(reader, namespaceOf(actor), name.normalize('NFC'))
  if (row === undefined) throw unknownName(name)
  return row
}

/** A query of the actor's own, as it was sent. */
export const findNamedQuery = async (reader: Reader, actor: Actor, name: string): Promise<NamedQuery> =>
  toNamedQuery(await requireNamedQuery(reader, actor, name))

/** A page of the actor's queries by name, and the token of the next. */
export const listNamedQueries = async (
  reader: Reader,
  actor: Actor,
  { perPage, nextPageToken }: { perPage?: string; nextPageToken?: string },
): Promise<{ queries: NamedQuery[]; next?: string }> => {
  const limit = pageSize(perPage)
  const after = nextPageToken === undefined ? '' : Buffer.from(nextPageToken, 'base64url').toString('utf8')
  if (after.includes('\0')) throw problem('events.page-token-invalid')
  const rows = await selectNamedQueries(reader, namespaceOf(actor), after, limit + 1)
  const page = rows.slice(0, limit).map(toNamedQuery)
  const last = page.at(-1)
  return rows.length > limit && last !== undefined
    ? { queries: page, next: Buffer.from(last.name).toString('base64url') }
    : { queries: page }
}

/** Takes a query away, and with it everyone who is told of its results. */
export const removeNamedQuery = async (db: Db, actor: Actor, name: string): Promise<void> => {
  const partyID = namespaceOf(actor)
  const known = name.normalize('NFC')
  await db.transaction(async (tx) => {
    if (!(await lockNamedQuery(tx, partyID, known))) throw unknownName(name)
    const subscriptions = await deleteSubscriptionsOfQuery(tx, partyID, known)
    await deleteNamedQuery(tx, partyID, known)
    await recordDeed(tx, actor, {
      action: 'events.remove-query',
      subject: partyID,
      details: { name: known, subscriptions },
    })
  })
}

const toNamedQuery = ({ name, query }: NamedQueryRow): NamedQuery => ({ name, query: JSON.parse(query) })
