import type { Actor, Reach } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { membersOf } from '../parties/members/members-of.ts'
import type { PartiesWithin } from '../parties/party.store.ts'
import type { PartyCard } from '../parties/party.ts'
import { codesAround } from '../places/units/reach.ts'
import { type GroupTree, lineOf } from '../products/groups/group-tree.ts'
import { groupTree } from '../products/groups/read-groups.ts'
import type { ProductCard } from '../products/product-card.ts'
import { type Moment, momentValues } from '../versions/moment.ts'
import { scopeOf } from './scope.ts'

/** What a row of the register is about, as far as a reach asks: whose it is, in which groups (own and above), where. */
export type Concern = { party?: string | undefined; groups?: readonly string[]; units?: readonly string[] }

/**
 * What an actor may see by a permission. `beyond`: more than what is its own. `within`: which parties it may see at all; undefined: any,
 * where it sees everything, or what is of some product groups.
 */
export type Sight = {
  tree: GroupTree
  beyond: boolean
  within: PartiesWithin | undefined
  covers: (concern: Concern) => boolean
}

/** Whether nothing is beyond these reaches. */
export const isWhole = (reaches: readonly Reach[]): boolean =>
  reaches.some(({ kind }) => kind === 'system' || kind === 'province')

/** How far a permission of the actor's reaches, worked out for a day. */
export async function sightOf(reader: Reader, actor: Actor, permission: string, moment: Moment): Promise<Sight> {
  const reaches = actor.reach(permission)
  const scope = await scopeOf(reader, actor, permission)
  const parties = new Set<string>()
  if (actor.partyID !== null && reaches.some(({ kind }) => kind === 'own')) parties.add(actor.partyID)
  if (actor.partyID !== null && reaches.some(({ kind }) => kind === 'members')) {
    const [, day] = momentValues(moment)
    for (const member of await membersOf(reader, actor.partyID, day, moment.asOf)) parties.add(member)
  }
  const units = reaches.flatMap((reach) => (reach.kind === 'territory' ? reach.units : []))
  const anywhere = scope.all || scope.groups.length > 0
  return {
    tree: await groupTree(reader, moment),
    beyond: reaches.some(({ kind }) => kind !== 'own'),
    within: anywhere ? undefined : { ids: [...parties], codes: await codesAround(reader, units) },
    covers: ({ party, groups = [], units = [] }) =>
      scope.all ||
      (party !== undefined && parties.has(party)) ||
      groups.some((group) => scope.groups.includes(group)) ||
      units.some((unit) => scope.units.includes(unit)),
  }
}

/** What a product is about: its owner, the groups it lies in, the commune of its owner's address. */
export const concernOf = ({ owner, productGroup }: ProductCard, { tree }: Pick<Sight, 'tree'>): Concern => ({
  ...(owner && concernOfParty(owner)),
  groups: productGroup === undefined ? [] : lineOf(tree, productGroup),
})

/** What a party is about; an address printed with an old unit lies where that is today. */
export const concernOfParty = ({ id, address }: PartyCard): Concern => {
  const today = address?.today?.units.map(({ code }) => code) ?? []
  return { party: id, units: today.length > 0 ? today : address?.unitCode === undefined ? [] : [address.unitCode] }
}
