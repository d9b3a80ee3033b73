import type { JsonObject } from '../src/index.ts'
import type { Case } from './query-events.ts'
import { declared, elsewhere, event, gln, sensed, standard } from './query-events.ts'

/** Where an extension may stand, and an event that has a member there. */
const holders: Record<string, (members: JsonObject) => JsonObject> = {
  '': (members) => event(members),
  ILMD_: (ilmd) => event({ action: 'ADD', ilmd }),
  ERROR_DECLARATION_: (members) => declared(members),
  SENSORELEMENT_: (members) => event({ sensorElementList: [{ sensorReport: [{ type: 'Temperature' }], ...members }] }),
  SENSORMETADATA_: (members) => sensed({}, members),
  SENSORREPORT_: (members) => sensed(members),
}
const placed: Record<string, (members: JsonObject) => JsonObject> = {
  readPoint_: (members) => event({ readPoint: { id: gln, ...members } }),
  bizLocation_: (members) => event({ bizLocation: { id: gln, ...members } }),
}

const underOther = (found: JsonObject): JsonObject => ({ ...found, '@context': [standard, elsewhere] })

const bounds: readonly (readonly [string, string, number, number])[] = [
  ['GT', '5', 5.5, 5],
  ['GE', '5', 5, 4.5],
  ['LT', '5', 4.5, 5],
  ['LE', '5', 5, 5.5],
]

/** A member of the name; one within another; the same prefix and name for another URI; another scope or depth. */
export const extensionCases: Case[] = Object.entries({ ...holders, ...placed }).flatMap(([scope, hold]): Case[] => {
  const direct = (value: JsonObject[string]) => hold({ 'ex:field': value })
  const inner = (value: JsonObject[string]) => hold({ 'ex:outer': [{ 'ex:middle': { 'ex:field': value } }] })
  const name = (start: string, inside = '') => `${start}_${inside}${scope}ex:field`
  const equal: Case[] = [
    [name('EQ'), 'a|b', direct('b'), underOther(direct('b'))],
    [name('EQ'), '5', direct(5), inner(5)],
    [name('EQ', 'INNER_'), 'a', inner('a'), direct('a')],
    [name('EQ', 'INNER_'), '5', inner(5), underOther(inner(5))],
  ]
  if (scope in placed) return equal
  return [
    ...equal,
    ...bounds.flatMap(([start, bound, good, bad]): Case[] => [
      [name(start), bound, direct(good), direct(bad)],
      [name(start, 'INNER_'), bound, inner(good), inner(bad)],
    ]),
    [name('EXISTS'), 'true', direct({}), hold({ 'ex:fields': 1 })],
    [name('EXISTS', 'INNER_'), 'true', inner(null), direct(1)],
  ]
})
