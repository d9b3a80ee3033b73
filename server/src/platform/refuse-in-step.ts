import { setImmediate, setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Milliseconds from one step to the next: longer than it takes to find nothing nearly always. */
const step = 25

/** Timers may be late by so much, ms. */
const late = 2

/**
 * Refusals of what was asked for leave at full steps since the request came. Hidden things are refused like absent ones, by one
 * road; but what was read and passed over on it takes some hundredths of a millisecond, which a thousand calls would show.
 * What the platform itself refuses (no permission, a broken body, too many requests) tells nothing of anybody's things.
 */
export const refuseInStep = (http: FastifyInstance): void => {
  http.addHook('onSend', async ({ refused }, reply) => {
    if (refused === null || refused.startsWith('platform.')) return
    const left = step - (reply.elapsedTime % step)
    const end = performance.now() + left
    if (left > late) await setTimeout(left - late)
    while (performance.now() < end) await setImmediate()
  })
}
