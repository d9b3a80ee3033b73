import type { Reader } from '../../../../../platform/postgres/database.ts'
import type { Edition } from '../unit.store.ts'
import { selectEditions, selectSuccessions, selectUnits } from '../unit.store.ts'
import type { Unit } from '../unit.ts'
import {
  ancestorsOn,
  type Gazetteer,
  landOn,
  territoryOf,
  toGazetteer,
  unitAround,
  unitKey,
  unitOn,
} from './gazetteer.ts'

const remembered = new Map<string, Gazetteer>()
const mostRemembered = 8

/** How long a reader may go on with the units that it read: a spreadsheet of places asks for them row by row, ms. */
const fresh = 1000
const lately = new WeakMap<Reader, { until: number; gazetteer: Promise<Gazetteer> }>()

/** The units as the register knew them at a position; without one as it knows them, or knew them a moment ago. */
export async function readGazetteer(reader: Reader, asOf?: number): Promise<Gazetteer> {
  if (asOf !== undefined) return readEditions(reader, asOf)
  const last = lately.get(reader)
  if (last && last.until > Date.now()) return last.gazetteer
  const gazetteer = readEditions(reader)
  lately.set(reader, { until: Date.now() + fresh, gazetteer })
  gazetteer.catch(() => lately.delete(reader))
  return gazetteer
}

/** After a file was taken in: whoever asks by this reader reads anew. */
export const forgetGazetteer = (reader: Reader): boolean => lately.delete(reader)

/** What the same files said before is not read again. */
async function readEditions(reader: Reader, asOf?: number): Promise<Gazetteer> {
  const editions = await selectEditions(reader, asOf)
  const name = editions.map(({ sha256 }) => sha256).join(' ')
  const known = remembered.get(name)
  if (known) return known
  const gazetteer = await loadGazetteer(reader, editions)
  remembered.set(name, gazetteer)
  for (const oldest of remembered.keys()) if (remembered.size > mostRemembered) remembered.delete(oldest)
  return gazetteer
}

async function loadGazetteer(reader: Reader, editions: readonly Edition[]): Promise<Gazetteer> {
  const units = new Map<string, Unit>()
  const successions: Parameters<typeof toGazetteer>[1][number][] = []
  for (const edition of editions) {
    for (const unit of await selectUnits(reader, edition)) {
      const name = `${unit.code} ${unit.validFrom}`
      // Two files may both tell of a unit above theirs; loading refused them where they disagreed.
      units.set(name, { ...unit, complete: unit.complete || units.get(name)?.complete === true })
    }
    successions.push(...(await selectSuccessions(reader, edition)))
  }
  return toGazetteer([...units.values()], successions)
}

/** What anybody may know of a unit on a day: where it lies, the nearest first. */
export type UnitCard = Omit<Unit, 'boundary'> & { within: Pick<Unit, 'code' | 'name' | 'kind'>[] }

/** The unit that a code means on a day; undefined where it means none. */
export async function unitCard(reader: Reader, code: string, day: string): Promise<UnitCard | undefined> {
  const gazetteer = await readGazetteer(reader)
  const unit = unitOn(gazetteer, code, day)
  return unit && toUnitCard(gazetteer, unit, day)
}

export function toUnitCard(gazetteer: Gazetteer, unit: Unit, day: string): UnitCard {
  const { boundary: _boundary, ...said } = unit
  return { ...said, within: ancestorsOn(gazetteer, unit, day).map(({ code, name, kind }) => ({ code, name, kind })) }
}

/**
 * The territory of a unit as events' rows name it (`place_unit`): itself, what lies in it, and what preceded or followed
 * these with all of its land. `day`: on which the code means the unit, such as the first of a grant; codes are used again.
 * A code that the register does not know is its own territory.
 */
export async function unitsWithin(reader: Reader, code: string, day: string): Promise<string[]> {
  const gazetteer = await readGazetteer(reader)
  const unit = unitAround(gazetteer, code, day)
  return unit ? [...territoryOf(gazetteer, unit)].map((each) => unitKey(gazetteer, each)) : [code]
}

/** What has become of a unit by `until`: one unit, or several that each got a part of it; empty where nobody knows. */
export async function successorsOf(reader: Reader, code: string, day: string, until: string): Promise<UnitCard[]> {
  const gazetteer = await readGazetteer(reader)
  const unit = unitOn(gazetteer, code, day)
  return unit ? landOn(gazetteer, unit, until).map((each) => toUnitCard(gazetteer, each, until)) : []
}
