import Type from 'typebox'
import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { isProblem, problem } from '../../../platform/problem.ts'
import { isPartyID, selectBearers } from '../keys/identifiers/identifier.store.ts'
import { reachesAll } from '../rights/reach.ts'
import { selectParties } from './party.store.ts'

/** A party as a cell names it. */
export const PartyName = Type.String({ minLength: 1, maxLength: 100 })

/** The party that a text names; throws a Problem where it names none. */
export type PartyNames = (text: string) => string

const publicSchemes: ReadonlySet<string> = new Set(['gln', 'pgln'])

/**
 * Parties as people write them in spreadsheets: by the id that the register gave, by a GLN, and by a tax code where the
 * actor may know whose it is: its own, or everybody's for who keeps the register. What it may not know is not there.
 */
export async function partyNames(reader: Reader, actor: Actor, texts: readonly string[]): Promise<PartyNames> {
  const given = [...new Set(texts)]
  const ids = given.filter(isPartyID)
  const codes = given.filter((text) => !isPartyID(text))
  const parties = ids.length === 0 ? [] : await selectParties(reader, ids, {})
  const found = new Map(parties.map(({ id }) => [id, id]))
  const bearers = codes.length === 0 ? [] : await selectBearers(reader, codes, {})
  for (const { scheme, value, subject } of bearers) {
    const known =
      publicSchemes.has(scheme) || (scheme === 'tax-code' && (reachesAll(actor) || subject === actor.partyID))
    if (isPartyID(subject) && known && !found.has(value)) found.set(value, subject)
  }
  return (text) => {
    const id = found.get(text)
    if (id === undefined) throw problem('registry.party-unknown', { party: text })
    return id
  }
}

/** The party that is found; none where a text names none: it is refused with its row, later. */
export function orNone(find: () => string): string | undefined {
  try {
    return find()
  } catch (error) {
    if (isProblem(error)) return undefined
    throw error
  }
}

/**
 * Whose act a row says it is: the actor's where it names nobody. Any id may stand there, for who keeps the register is no party
 * of it; an act in another's name is refused where it is not there already.
 */
export const speakerNamed = (text: string | undefined, actor: Actor, partyOf: PartyNames): string => {
  if (text === undefined) return actor.partyID ?? ''
  return isPartyID(text) ? text : partyOf(text)
}
