import type { Reader } from '../../../../platform/postgres/database.ts'
import type { Moment } from '../../versions/moment.ts'
import { selectGroups } from './group.store.ts'
import { competenceOf, type GroupTree, groupsUnder, lineOf, treeOf } from './group-tree.ts'
import type { GroupView, ProductGroup } from './product-group.ts'

/** The tree of product groups as it is on a day. */
export const groupTree = async (reader: Reader, moment: Moment = {}): Promise<GroupTree<ProductGroup>> =>
  treeOf(await selectGroups(reader, moment))

/** The product groups that an agency answers for on a day: those that name it, and what lies below them. */
export const groupsOfAgency = async (reader: Reader, partyID: string, day?: string): Promise<string[]> =>
  groupsUnder(await groupTree(reader, { at: day }), partyID)

/** Groups with everything that lies below them on a day: what a sector's reach covers. */
export async function groupsWithin(reader: Reader, groups: readonly string[], day?: string): Promise<string[]> {
  const tree = await groupTree(reader, { at: day })
  const below = [...tree.keys()].filter((id) => lineOf(tree, id).some((each) => groups.includes(each)))
  return [...new Set([...groups, ...below])].sort()
}

/** Groups, each with its line as it is today: itself and those that it lies below, the nearest first. */
export async function groupLines(reader: Reader, groups: readonly string[]): Promise<Map<string, string[]>> {
  const tree = await groupTree(reader)
  return new Map(groups.map((group) => [group, lineOf(tree, group)]))
}

export function toGroupView(tree: GroupTree<ProductGroup>, group: ProductGroup): GroupView {
  const competence = competenceOf(tree, group.id)
  return {
    id: group.id,
    names: group.names,
    ...(group.parent !== null && { parent: group.parent }),
    path: lineOf(tree, group.id).reverse(),
    agencies: [...(competence?.agencies ?? [])],
    ...(competence && { agenciesOf: competence.group }),
    ...(group.validFrom !== '-infinity' && { validFrom: group.validFrom }),
    ...(group.validTo !== 'infinity' && { validTo: group.validTo }),
    position: group.position,
    declaredBy: group.declaredBy,
    ...(group.basis !== null && { basis: group.basis }),
  }
}
