import type { Reader } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import type { Speaking } from '../describe-subject.ts'
import { isWhole, sightOf } from '../sight.ts'
import { lineOf } from './group-tree.ts'
import { groupOf } from './read-groups.ts'

const permission = 'registry.classify'

/**
 * An authority's word on a product's group goes before its owner's: only an agency that answers for the group which the
 * product is in, or is to be in, may say it.
 */
export async function checkMayClassify(reader: Reader, { actor, key }: Speaking, group: string): Promise<void> {
  if (isWhole(actor.reach(permission))) return
  const sight = await sightOf(reader, actor, permission, {})
  const answersFor = (each: string) => sight.covers({ groups: lineOf(sight.tree, each) })
  if (answersFor(group)) return
  const now = await groupOf(reader, key)
  if (now === undefined || !answersFor(now)) throw problem('registry.group-not-yours', { group })
}
