import type { Problem, ProblemDetail } from '../../../platform/problem.ts'
import type { Cursor } from './subscription.ts'

/** One message to one receiver: the events after one place up to another, or a refusal in their stead. */
export type Delivery = {
  partyID: string
  deliveryID: string
  subscriptionID: string
  state: 'waiting' | 'sent' | 'dead'
  from: Cursor
  to: Cursor
  eventCount: number
  problem: { code: string; params: Problem['params']; errors?: ProblemDetail[] } | null
  createdAt: string
  attempts: number
  nextAttemptAt: string
  finishedAt: string | null
  lastStatus: number | null
  lastError: string | null
}

const firstPause = 1000
const longestPause = 15 * 60_000

/** How long to wait after so many attempts, ms: twice as long each time, and never two receivers' pauses in step. */
export const pauseAfter = (attempts: number, chance: number = Math.random()): number =>
  Math.min(firstPause * 2 ** (attempts - 1), longestPause) * (0.75 + chance / 2)
