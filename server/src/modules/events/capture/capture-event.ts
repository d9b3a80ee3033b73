import { type Problem, problem } from '../../../platform/problem.ts'
import type { EventRecord } from '../event-record.ts'
import { captureReceived } from './capture.ts'
import type { CaptureDeps, CaptureRequest } from './capture-request.ts'
import { isXml } from './cutter-of.ts'
import type { JobError } from './job-error.ts'
import { openSpool } from './large/spool.ts'
import { type CaptureLimits, receiveDocument } from './receive-document.ts'

/**
 * POST /events: one bare event, at once. The same event again is the same event; other content under its ID, or a key
 * that belongs to another, is a refusal of its own, which its job has kept. In XML, which knows no bare event, a document
 * of one event stands for it.
 */
export const captureEvent = async (
  deps: CaptureDeps,
  request: Omit<CaptureRequest, 'errorBehaviour'>,
): Promise<{ record: EventRecord } | { refusal: Problem }> => {
  const document = await receiveDocument(request, limitsOfOne(deps.limits), () => openSpool(deps.db))
  if (!(document.kind === 'event' || (isXml(request.mediaType) && document.count === 1))) {
    throw problem(
      'events.document-invalid',
      {},
      { errors: [{ code: 'bare-event-expected', field: '/type', params: {} }] },
    )
  }
  const outcome = await captureReceived(deps, { ...request, errorBehaviour: 'rollback' }, document)
  const [error] = outcome.errors
  if (error !== undefined) return { refusal: toProblem(error) }
  const [record] = outcome.accepted
  if (record === undefined) throw new Error('a capture without errors stored no event')
  return { record }
}

/** However long an event may be, it is taken at once. */
const limitsOfOne = (limits: CaptureLimits): CaptureLimits => {
  const bytes = Math.min(limits.captureBytes, limits.captureEventBytes)
  return { ...limits, captureBytes: bytes, captureSyncBytes: bytes, captureSyncEvents: limits.captureEvents }
}

const toProblem = ({ code, field, params = {} }: JobError): Problem =>
  problem(`events.${code}`, params, { errors: [{ code, event: 0, field, params }] })
