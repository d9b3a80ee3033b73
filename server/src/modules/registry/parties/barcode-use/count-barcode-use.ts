import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { type Gazetteer, landOn, territoryOf, unitAround, unitOn } from '../../places/units/gazetteer/gazetteer.ts'
import { readGazetteer } from '../../places/units/gazetteer/read-gazetteer.ts'
import { dayOf } from '../../versions/moment.ts'
import type { PartyKind } from '../party.ts'
import { type BarcodeUser, selectPopulation } from './barcode-use.store.ts'
import type { BarcodeStanding } from './barcode-use.ts'

/** Which parties are counted: of these kinds, in this administrative unit, as of a day's boundaries and words. */
export type Asked = { kinds: readonly PartyKind[]; unit: string | undefined; at: string; asOf: number | undefined }

/** Whether a party lies in a unit: it does, it may (its commune was split), or nobody knows where it is. */
type Placed = 'within' | 'perhaps' | 'unplaced' | 'outside'

export type CountedParty = BarcodeUser & { placed: Placed }

/** The parties of a population with whether they use barcodes, each with whether it lies in the unit. */
export async function barcodeUsers(reader: Reader, { kinds, unit, at, asOf }: Asked): Promise<CountedParty[]> {
  const gazetteer = await readGazetteer(reader, asOf)
  const place = placing(gazetteer, unit, at)
  const users = await selectPopulation(reader, kinds, { asOf, at })
  return users.map((user) => ({ ...user, placed: place(user) })).filter(({ placed }) => placed !== 'outside')
}

function placing(gazetteer: Gazetteer, unit: string | undefined, at: string): (user: BarcodeUser) => Placed {
  if (unit === undefined) return () => 'within'
  const asked = unitOn(gazetteer, unit, at)
  if (!asked) throw problem('registry.unit-unknown', { code: unit, day: at })
  const territory = territoryOf(gazetteer, asked)
  return ({ unit: code, unitOn: on, chosenUnit }) => {
    const own = code === null ? undefined : unitAround(gazetteer, code, on ?? at)
    if (!own) return 'unplaced'
    if (territory.has(own)) return 'within'
    const land = landOn(gazetteer, own, at)
    const chosen = land.find((each) => each.code === chosenUnit)
    if (chosen) return territory.has(chosen) ? 'within' : 'outside'
    return land.some((each) => territory.has(each)) ? 'perhaps' : 'outside'
  }
}

export type BarcodeCount = Record<'uses' | 'usesNot' | 'contradicted' | 'unknown', number>

/**
 * How many use barcodes, and between which numbers the truth lies: what is contradicted, unknown or perhaps elsewhere is
 * never counted as a no, and never as a yes.
 */
export function countBarcodeUse(users: readonly CountedParty[]) {
  const within = users.filter(({ placed }) => placed === 'within')
  const counted = countOf(within)
  const doubtful = users.filter(({ placed }) => placed !== 'within')
  const { uses, contradicted, unknown } = counted
  return {
    population: within.length,
    ...counted,
    perhapsWithin: countOf(users.filter(({ placed }) => placed === 'perhaps')),
    unplaced: users.filter(({ placed }) => placed === 'unplaced').length,
    denominator: {
      least: uses,
      most: uses + contradicted + unknown + doubtful.filter(({ standing }) => standing !== 'uses-not').length,
    },
  }
}

const countOf = (users: readonly BarcodeUser[]): BarcodeCount => {
  const number = (asked: BarcodeStanding) => users.filter(({ standing }) => standing === asked).length
  return {
    uses: number('uses'),
    usesNot: number('uses-not'),
    contradicted: number('contradicted'),
    unknown: number('unknown'),
  }
}

/** The day that is asked about, today where none is named. */
export const askedDay = (at: string | undefined): string => at ?? dayOf(new Date())
