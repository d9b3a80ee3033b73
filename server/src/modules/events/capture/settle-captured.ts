import { announce } from '../../../platform/jobs.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import type { Words } from '../resources/note-words.ts'
import { announceGrowth, sharesGrownBy } from '../shares/announce-growth.ts'
import { isHandOver, settleSteps } from '../visibility/steps/settle-steps.ts'
import type { FreshEvent } from './judge.ts'

/**
 * Settles what stands beside the hand-overs of a capture's things. Captures that go on at the same time do not see yet what
 * this one hands over, nor it what they tell of other things of a hand-over: it is looked at once more when they have ended.
 */
export const settleCaptured = async (
  tx: Tx,
  fresh: readonly FreshEvent[],
  { number, capturedBy, declaredBy }: { number: number; capturedBy: string; declaredBy: string },
): Promise<Words> => {
  const stamp = { capturedBy, declaredBy, captureNumber: number }
  const events = fresh.map(({ uid, facts, declaration, audience }) => ({ uid, facts, declaration, audience, ...stamp }))
  const { words, doubtful } = await settleSteps(tx, events, { again: false })
  if (doubtful || events.some(isHandOver)) await announce(tx, 'events.handed-over', { number })
  await announceGrowth(tx, { number, shares: await sharesGrownBy(tx, events) })
  return words
}
