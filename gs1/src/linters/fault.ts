import type { IssueCode } from '../issue-codes.ts'

/** What a linter finds: a code, and the index inside the component it was given. */
export type Fault = { code: IssueCode; at: number }

/** Content test of one component of an AI's value; its characters and length are already known to be right. */
export type Linter = (part: string) => Fault | undefined

export const fault = (code: IssueCode, at = 0): Fault => ({ code, at })
