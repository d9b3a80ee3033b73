import type { Actor } from '../../../../platform/actor.ts'
import type { Language } from '../../../../platform/messages.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { communePositions, inLanguage, locationCards, locationCoordinates, unitNow } from '../../../registry/index.ts'
import type { TraceAnswer } from '../../answer/trace-answer.ts'
import { keyText } from '../chain/describe.ts'
import { placeKeysOf } from './legs.ts'
import type { MapPlace } from './trace-map.ts'

/**
 * The places of a trace as an actor may see them: by their coordinates where the register shows it those, else about
 * where their commune is.
 */
export async function placesFor(
  reader: Reader,
  actor: Actor,
  answer: TraceAnswer,
  language: Language,
): Promise<Map<string, MapPlace>> {
  const keys = placeKeysOf(answer)
  const cards = await locationCards(reader, keys, answer.asOf)
  const known = await locationCoordinates(reader, actor, keys, answer.asOf)
  const communes = keys.flatMap((key) => (known.has(key) ? [] : (unitNow(cards.get(key)?.address) ?? [])))
  const positions = await communePositions(reader, communes, answer.asOf)
  return new Map(
    keys.map((key): [string, MapPlace] => {
      const card = cards.get(key)
      const name = inLanguage(card?.names, language) ?? keyText(key)
      const at = known.get(key)
      if (at) return [key, { name, at }]
      const about = positions.get(unitNow(card?.address) ?? '')
      const commune = card?.address?.unitName
      const text = commune === undefined ? name : `${name}, ${commune}`
      return [key, { name: text, ...(about && { at: about, approximate: true }) }]
    }),
  )
}
