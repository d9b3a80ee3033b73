import type { Actor } from '../../../../platform/actor.ts'
import type { Db, Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { selectParties } from '../../parties/party.store.ts'
import { changeRegistry } from '../../versions/change.ts'
import { checkValidity } from '../../versions/moment.ts'
import { insertGroup, selectTurningDays } from './group.store.ts'
import { makesCircle } from './group-tree.ts'
import type { GroupInput } from './product-group.ts'
import { groupTree } from './read-groups.ts'

/** The register's word on a product group, first or again: its names, its place in the tree, who is competent for it. */
export const stateGroup = (db: Db, actor: Actor, id: string, input: GroupInput): Promise<void> => {
  checkValidity(input)
  const { partyID } = actor
  if (partyID === null) throw problem('registry.not-yours')
  return changeRegistry(db, actor, async (tx, position) => {
    await checkAgencies(tx, input.agencies ?? [])
    await checkPlace(tx, id, input)
    await insertGroup(tx, id, input, { position, declaredBy: partyID })
    return {
      deed: { action: 'registry.state-group', subject: `group ${id}`, details: { ...input, position } },
      keys: [],
      result: undefined,
    }
  })
}

/** Each is an agency of the register. */
export async function checkAgencies(tx: Reader, agencies: readonly string[]): Promise<void> {
  const known = new Map((await selectParties(tx, agencies, {})).map(({ id, kind }) => [id, kind]))
  const wrong = agencies.find((id) => known.get(id) !== 'agency')
  if (wrong !== undefined) throw problem('registry.agency-unknown', { party: wrong })
}

const firstDay = '0001-01-01'
const lastDay = '9999-12-31'

/** On every day for which the word holds, its parent is a group and no descendant of it; who ends has no children. */
export async function checkPlace(
  tx: Reader,
  id: string,
  { parent, ended, validFrom, validTo }: GroupInput,
): Promise<void> {
  const [from, to] = [validFrom ?? firstDay, validTo ?? lastDay]
  for (const day of [from, ...(await selectTurningDays(tx, from, to))]) {
    const tree = await groupTree(tx, { at: day })
    if (parent !== undefined && makesCircle(tree, id, parent))
      throw problem('registry.group-circle', { group: id, parent })
    if (parent !== undefined && !tree.has(parent)) throw problem('registry.group-parent-unknown', { parent, day })
    const child = ended && [...tree.values()].find((group) => group.parent === id)
    if (child) throw problem('registry.group-has-children', { group: id, child: child.id })
  }
}
