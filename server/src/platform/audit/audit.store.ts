import type { Reader } from '../postgres/database.ts'
import type { SealedDeed } from './seal.ts'

export type DeedRow = Omit<SealedDeed, 'details'> & { details: object | null; sealed: boolean }

/** Which deeds: null is no condition. `before`: those before this deed; the newest come first. */
export type DeedQuery = {
  party: string | null
  subject: string | null
  action: string | null
  from: string | null
  to: string | null
  before: string | null
  limit: number
}

const columns = `a.number::text as number, a.deed_id as "deedID",
  to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, a.actor_kind as "actorKind",
  a.party_id as "partyID", a.account_id as "accountID", a.delegate_id as "delegateID", a.credential_id as "credentialID",
  a.origin::text as origin, a.action, a.subject, a.details,
  not exists (select from platform.audit_queue q where q.number = a.number) as sealed`

const conditions: readonly [keyof DeedQuery, string][] = [
  ['party', 'a.party_id = ?::uuid'],
  ['subject', 'a.subject = ?'],
  ['action', 'a.action = ?'],
  ['from', 'a.at >= ?::timestamptz'],
  ['to', 'a.at < ?::timestamptz'],
  ['before', 'a.number < (select b.number from platform.audit b where b.deed_id = ?::uuid)'],
]

/** A page of deeds. The text is made of the conditions that are asked for, so that each has its index. */
export const selectDeeds = (reader: Reader, query: DeedQuery): Promise<DeedRow[]> => {
  const asked = conditions.filter(([name]) => query[name] !== null)
  const where = asked.map(([, text], index) => text.replace('?', `$${index + 2}`))
  return reader.query<DeedRow>(
    `select ${columns} from platform.audit a ${where.length === 0 ? '' : `where ${where.join(' and ')}`}
      order by a.number desc limit $1`,
    [query.limit, ...asked.map(([name]) => query[name])],
  )
}
