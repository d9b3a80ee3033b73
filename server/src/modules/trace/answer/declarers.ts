import type { Register } from './register.ts'
import type { PlaceParties } from './sighted.ts'
import { better, standingOf } from './standing.ts'
import type { Declarer } from './trace-answer.ts'
import type { EventHeader } from './trace-events.ts'

/** Which events say the same as the other side's, by the node of which they say it. */
export type Countersigned = ReadonlyMap<string, ReadonlySet<string>>

/** What tells who speaks in an event, and in which standing. */
export type DeclarerSources = {
  headers: ReadonlyMap<string, EventHeader>
  countersigned: Countersigned
  register: Register
  placeParties: (place: string) => PlaceParties | undefined
}

export type DeclarersOf = (events: readonly string[], nodes: readonly string[]) => Declarer[]

/** Who says what events say of nodes: each once, in the best standing in which it does. */
export const declarersFrom = (sources: DeclarerSources): DeclarersOf => {
  const one = declarerFrom(sources)
  return (events, nodes) => {
    if (events.length === 1) return [one(events[0] ?? '', nodes)].filter((declarer) => declarer !== undefined)
    const found = new Map<string, Declarer>()
    for (const uid of events) {
      const declarer = one(uid, nodes)
      const known = declarer && found.get(declarer.party)
      if (declarer && (known === undefined || better(declarer.standing, known.standing) !== known.standing))
        found.set(declarer.party, declarer)
    }
    return [...found.values()]
  }
}

/** Another repository vouches for nobody: it is named itself. */
const toForeign = (origin: string, name: string): Declarer => ({
  party: origin,
  name: { vi: name, en: name },
  standing: 'unknown',
})

/** An event is told of many nodes in one standing, which is worked out once, but where the other side says the same of a node; one party in one standing is one object. */
const declarerFrom = ({ headers, countersigned, register, placeParties }: DeclarerSources) => {
  const usual = new Map<string, Declarer>()
  const declarers = new Map<string, Declarer>()
  const toDeclarer = (party: string, standing: Declarer['standing']): Declarer => {
    const known = declarers.get(`${standing} ${party}`)
    if (known !== undefined) return known
    const name = register.nameOf(party)
    const declarer: Declarer = { party, ...(name && { name }), standing }
    declarers.set(`${standing} ${party}`, declarer)
    return declarer
  }
  return (uid: string, nodes: readonly string[]): Declarer | undefined => {
    const header = headers.get(uid)
    if (header === undefined) return undefined
    if (header.elsewhere !== undefined) return toForeign(header.declaredBy, header.elsewhere)
    if (nodes.some((node) => countersigned.get(node)?.has(uid))) return toDeclarer(header.declaredBy, 'countersigned')
    const known = usual.get(uid)
    if (known !== undefined) return known
    const place = header.place === null ? undefined : placeParties(header.place)
    const declarer = toDeclarer(header.declaredBy, standingOf(header, place))
    usual.set(uid, declarer)
    return declarer
  }
}
