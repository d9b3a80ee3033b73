import type { Refusal } from '../../event-record.ts'
import type { Words } from '../../resources/note-words.ts'
import type { Attribution } from '../attribution.ts'
import { type JobError, toJobError } from '../job-error.ts'
import type { Judged } from '../judge.ts'
import { wordsOfCapture } from '../words-of-capture.ts'

/** What a job has come to so far. Errors and findings are listed up to a number, and counted beyond. */
export type Ledger = {
  read: number
  stored: number
  known: number
  declares: boolean
  words: Words
  errors: JobError[]
  errorsTotal: number
  findings: Map<string, { code: string; key?: string; events?: number }>
}

const mostListed = 1000

export const openLedger = (findings: readonly { code: string }[]): Ledger => ({
  read: 0,
  stored: 0,
  known: 0,
  declares: false,
  words: new Map(),
  errors: [],
  errorsTotal: 0,
  findings: new Map(findings.map((finding) => [finding.code, finding])),
})

/** Notes what is wrong. */
export const noteRefusals = (ledger: Ledger, refusals: readonly Refusal[]): void => {
  ledger.errorsTotal += refusals.length
  for (const refusal of refusals.slice(0, mostListed - ledger.errors.length)) ledger.errors.push(toJobError(refusal))
}

/** Notes a batch that was judged, and stored unless the document is rolled back. */
export const noteBatch = (
  ledger: Ledger,
  judged: Judged,
  refusals: readonly Refusal[],
  { read, attribution }: { read: number; attribution: Attribution },
): void => {
  ledger.read += read
  ledger.stored += judged.fresh.length
  ledger.known += judged.repeated.length
  wordsOfCapture(judged.fresh, attribution, ledger.words)
  ledger.declares ||= judged.fresh.some(({ declaration }) => declaration)
  noteRefusals(ledger, [...refusals, ...judged.refusals])
  for (const { code, key, events } of judged.findings) {
    const name = `${code} ${key}`
    const known = ledger.findings.get(name)
    if (known !== undefined) known.events = (known.events ?? 0) + events
    else if (ledger.findings.size < mostListed) ledger.findings.set(name, { code, key, events })
  }
}
