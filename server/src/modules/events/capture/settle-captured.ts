import { announce } from '../../../platform/jobs.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { audienceOf, type Descriptions } from '../audience.ts'
import type { EventRecord } from '../event-record.ts'
import type { Words } from '../resources/note-words.ts'
import { announceGrowth, sharesGrownBy } from '../shares/announce-growth.ts'
import { isHandOver, settleSteps } from '../visibility/steps/settle-steps.ts'

/**
 * Settles what stands beside the hand-overs of a capture's things. Captures that go on at the same time do not see yet what
 * this one hands over, nor it what they tell of other things of a hand-over: it is looked at once more when they have ended.
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
  const { words, doubtful } = await settleSteps(tx, events, { again: false })
  if (doubtful || events.some(isHandOver)) await announce(tx, 'events.handed-over', { number })
  await announceGrowth(tx, await sharesGrownBy(tx, events))
  return words
}
