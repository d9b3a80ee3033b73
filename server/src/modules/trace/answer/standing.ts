import type { PlaceParties, Sighted } from './sighted.ts'
import type { Declarer } from './trace-answer.ts'
import type { EventHeader } from './trace-events.ts'

export type Standing = Declarer['standing']

const making = new Set(['commissioning', 'creating_class_instance'])

/**
 * In which standing a party speaks in its event, of its own word alone. `place`: what the register tells of the event's
 * place. Who makes goods has them in its hands, on whosever land or under whosever number.
 */
export const standingOf = (
  { declaredBy, bizStep, sourceParties, destinationParties }: EventHeader,
  place: PlaceParties | undefined,
): Standing => {
  const sides = [...sourceParties, ...destinationParties]
  const maker = sides.length === 0 && making.has(bizStep ?? '') ? declaredBy : undefined
  const custodians = [place?.owner, place?.party, ...sides, maker]
  if (custodians.includes(declaredBy)) return 'custodian'
  return custodians.some((party) => party !== undefined) ? 'third-party' : 'unknown'
}

/**
 * The events in which two sides say the same: one that a node was sent, the next that it was received, by another party,
 * and neither names anybody else. `sighted`: in the order of time.
 */
export const countersignedIn = (sighted: readonly Sighted[]): Set<string> => {
  const countersigned = new Set<string>()
  let sent: Sighted | undefined
  for (const each of sighted) {
    if (each.what === 'departed') sent = each
    if (each.what !== 'arrived') continue
    if (sent !== undefined && isHandOver(sent.header, each.header)) {
      countersigned.add(sent.eventUid).add(each.eventUid)
    }
    sent = undefined
  }
  return countersigned
}

const isHandOver = (sent: EventHeader, received: EventHeader): boolean =>
  isOurs(sent) &&
  isOurs(received) &&
  sent.declaredBy !== received.declaredBy &&
  names(sent.destinationParties, received.declaredBy) &&
  names(received.sourceParties, sent.declaredBy)

/** What another repository tells countersigns nothing: we do not know who said it. */
const isOurs = ({ elsewhere }: EventHeader): boolean => elsewhere === undefined

const names = (parties: readonly string[], party: string): boolean => parties.length === 0 || parties.includes(party)

const rank: Record<Standing, number> = { countersigned: 0, custodian: 1, 'third-party': 2, unknown: 3 }

/** The better of two standings in which one party speaks. */
export const better = (a: Standing, b: Standing): Standing => (rank[a] <= rank[b] ? a : b)
