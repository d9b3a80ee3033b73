import { captureDocument, inShort, type JobError } from './capture-document.ts'
import type { Answer, Caller } from './own-server.ts'

/** Why a document was not refused as it should be; undefined where it was. */
export const refuseFault = async (call: Caller, path: string, body: Buffer): Promise<string | undefined> => {
  const captured = await captureDocument(call, path, body)
  if (captured.kind === 'job') {
    const { success, errors } = captured.job
    return success ? 'accepted' : placeFault(errors, 'the failed job')
  }
  const { answer } = captured
  if (answer.status === 0 || answer.status >= 500) return inShort(answer)
  if (answer.status < 400) return `accepted with ${answer.status}`
  return problemFault(answer) ?? (await aliveFault(call))
}

const problemFault = (answer: Answer): string | undefined => {
  const type = answer.headers.get('content-type') ?? ''
  if (!type.startsWith('application/problem+json')) return `${answer.status} as ${type}`
  const { errors = [] } = JSON.parse(answer.text) as { errors?: JobError[] }
  // Too much, or of a kind that is not read at all: there is no event to name.
  if (answer.status === 413 || answer.status === 415) return undefined
  return placeFault(errors, `the ${answer.status}`)
}

/** Every error names a field; where that is within the events, or nothing outside them is named, the event too. */
const placeFault = (errors: JobError[], what: string): string | undefined => {
  if (errors.length === 0) return `${what} names no error`
  const unplaced = errors.find(({ event, field }) => field === undefined || (event === undefined && !isOutside(field)))
  return unplaced === undefined
    ? undefined
    : `${what} names no event or field: ${unplaced.code} ${unplaced.detail ?? ''}`
}

const isOutside = (field: string): boolean => !/\/eventList\/\d/.test(field)

const aliveFault = async (call: Caller): Promise<string | undefined> => {
  const answer = await call('GET', '/events?perPage=1')
  if (answer.status !== 200) return `refused, but then GET /events: ${inShort(answer)}`
  return JSON.parse(answer.text).epcisBody.queryResults.resultsBody.eventList.length === 0
    ? undefined
    : 'refused, but something of it was stored'
}
