import { problem } from '../../../platform/problem.ts'
import type { EventRecord } from '../event-record.ts'
import { type CaptureDeps, type CaptureRequest, captureReceived } from './capture.ts'
import { readDocument } from './read-document.ts'

/**
 * POST /events: one bare event, at once. The same event again is the same event; other content under its ID, or a key
 * that belongs to another, is a refusal of its own.
 */
export const captureEvent = async (
  deps: CaptureDeps,
  request: Omit<CaptureRequest, 'errorBehaviour'>,
): Promise<{ record: EventRecord }> => {
  const document = await readDocument(request.body, deps.limits)
  if (document.kind !== 'event') {
    throw problem(
      'events.document-invalid',
      {},
      { errors: [{ code: 'bare-event-expected', field: '/type', params: {} }] },
    )
  }
  const outcome = await captureReceived(deps, { ...request, errorBehaviour: 'rollback' }, document)
  const error = outcome.errors[0] as { code: string; field: string; params?: Record<string, string> } | undefined
  if (error !== undefined) {
    throw problem(`events.${error.code}`, error.params ?? {}, {
      errors: [{ code: error.code, event: 0, field: error.field, params: error.params ?? {} }],
    })
  }
  const [record] = outcome.accepted
  if (record === undefined) throw new Error('a capture without errors stored no event')
  return { record }
}
