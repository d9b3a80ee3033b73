import { announce } from '../../../platform/jobs.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { audienceOf, type Descriptions } from '../audience.ts'
import type { EventRecord } from '../event-record.ts'
import type { Words } from '../resources/note-words.ts'
import { announceGrowth, sharesGrownBy } from '../shares/announce-growth.ts'
import { isHandOver, settleSteps } from '../visibility/settle-steps.ts'

/**
 * Settles what stands beside the hand-overs of a capture's things. A capture that goes on at the same time and does not see
 * these hand-overs yet is looked at once more when it has ended.
 */
export const settleCaptured = async (
  tx: Tx,
  records: readonly EventRecord[],
  known: Descriptions,
  { number, capturedBy, declaredBy }: { number: number; capturedBy: string; declaredBy: string },
): Promise<Words> => {
  const events = records.map(({ uid, facts, declaration }) => ({
    ...{ uid, facts, declaration, capturedBy, declaredBy, captureNumber: number },
    audience: audienceOf(facts, known),
  }))
  const words = await settleSteps(tx, events, { again: false })
  if (events.some(isHandOver)) await announce(tx, 'events.handed-over', { number })
  await announceGrowth(tx, await sharesGrownBy(tx, events))
  return words
}
