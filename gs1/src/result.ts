import type { IssueCode } from './issue-codes.ts'

/** A refusal: what is wrong, and the 0-based UTF-16 index in the input as it was given. */
export type Issue = { code: IssueCode; at: number; params?: Record<string, string> }

/** Refusals are values: nothing in this package throws on bad input. */
export type Result<T> = { ok: true; value: T } | { ok: false; issues: Issue[] }

/** One Application Identifier with its decoded value, such as ['10', 'ABC123']. */
export type Element = readonly [ai: string, value: string]

export const accept = <T>(value: T): Result<T> => ({ ok: true, value })

export const refuse = (
  code: IssueCode,
  at: number,
  params?: Record<string, string>,
): { ok: false; issues: Issue[] } => ({
  ok: false,
  issues: [params === undefined ? { code, at } : { code, at, params }],
})
