import type { Reach } from '../../platform/actor.ts'
import type { RowIssue } from '../registry/index.ts'

export const importStates = ['mapping', 'checking', 'ready', 'applying', 'done', 'refused', 'failed'] as const

/**
 * How an import stands: its columns are being named; its rows are being checked; it can be applied; it is being applied; it
 * is in the register; nothing of it is, because of errors; nothing of it is, because of a fault of ours.
 */
export type ImportState = (typeof importStates)[number]

/** All good rows, or none where one is bad. */
export const errorBehaviours = ['rollback', 'proceed'] as const
export type ErrorBehaviour = (typeof errorBehaviours)[number]

/** A heading as the spreadsheet has it, above its column, with the first thing that stands under it. */
export type Heading = { text: string; sample: string }

/** Of each column of the spreadsheet, the path of the target's column that it is; null: passed over. */
export type Mapping = readonly (string | null)[]

/** How many rows were or would be what. */
export type Counts = { new: number; changed: number; same: number; bad: number }

export const noCounts: Counts = { new: 0, changed: 0, same: 0, bad: 0 }

/** The one who brought a spreadsheet, with the rights of that moment: a job does nothing by others, nor by one that has ended. */
export type KeptActor = {
  kind: 'party' | 'operator' | 'anonymous'
  partyID: string | null
  accountID: string | null
  delegateID: string | null
  credentialID: string | null
  reach: Record<string, readonly Reach[]>
}

export type Import = {
  id: string
  partyID: string
  target: string
  fileName: string | null
  sheet: string | null
  sheets: string[] | null
  actor: KeptActor
  headings: Heading[]
  mapping: Mapping
  state: ImportState
  errorBehaviour: ErrorBehaviour | null
  parts: number
  rowsTotal: number
  rowsDone: number
  computed: number
  counts: Counts
  /** Counts the mappings: a job for one that has been replaced does nothing. */
  round: number
  failure: { code: string; params: Record<string, string | number> } | null
  createdAt: string
  finishedAt: string | null
}

/** A row that is wrong, with everything that is. */
export type BadRow = { line: number; issues: readonly (RowIssue & { value?: string })[] }
