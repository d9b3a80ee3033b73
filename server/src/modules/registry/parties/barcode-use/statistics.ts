import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { unitsWithin } from '../../places/units/gazetteer/read-gazetteer.ts'
import type { MomentQuery } from '../../wire.ts'
import { momentQuery, readMoment } from '../../wire.ts'
import { type PartyKind, partyKinds } from '../party.ts'
import { type Asked, askedDay } from './count-barcode-use.ts'

/** What a number of the register is asked of. */
export type StatisticsQuery = MomentQuery & { unit?: string; kinds?: string }
const kindsOf = (given = 'enterprise'): PartyKind[] => given.split(',') as PartyKind[]
export const statisticsQuery = {
  ...momentQuery,
  unit: Type.Optional(Type.String({ pattern: '^\\d{2,5}$', description: 'Administrative unit, as of the day `at`' })),
  kinds: Type.Optional(
    Type.String({
      pattern: `^(${partyKinds.join('|')})(,(${partyKinds.join('|')}))*$`,
      description: 'Kinds of parties that are counted; enterprises where not named',
    }),
  ),
}
const Count = Type.Object({
  uses: Type.Integer(),
  usesNot: Type.Integer(),
  contradicted: Type.Integer(),
  unknown: Type.Integer(),
})
/** How many use barcodes, and of how many that is not known. */
export const Statistics = Type.Object({
  at: Type.String({ description: 'As of the boundaries and the words of this day' }),
  asOf: Type.Optional(Type.Integer()),
  unit: Type.Optional(Type.String()),
  kinds: Type.Array(Type.String()),
  population: Type.Integer({ description: 'How many lie within the unit; sample and merged parties left out' }),
  ...Count.properties,
  perhapsWithin: { ...Count, description: 'Those whose former commune was split: which part they lie in nobody said' },
  unplaced: Type.Integer({ description: 'Those of which no place is known' }),
  denominator: Type.Object(
    { least: Type.Integer(), most: Type.Integer() },
    { description: 'Between these the number of users of barcodes lies' },
  ),
})

/** What is asked, as far as the caller's reach goes: a commune counts within itself. */
export async function readAsked(reader: Reader, actor: Actor, query: StatisticsQuery): Promise<Asked> {
  const at = askedDay(query.at)
  const reach = actor.reach('registry.read-statistics')
  const isWide = reach.some(({ kind }) => kind === 'province' || kind === 'system')
  if (!isWide) {
    const own = reach.flatMap((each) => (each.kind === 'territory' ? each.units : []))
    const within = await Promise.all(own.map((unit) => unitsWithin(reader, unit, at)))
    if (query.unit === undefined || !within.flat().includes(query.unit)) throw problem('registry.beyond-reach')
  }
  return { kinds: kindsOf(query.kinds), unit: query.unit, at, asOf: readMoment(query).asOf }
}
