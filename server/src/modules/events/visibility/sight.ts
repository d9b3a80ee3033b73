import type { Actor, Reach } from '../../../platform/actor.ts'
import { dayOf } from '../../../platform/days.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { openCaseOf } from '../../identity/index.ts'
import { membersOf, partiesMergedInto, unitsWithin } from '../../registry/index.ts'
import { selectOutlook } from './outlook.store.ts'
import { groupViewer, unitViewer } from './viewers.ts'

/**
 * What somebody sees of the events: null everything; else what its parties declared or captured (itself, those merged into
 * it, the members of an association), and what is open to one of the viewers: first `asParty`, itself and the shares given to
 * it, then what an authority sees by its office. Where anything is to be read for them: `declared`, `captured` and `open`.
 */
export type Sight = {
  parties: readonly string[]
  asParty: readonly string[]
  viewers: readonly string[]
  /** Of the parties, those in whose name anything was declared. */
  declared: readonly string[]
  /** Of the parties, those that captured anything in another's name. */
  captured: readonly string[]
  /** Of the viewers, those to whom anything is open. */
  open: readonly string[]
} | null

/** The one rule of who sees which events: every query, subscription, trace and balance asks it. */
export const sightOf = async (reader: Reader, actor: Actor): Promise<Sight> => (await sightNow(reader, actor)).sight

/**
 * The same with the last position of that moment. Made anew for each request: a role or a share that has ended opens nothing from then on. A
 * case that the call names must be open.
 */
export const sightNow = async (reader: Reader, actor: Actor): Promise<{ sight: Sight; current: number }> => {
  await openCaseOf(reader, partiesMergedInto, actor)
  const reaches = actor.reach('events.query')
  if (reaches.some(({ kind }) => kind === 'province' || kind === 'system'))
    return { sight: null, current: await currentPosition(reader) }
  if (actor.partyID === null) throw new Error('an anonymous actor reached the events')
  const party = actor.partyID
  const [members, ...offices] = await Promise.all([
    reaches.some(({ kind }) => kind === 'members') ? membersOf(reader, party) : [],
    ...reaches.map((reach) => viewersOfReach(reader, reach)),
  ])
  const office = [...new Set(offices.flat())]
  const { current, merged, shares, declared, captured, open } = await selectOutlook(reader, party, office)
  // Of members it is not asked who has told anything.
  const sight = sightBy({
    parties: withAll(merged, members),
    asParty: [...merged, ...shares],
    office,
    declared: withAll(declared, members),
    captured: withAll(captured, members),
    open,
  })
  return { sight, current }
}

type Lists = Pick<NonNullable<Sight>, 'parties' | 'asParty'> &
  Partial<Pick<NonNullable<Sight>, 'declared' | 'captured' | 'open'> & { office: readonly string[] }>

/** A sight of what parties told, and of what is open to viewers. Where it is not known who of them has anything, all may. */
export const sightBy = ({
  parties,
  asParty,
  office = [],
  declared = parties,
  captured = parties,
  open = asParty,
}: Lists): NonNullable<Sight> => ({
  ...{ parties, asParty, declared, captured, open },
  viewers: [...asParty, ...office],
})

const withAll = (some: readonly string[], more: readonly string[]): string[] => [...new Set([...some, ...more])]

/** What an actor sees as a party, be it an authority or not. */
export const partySight = (actor: Actor, sight: Sight): NonNullable<Sight> => {
  if (sight !== null) {
    const { parties, asParty, declared, captured, open } = sight
    return sightBy({ parties, asParty, declared, captured, open: open.filter((id) => asParty.includes(id)) })
  }
  const own = [actor.partyID ?? '']
  return sightBy({ parties: own, asParty: own })
}

/** A sight that is a party's as such; an authority sees much by its office, wherever it asks. */
export const sightOfPartyAlone = (sight: Sight): NonNullable<Sight> | undefined =>
  sight !== null && sight.viewers.length === sight.asParty.length ? sight : undefined

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

/** The party's own sight of an authority, whose looks at what lies beyond it are noted; undefined for whoever is none. */
export const officeOf = (actor: Actor, sight: Sight): NonNullable<Sight> | undefined =>
  actor.partyID !== null && isOfAuthority(actor) ? partySight(actor, sight) : undefined

/** Whose jobs, refusals and deliveries an actor sees: its party's own, or everybody's (null). */
export const visibleParty = (actor: Actor): string | null => {
  if (actor.kind === 'operator') return null
  if (actor.partyID === null) throw new Error('an anonymous actor reached the events')
  return actor.partyID
}
