import { lowestID } from '../../../platform/ids.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { eraseEvent } from '../../events/index.ts'
import { operatorActor } from '../../identity/index.ts'
import { planRetention } from './plan-retention.ts'
import { refuseHeld } from './refuse-held.ts'
import { selectPlace, selectRules, updatePlace } from './rule.store.ts'

const page = 200
const mostPages = 10

const beginning = { eventTime: '-infinity', uid: lowestID }

/**
 * Erases what is past its time and not held: event by event, each in a transaction of its own that looks for holds again; two
 * thousand events are judged a run, and the next goes on from there. Killed, it has left no event half erased.
 */
export const runRetention = async (db: Db, stopping?: AbortSignal): Promise<number> => {
  const rules = await selectRules(db)
  let erased = 0
  for (let round = 0; round < mostPages && !stopping?.aborted; round += 1) {
    const planned = await planRetention(db, rules, { after: await selectPlace(db), limit: page })
    for (const { event, verdict, keeping } of planned) {
      if (verdict !== 'erase' || stopping?.aborted) continue
      const basis = `retention: ${keeping?.rule}, until ${keeping?.until}`
      if (await eraseOne(db, { eventID: event.eventID, capturedBy: event.capturedBy, basis })) erased += 1
    }
    const last = planned.at(-1)
    await updatePlace(db, planned.length < page || last === undefined ? beginning : last.event.place)
    if (planned.length < page) break
  }
  return erased
}

/** A hold that was set since, or another run that was first, is no fault. */
const eraseOne = async (db: Db, decision: { eventID: string; capturedBy: string; basis: string }): Promise<boolean> => {
  try {
    await eraseEvent(db, operatorActor, decision, refuseHeld)
    return true
  } catch (error) {
    const { problemCode } = error as { problemCode?: string }
    if (problemCode === 'privacy.held' || problemCode === 'events.event-unknown') return false
    throw error
  }
}
