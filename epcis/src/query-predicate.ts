import type { KeyRole } from './facts.ts'

/** What an event must fulfil; all predicates of a query must hold. Times: UTC; terms: bare CBV words or full URIs. */
export type Predicate =
  | { field: 'eventType' | 'action' | 'bizStep' | 'disposition' | 'eventID'; in: string[] }
  | { field: 'eventTime' | 'recordTime'; op: 'ge' | 'lt'; time: string }
  | KeyPredicate
  | { field: 'errorDeclaration'; exists: true }

/**
 * One of the roles holds one of the keys, or a key that begins with one of the prefixes. `type`: and is of this
 * transaction, source or destination type.
 */
export type KeyPredicate = {
  field: 'key'
  roles: readonly KeyRole[]
  keys: string[]
  prefixes: string[]
  type?: string
}

export type OrderBy = 'eventTime' | 'recordTime'

/** How the answer is cut: eventCountLimit the first so many, maxEventCount a refusal above so many, perPage a page. */
export type Paging = {
  orderBy: OrderBy
  orderDirection: 'ASC' | 'DESC'
  eventCountLimit?: number
  maxEventCount?: number
  perPage?: number
  nextPageToken?: string
}

/** A fault of a query, by the parameter's name. */
export type QueryIssue = { code: string; parameter: string; params?: Record<string, string> }
