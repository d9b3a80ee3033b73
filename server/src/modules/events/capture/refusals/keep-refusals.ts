import { type Actor, operatorPartyID } from '../../../../platform/actor.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { isProblem, type Problem } from '../../../../platform/problem.ts'
import { eventsProblems } from '../../problems.ts'
import type { JobRow } from '../job.store.ts'
import { exceptionOf } from '../job-error.ts'
import { insertRefusals, type RefusalRow } from './refusal.store.ts'

export { insertRefusals }

/** Of one document so many are kept: enough to grade its sender. */
const mostOfADocument = 100

/** A field's place is the sender's own text: an index and a reader want an end of it. */
const longestText = 500

type Place = Pick<RefusalRow, 'rule' | 'exception'> &
  Partial<Pick<RefusalRow, 'field' | 'event' | 'eventID' | 'captureID'>>

const toRow = ({ partyID, credentialID }: Pick<Actor, 'partyID' | 'credentialID'>, place: Place): RefusalRow => ({
  refusalID: newID(),
  partyID: partyID ?? operatorPartyID,
  credentialID,
  rule: place.rule,
  exception: place.exception,
  field: place.field?.slice(0, longestText) ?? null,
  event: place.event ?? null,
  eventID: place.eventID?.slice(0, longestText) ?? null,
  captureID: place.captureID ?? null,
})

/** What a job refused of its document. */
export const refusalsOfJob = (
  actor: Pick<Actor, 'partyID' | 'credentialID'>,
  { captureID, errors }: Pick<JobRow, 'captureID' | 'errors'>,
): RefusalRow[] =>
  errors
    .slice(0, mostOfADocument)
    .map(({ code, exception, field, event, params }) =>
      toRow(actor, { rule: code, exception, field, captureID, ...given({ event, eventID: params?.eventID }) }),
    )

const given = ({ event, eventID }: { event?: number | undefined; eventID?: string | number | undefined }) => ({
  ...(event === undefined ? {} : { event }),
  ...(eventID === undefined ? {} : { eventID: String(eventID) }),
})

/** Runs a capture; where it is refused as a whole, that is kept before it is said. */
export const keepingRefusals = async <T>(db: Db, actor: Actor, run: () => Promise<T>): Promise<T> => {
  try {
    return await run()
  } catch (error) {
    // Should it not be kept, the sender hears of the refusal all the same.
    if (isProblem(error)) await insertRefusals(db, refusalsOf(actor, error)).catch(() => {})
    throw error
  }
}

const owned = new Map<string, { exception: string }>(Object.entries(eventsProblems))

const refusalsOf = (actor: Actor, refusal: Problem): RefusalRow[] => {
  const known = owned.get(refusal.problemCode)
  if (known === undefined) return []
  const { exception } = known
  const whole = [{ code: refusal.problemCode.slice('events.'.length), field: undefined, event: undefined }]
  return (refusal.errors ?? whole).slice(0, mostOfADocument).map(({ code, field, event }) =>
    toRow(actor, {
      rule: code,
      exception: exceptionOf(code) === 'ValidationException' ? exception : exceptionOf(code),
      ...(field === undefined ? {} : { field }),
      ...given({ event }),
    }),
  )
}
