import type { PlaceParties, Sighted } from './sighted.ts'

/** A node at one place, or in one party's hands, without another in between. `where`: a place's hash or a party's id. */
export type Stay = {
  where: string
  from: string
  to: string | null
  basis: 'stated' | 'inferred'
  /** Their uids. */
  events: string[]
  /** It begins at the instant at which the last one ends: only the order of the two events could settle which came first. */
  tie: boolean
}

/** Where a node was seen, from the first to the last sighting of each visit. `sighted`: of one node, in the order of time. */
export const visitsOf = (sighted: readonly Sighted[]): Stay[] => {
  const visits: Stay[] = []
  for (const { place, eventTime, eventUid } of sighted) {
    if (place === null) continue
    const last = visits.at(-1)
    const visit = last?.where === place ? last : begin(visits, { where: place, basis: 'stated' }, eventTime)
    if (last !== visit && last?.to === eventTime) visit.tie = true
    extend(visit, eventTime, eventUid)
  }
  return visits
}

/** In whose hands a node was told to be; who had it last is not known to have given it away. */
export const holdingsOf = (
  sighted: readonly Sighted[],
  placeParties: (place: string) => PlaceParties | undefined,
): Stay[] => {
  const holdings: Stay[] = []
  let current: Stay[] = []
  for (const each of sighted) {
    const { eventTime, eventUid } = each
    for (const claims of claimsOf(each, each.place === null ? undefined : placeParties(each.place))) {
      const next = claims.map((claim) => {
        const going = current.find(({ where }) => where === claim.where) ?? begin(holdings, claim, eventTime)
        if (claim.basis === 'stated') going.basis = 'stated'
        extend(going, eventTime, eventUid)
        return going
      })
      for (const left of current) if (!next.includes(left)) left.to = eventTime
      current = next
    }
    const leaves = each.what === 'ended' || (each.what === 'departed' && each.header.destinationParties.length === 0)
    if (leaves) current = []
  }
  for (const last of current) last.to = null
  return holdings
}

type Claim = { where: string; basis: Stay['basis'] }

/**
 * Who has a thing by one event, one set of parties after the other. A source that sends and a destination that receives
 * have it in so many words; where nobody is named it is who speaks of making it, for a harvest is the household's on
 * whosever land it grew; of what is not made there, whoever the place belongs to, else who speaks of sending or receiving
 * it. A destination that has not received it is where it was sent to.
 */
const claimsOf = ({ what, header }: Sighted, place: PlaceParties | undefined): Claim[][] => {
  const { sourceParties: sources, destinationParties: destinations, declaredBy } = header
  const speaker = header.elsewhere === undefined ? declaredBy : undefined
  const ofPlace = place?.party ?? place?.owner
  const moves = what === 'arrived' || what === 'departed'
  const inferred = what === 'commissioned' ? (speaker ?? ofPlace) : (ofPlace ?? (moves ? speaker : undefined))
  const named = what === 'arrived' ? destinations : sources
  const holders = claims(named, 'stated').concat(named.length > 0 ? [] : claims([inferred], 'inferred'))
  const sentTo = what === 'departed' ? claims(destinations, 'inferred') : []
  return [holders, sentTo].filter((set) => set.length > 0)
}

const claims = (parties: readonly (string | undefined)[], basis: Stay['basis']): Claim[] =>
  parties.flatMap((where) => (where === undefined ? [] : [{ where, basis }]))

const begin = (stays: Stay[], { where, basis }: Claim, from: string): Stay => {
  const stay: Stay = { where, from, to: from, basis, events: [], tie: false }
  stays.push(stay)
  return stay
}

const extend = (stay: Stay, time: string, event: string): void => {
  stay.to = time
  if (stay.events.at(-1) !== event) stay.events.push(event)
}
