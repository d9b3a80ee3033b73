import type { Reader } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'

/**
 * What events that its owner declares tell of a product or one of its lots: their first and last day, whether one of them has
 * a place, is of a lot or serial, brings one into being, and which facts these carry.
 */
export type ProductEvents = {
  first: string
  last: string
  placed: boolean
  coded: boolean
  creation: boolean
  facts: readonly string[]
}

/** Asks the events module, which the register may not use: app.ts gives the answer's maker. Keys without events are left out. */
export type KeyEvents = (
  reader: Reader,
  owned: readonly { key: string; owner: string }[],
  moment: Moment,
) => Promise<Map<string, ProductEvents>>
