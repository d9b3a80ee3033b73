import { recordDeed } from '../../../../platform/audit.ts'
import { announce } from '../../../../platform/jobs.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { attribute } from '../attribution.ts'
import { openCapture } from '../capture.store.ts'
import type { CaptureRequest } from '../capture-request.ts'
import { insertRunningJob } from '../job.store.ts'
import type { ReceivedDocument } from '../receive-document.ts'
import { insertSpooled } from './spool.store.ts'
import type { Spool } from './spool.ts'

/** A spooled document becomes a running job, in one transaction with the announcement that starts it. */
export const acceptLarge = async (
  db: Db,
  { actor, mediaType, errorBehaviour }: Omit<CaptureRequest, 'body'>,
  document: ReceivedDocument,
  spool: Spool,
): Promise<{ captureID: string }> => {
  const { captureID } = spool
  const { kind, header, count } = document
  try {
    const { calledBy, declaredBy } = await attribute(db, actor, document.sender)
    await db.transaction(async (tx) => {
      const number = await openCapture(tx)
      await insertRunningJob(tx, { number, captureID, partyID: calledBy, errorBehaviour, total: count })
      await insertSpooled(tx, { captureID, number, actor, mediaType, kind, header, parts: spool.parts() })
      await recordDeed(tx, actor, {
        action: 'events.received',
        subject: captureID,
        details: { events: count, declaredBy },
      })
      await announce(tx, 'events.received', { captureID })
    })
  } catch (error) {
    await spool.discard()
    throw error
  }
  return { captureID }
}
