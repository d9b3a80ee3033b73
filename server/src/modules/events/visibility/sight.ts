import type { Actor, Reach } from '../../../platform/actor.ts'
import { dayOf } from '../../../platform/days.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { openCaseOf } from '../../identity/index.ts'
import { unitsWithin } from '../../registry/index.ts'
import { selectSharesWith } from './share-of.store.ts'
import { groupViewer, unitViewer } from './viewers.ts'

/**
 * What somebody sees of the events: null everything; else what its party declared or captured, and what is open to one of
 * the viewers. Made anew for each request: a role or a share that has ended opens nothing from then on.
 */
export type Sight = { party: string; viewers: readonly string[] } | null

/** The one rule of who sees which events: every query, subscription, trace and balance asks it. A case named must be open. */
export const sightOf = async (reader: Reader, actor: Actor): Promise<Sight> => {
  await openCaseOf(reader, actor)
  const reaches = actor.reach('events.query')
  if (reaches.some(({ kind }) => kind === 'province' || kind === 'system')) return null
  if (actor.partyID === null) throw new Error('an anonymous actor reached the events')
  const party = actor.partyID
  const shares = await selectSharesWith(reader, party)
  const offices = await Promise.all(reaches.map((reach) => viewersOfReach(reader, reach)))
  return { party, viewers: [...new Set([party, ...shares, ...offices.flat()])] }
}

/** A sector is its product groups; a territory its units with what lies in them, and what preceded or followed them. */
const viewersOfReach = async (reader: Reader, reach: Reach): Promise<string[]> => {
  if (reach.kind === 'sector') return reach.groups.map(groupViewer)
  if (reach.kind !== 'territory') return []
  const today = dayOf(new Date())
  const units = await Promise.all(reach.units.map((unit) => unitsWithin(reader, unit, today)))
  return units.flat().map(unitViewer)
}

/** Whether a sight goes beyond what its party would see as a party: such looks are told to the owners. */
export const isOfAuthority = (actor: Actor): boolean =>
  actor.reach('events.query').some(({ kind }) => kind !== 'own' && kind !== 'members')

/** Whose jobs, refusals and deliveries an actor sees: its party's own, or everybody's (null). */
export const visibleParty = (actor: Actor): string | null => {
  if (actor.kind === 'operator') return null
  if (actor.partyID === null) throw new Error('an anonymous actor reached the events')
  return actor.partyID
}
