import type { Refusal } from '../event-record.ts'
import { eventsProblems } from '../problems.ts'

/** One thing wrong with a document, as its job keeps it: no sentence, but what fills one. */
export type JobError = {
  exception: string
  code: string
  event?: number
  field: string
  params?: Record<string, string | number>
}

const exceptions = new Map<string, string>(Object.entries(eventsProblems).map(([code, row]) => [code, row.exception]))

/** The exception of the standard under which a rule is answered; a rule of a document's content is one of validation. */
export const exceptionOf = (code: string): string => exceptions.get(`events.${code}`) ?? 'ValidationException'

export const toJobError = ({ event, issue }: Refusal): JobError => ({
  exception: exceptionOf(issue.code),
  code: issue.code,
  ...(event === undefined ? {} : { event }),
  field: issue.path,
  ...(issue.params === undefined ? {} : { params: issue.params }),
})
