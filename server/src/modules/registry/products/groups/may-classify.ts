import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { describeKeys } from '../../keys/claims/describe-keys.ts'
import { isWhole, sightOf } from '../../rights/sight.ts'
import type { Speaking } from '../../statements/describe-subject.ts'
import { lineOf } from './group-tree.ts'

const permission = 'registry.classify'

/**
 * An authority's word on a product's group goes before its owner's: only an agency that answers for the group which the
 * product is in, or is to be in, may say it. What all of these sayings need is read once; each is judged by what comes back.
 */
export async function classifying(
  reader: Reader,
  speakings: readonly Speaking[],
): Promise<(speaking: Speaking, group: string) => void> {
  const authority = speakings.filter((speaking) => speaking.authority)
  const actor = authority[0]?.actor
  if (actor === undefined || isWhole(actor.reach(permission))) return () => {}
  const sight = await sightOf(reader, actor, permission, {})
  const now = await describeKeys(
    reader,
    authority.map(({ key }) => key),
  )
  const answersFor = (group: string | undefined) =>
    group !== undefined && sight.covers({ groups: lineOf(sight.tree, group) })
  return (speaking, group) => {
    if (!speaking.authority || answersFor(group) || answersFor(now.get(speaking.key)?.productGroup)) return
    throw problem('registry.group-not-yours', { group })
  }
}
