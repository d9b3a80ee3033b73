import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { isPartyID } from '../../keys/identifiers/identifier.store.ts'
import { selectPartyPage } from '../../parties/party.store.ts'
import type { PartyCard } from '../../parties/party.ts'
import { partyCards } from '../../parties/party-card.ts'
import { concernOf, concernOfParty, type Sight, sightOf } from '../../rights/sight.ts'
import { type Moment, momentValues } from '../../versions/moment.ts'
import { type FactDeps, gatherFacts } from './facts/gather-facts.ts'
import { selectFulfilments } from './fulfilment.store.ts'
import { type Obligation, obligationsOf } from './obligation.ts'
import { obligationRules } from './obligation-rule.ts'

const permission = 'registry.read-obligations'

export type Owed = Obligation & { party: string }
export type OwedPage = { items: Owed[]; complete: boolean; next?: string }

/** What a party is obliged to, as far as the actor may see it: all of it, or what concerns the products of its groups. */
export async function obligationsOfParty(
  deps: FactDeps,
  actor: Actor,
  partyID: string,
  moment: Moment,
): Promise<Omit<OwedPage, 'next'>> {
  const sight = await sightOf(deps.db, actor, permission, moment)
  const card = (await partyCards(deps.db, [partyID], moment.asOf, moment.at)).get(partyID)
  if (card === undefined) {
    if (sight.beyond || partyID === actor.partyID) throw problem('registry.party-unknown', { party: partyID })
    throw problem('registry.not-yours')
  }
  const owed = await seenOf(deps, sight, card, moment)
  if (!sight.covers(concernOfParty(card)) && owed.items.length === 0) throw problem('registry.not-yours')
  return owed
}

async function seenOf(deps: FactDeps, sight: Sight, party: PartyCard, moment: Moment): Promise<Omit<OwedPage, 'next'>> {
  const whole = sight.covers(concernOfParty(party))
  if (!whole && !sight.beyond) return { items: [], complete: true }
  const [, day] = momentValues(moment)
  const { facts, cards, complete } = await gatherFacts(deps, party, moment)
  const items = obligationsOf(obligationRules, facts, await selectFulfilments(deps.db, party.id, moment), day)
  const isSeen = ({ subject }: Obligation): boolean => {
    const product = cards.get(subject.key)
    return whole || (product !== undefined && sight.covers(concernOf(product, sight)))
  }
  return { items: items.filter(isSeen).map((item) => ({ ...item, party: party.id })), complete }
}

/** So many parties one request of an official looks at. */
const mostParties = 25

/**
 * What the parties in an official's reach are obliged to, party by party in the order of their ids. No others are paged through: where
 * a page ends would tell of them.
 */
export async function obligationsInReach(
  deps: FactDeps,
  actor: Actor,
  after: string | undefined,
  moment: Moment,
): Promise<OwedPage> {
  const sight = await sightOf(deps.db, actor, permission, moment)
  const ids = await partyPage(deps.db, after, sight, moment)
  const cards = await partyCards(deps.db, ids, moment.asOf, moment.at)
  const pages: Omit<OwedPage, 'next'>[] = []
  for (const card of cards.values()) pages.push(await seenOf(deps, sight, card, moment))
  const last = ids.length === mostParties ? ids.at(-1) : undefined
  return {
    items: pages.flatMap(({ items }) => items),
    complete: pages.every(({ complete }) => complete),
    ...(last !== undefined && { next: last }),
  }
}

const partyPage = async (reader: Reader, after = lowestID, { within }: Sight, moment: Moment) => {
  if (!isPartyID(after)) throw problem('registry.query-parameter-invalid', { name: 'after' })
  if (within?.codes.length === 0) {
    const rest = within.ids.filter((id) => id > after).toSorted()
    return rest.slice(0, mostParties)
  }
  return (await selectPartyPage(reader, { after, limit: mostParties, within }, moment)).map(({ id }) => id)
}
