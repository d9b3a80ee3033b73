import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { ownOf } from '../../rights/reach.ts'
import type { Moment } from '../../versions/moment.ts'
import { selectWords } from './statement.store.ts'
import { isMembership } from './vocabulary-element.ts'
import type { Word } from './word.ts'
import { publicAttributes } from './word.ts'

/**
 * The words on a key that are not for everybody, as far as the actor may see them: a party its own, all whoever
 * administers the register or in whose reach the key is.
 */
export async function privateWords(
  reader: Reader,
  actor: Actor,
  key: string,
  moment: Moment,
  inReach = false,
): Promise<Word[]> {
  const all = inReach || actor.can('registry.administer')
  const own = ownOf(actor)
  if (!all && own === null) return []
  const words = await selectWords(reader, [key], moment, all ? undefined : (own ?? undefined))
  return words.filter(({ attribute }) => !publicAttributes.has(attribute) && !isMembership(attribute))
}
