import { lowestID } from '../../../../../platform/ids.ts'
import type { Reader } from '../../../../../platform/postgres/database.ts'
import type { PartyCard } from '../../../parties/party.ts'
import type { KeyEvents } from '../../../products/completeness/key-events.ts'
import { readCompleteness } from '../../../products/completeness/read-completeness.ts'
import { ruleSetOn } from '../../../products/completeness/rule-set.ts'
import { confirmationsOf } from '../../../products/confirmation/read-confirmations.ts'
import { lineOf } from '../../../products/groups/group-tree.ts'
import { countUndecidable, selectLists } from '../../../products/groups/lists/list.store.ts'
import { listsNaming } from '../../../products/groups/lists/lists-naming.ts'
import { groupTree } from '../../../products/groups/read-groups.ts'
import { ownedProducts } from '../../../products/owned-products.ts'
import { type ProductCard, productCards } from '../../../products/product-card.ts'
import { type Moment, momentValues } from '../../../versions/moment.ts'
import { selectCertificates } from '../../certificates/certificate.store.ts'
import { selectConformities } from '../../systems/conformity/conformity.store.ts'
import { selectConnections } from '../../systems/connections/connection.store.ts'
import type { ConnectionRow } from '../../systems/connections/connection.ts'
import { selectSystems } from '../../systems/system.store.ts'
import type { Fact } from '../obligation.ts'
import { certificateFacts } from './certificate-facts.ts'
import { factsOfProduct, toBasis } from './product-facts.ts'

/** `db`: what is read, which may be a transaction. */
export type FactDeps = { db: Reader; keyEvents: KeyEvents; oldAddressUntil: string }

/** So many of a party's products are looked at; that there are more, the answer says. */
export const mostProducts = 2000
const mostConnections = 1000
const step = 200

export type PartyFacts = { facts: Fact[]; cards: Map<string, ProductCard>; complete: boolean }

/** Everything about a party by which rules oblige it, as of a moment. */
export async function gatherFacts(deps: FactDeps, party: PartyCard, moment: Moment): Promise<PartyFacts> {
  const connections = await connectionsOf(deps.db, party.id, moment)
  const keys = await ownedProducts(deps.db, party.id, moment, { limit: mostProducts + 1 })
  const facts = await factsBeside(deps, { party, connections, owns: keys.length > 0 }, moment)
  const cards = new Map<string, ProductCard>()
  const shown = keys.slice(0, mostProducts)
  for (let start = 0; start < shown.length; start += step) {
    const found = await productCards(deps.db, shown.slice(start, start + step), moment)
    for (const [key, card] of found) cards.set(key, card)
    facts.push(...(await productFacts(deps, found, connections, moment)))
  }
  return { facts, cards, complete: keys.length <= mostProducts }
}

/** A part of the same: of so many of its products, in order after one; what is beside its products goes before the first. */
export async function gatherPart(
  deps: FactDeps,
  party: PartyCard,
  after: string,
  moment: Moment,
): Promise<{ facts: Fact[]; next?: string }> {
  const connections = await connectionsOf(deps.db, party.id, moment)
  const keys = await ownedProducts(deps.db, party.id, moment, { after, limit: step })
  const facts = after === '' ? await factsBeside(deps, { party, connections, owns: keys.length > 0 }, moment) : []
  if (keys.length === 0) return { facts }
  const cards = await productCards(deps.db, keys, moment)
  facts.push(...(await productFacts(deps, cards, connections, moment)))
  const next = keys.length === step ? keys.at(-1) : undefined
  return { facts, ...(next !== undefined && { next }) }
}

type Beside = { party: PartyCard; connections: readonly ConnectionRow[]; owns: boolean }

/** The same of a party that has nothing (selectBusy). */
export const factsOfIdle = ({ oldAddressUntil }: Pick<FactDeps, 'oldAddressUntil'>, party: PartyCard): Fact[] =>
  partyFacts(party, [], oldAddressUntil)

/** About the party itself, its systems and certificates, and the lists that only people can hold against its products. */
const factsBeside = async (deps: FactDeps, { party, connections, owns }: Beside, moment: Moment): Promise<Fact[]> => [
  ...partyFacts(party, connections, deps.oldAddressUntil),
  ...(await systemFacts(deps.db, party.id, moment)),
  ...(await ownCertificates(deps.db, party.id, moment)),
  ...(owns ? await listFacts(deps.db, party, moment) : []),
]

async function productFacts(
  { db, keyEvents }: FactDeps,
  cards: ReadonlyMap<string, ProductCard>,
  connections: readonly ConnectionRow[],
  moment: Moment,
): Promise<Fact[]> {
  const [, day] = momentValues(moment)
  const tree = await groupTree(db, moment)
  const judged = await readCompleteness(db, keyEvents, [...cards.values()], ruleSetOn('record', day), moment)
  const confirmations = await confirmationsOf(db, cards.values(), moment)
  const namings = await listsNaming(db, [...cards.keys()], moment)
  return [...cards.values()].flatMap((card) => {
    const completeness = judged.get(card.key)
    if (completeness === undefined) return []
    const groups = card.productGroup === undefined ? [] : lineOf(tree, card.productGroup)
    const connected = connections.find((each) => reports(each, card.key, groups))?.id
    const state = { card, completeness, confirmation: confirmations.get(card.key), connected }
    return factsOfProduct(state, namings.get(card.key) ?? [])
  })
}

const connectionsOf = async (reader: Reader, party: string, { asOf, at }: Moment): Promise<ConnectionRow[]> => {
  const [, day] = momentValues({ at })
  const asked = { seer: party, party: null, after: lowestID, limit: mostConnections }
  return selectConnections(reader, asked, { asOf, at: day })
}

const reports = ({ product, productGroup }: ConnectionRow, key: string, groups: readonly string[]): boolean =>
  product === null && productGroup === null ? true : product === key || groups.includes(productGroup ?? '')

/** The party itself; and its address, where its unit is called otherwise by now (Decree 37/2026 art. 98.5). */
function partyFacts(party: PartyCard, connections: readonly ConnectionRow[], oldAddressUntil: string): Fact[] {
  const { id, kind, publicName, address } = party
  const subject = { key: id, names: publicName }
  const common = { subject, words: { kind }, sure: true, draft: false, basis: [] }
  const connected = connections.find(({ owner }) => owner === id)?.id
  const connection = {
    name: 'connection' as const,
    holds: connected !== undefined,
    ...(connected && { by: connected }),
  }
  const old = address?.today !== undefined && address.today.outcome !== 'unknown'
  return [
    { ...common, each: 'party', evidence: [connection] },
    ...(old
      ? [
          {
            ...common,
            each: 'old-address' as const,
            by: oldAddressUntil,
            evidence: [{ name: 'address-today' as const, holds: false }],
          },
        ]
      : []),
  ]
}

const everyCertificate = 1000

async function ownCertificates(reader: Reader, holder: string, moment: Moment): Promise<Fact[]> {
  const [, day] = momentValues(moment)
  const asked = { holder, after: lowestID, limit: everyCertificate }
  return certificateFacts(await selectCertificates(reader, holder, asked, moment), day)
}

const everySystem = 1000

async function systemFacts(reader: Reader, party: string, moment: Moment): Promise<Fact[]> {
  const seer = { party, all: false, units: [], groups: [] }
  const asked = { after: lowestID, limit: everySystem, owner: party }
  const systems = await selectSystems(reader, seer, asked, moment)
  const [asOf, day] = momentValues(moment)
  const declared = await selectConformities(
    reader,
    systems.map(({ id }) => id),
    asOf,
  )
  const holding = declared.filter(
    (row) => !row.ended && row.declaredOn <= day && (row.validTo === 'infinity' || row.validTo >= day),
  )
  return systems.map(({ id, names }) => {
    const conformity = holding.find(({ system }) => system === id)
    return {
      each: 'system',
      subject: { key: id, names },
      words: {},
      sure: true,
      draft: false,
      basis: [],
      // A declaration that ends has to be followed by another by that day.
      ...(conformity && conformity.validTo !== 'infinity' && { by: conformity.validTo }),
      evidence: [{ name: 'conformity', holds: conformity !== undefined, ...(conformity && { by: conformity.id }) }],
    }
  })
}

/** Lists of which some entries are words alone: whether they name a party's goods only people can say. */
async function listFacts(reader: Reader, party: PartyCard, moment: Moment): Promise<Fact[]> {
  const lists = await selectLists(reader, moment)
  const undecidable = await countUndecidable(reader, lists)
  return lists
    .filter(({ id }) => undecidable.has(id))
    .map((list) => ({
      each: 'list',
      subject: { key: party.id, names: party.publicName },
      words: { kind: list.kind },
      from: list.validFrom,
      sure: true,
      draft: list.status === 'draft',
      list: { id: list.id, names: list.names },
      basis: [toBasis(list.document)],
      evidence: [],
    }))
}
