import type { Actor, Reach } from '../../platform/actor.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { type GroupTree, lineOf } from './groups/group-tree.ts'
import { groupTree } from './groups/read-groups.ts'
import type { Moment } from './moment.ts'
import type { ProductCard } from './products/product-card.ts'

/** What a row of the register is about, as far as a reach asks: whose it is, in which groups (own and above), where. */
export type Concern = { party?: string | undefined; groups?: readonly string[]; unit?: string | undefined }

/** What an actor may see by a permission. `beyond`: more than what is its own. */
export type Sight = { tree: GroupTree; beyond: boolean; covers: (concern: Concern) => boolean }

/** Whether nothing is beyond these reaches. */
export const isWhole = (reaches: readonly Reach[]): boolean =>
  reaches.some(({ kind }) => kind === 'system' || kind === 'province')

/** How far a permission of the actor's reaches, worked out for a day. */
export async function sightOf(reader: Reader, actor: Actor, permission: string, moment: Moment): Promise<Sight> {
  const reaches = actor.reach(permission)
  const own = (party: string | undefined) => party !== undefined && party === actor.partyID
  return {
    tree: await groupTree(reader, moment),
    beyond: reaches.some(({ kind }) => kind !== 'own'),
    covers: ({ party, groups = [], unit }) =>
      isWhole(reaches) ||
      reaches.some((reach) => {
        if (reach.kind === 'sector') return groups.some((group) => reach.groups.includes(group))
        if (reach.kind === 'territory') return unit !== undefined && reach.units.includes(unit)
        return reach.kind === 'own' && own(party)
      }),
  }
}

/** What a product is about: its owner, the groups it lies in, the commune of its owner's address. */
export const concernOf = ({ owner, productGroup }: ProductCard, { tree }: Pick<Sight, 'tree'>): Concern => ({
  party: owner?.id,
  groups: productGroup === undefined ? [] : lineOf(tree, productGroup),
  unit: owner?.address?.unitCode,
})
