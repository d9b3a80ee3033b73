/** What a place in the tree of groups is made of. */
export type GroupNode = { id: string; parent: string | null; agencies: readonly string[] }

export type GroupTree<T extends GroupNode = GroupNode> = ReadonlyMap<string, T>

export const treeOf = <T extends GroupNode>(groups: readonly T[]): GroupTree<T> =>
  new Map(groups.map((group) => [group.id, group]))

/** The group and its ancestors, the nearest first; a group that is not in the tree stands alone. */
export function lineOf(tree: GroupTree, id: string): string[] {
  const line = [id]
  for (let parent = tree.get(id)?.parent; parent && tree.has(parent); parent = tree.get(parent)?.parent) {
    if (line.includes(parent)) break
    line.push(parent)
  }
  return line
}

/** Which group of the line names the competent agencies, and whom: the nearest that names any. */
export function competenceOf(tree: GroupTree, id: string): { group: string; agencies: readonly string[] } | undefined {
  const group = lineOf(tree, id).find((each) => (tree.get(each)?.agencies.length ?? 0) > 0)
  return group === undefined ? undefined : { group, agencies: tree.get(group)?.agencies ?? [] }
}

/** Every group for which the agency is competent, by its own word or its ancestors'. */
export const groupsUnder = (tree: GroupTree, agency: string): string[] =>
  [...tree.keys()].filter((id) => competenceOf(tree, id)?.agencies.includes(agency)).sort()

/** Whether a group would be its own ancestor under this parent. */
export const makesCircle = (tree: GroupTree, id: string, parent: string): boolean =>
  id === parent || lineOf(tree, parent).includes(id)
