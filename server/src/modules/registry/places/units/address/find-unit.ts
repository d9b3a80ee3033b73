import type { Reader } from '../../../../../platform/postgres/database.ts'
import type { RowIssue, TargetDeps } from '../../../spreadsheets/import-target.ts'
import { sameValue } from '../../../statements/attributes/word.ts'
import { dayOf } from '../../../versions/moment.ts'
import { type Gazetteer, unitOn } from '../gazetteer/gazetteer.ts'
import { readGazetteer } from '../gazetteer/read-gazetteer.ts'
import { kindSpellings } from '../gazetteer/unit-name.ts'
import type { Unit } from '../unit.ts'
import type { Address } from './address.ts'
import { type Called, calledOn, readAddress } from './read-address.ts'

type Located = { row: { address?: Address }; before?: { address?: Address } }

/**
 * Rows whose address names its commune in words, with the code that it bore on the day of the address, today where there is
 * none. What names no unit that the register knows stays as printed; where a person must choose, the row is refused with what
 * may be meant.
 */
export async function withUnits<S extends Located>(
  reader: Reader,
  rows: readonly S[],
  { say }: Pick<TargetDeps, 'say'>,
): Promise<(S | { issues: readonly RowIssue[] })[]> {
  if (!rows.some(isNews)) return [...rows]
  const find = unitFinder(await readGazetteer(reader), kindSpellings(say))
  const today = dayOf(new Date())
  return rows.map((each) => {
    const { address } = each.row
    if (address === undefined || !isNews(each)) return each
    const before = each.before?.address
    const on = address.on ?? (before?.text === address.text ? before?.on : undefined) ?? today
    const found = find(address, on)
    if ('unit' in found)
      return { ...each, row: { ...each.row, address: { ...address, unitCode: found.unit.code, on } } }
    if (found.couldBe === '') return each
    const column = address.text === undefined ? 'address.unitName' : 'address.text'
    return { issues: [{ code: 'registry.address-unclear', column, params: { units: found.couldBe } }] }
  })
}

/** Whether an address has words alone, and others than the register has of the entry: those stay as they are. */
const isNews = ({ row: { address }, before }: Located): boolean =>
  address !== undefined && address.unitCode === undefined && !sameValue(address, before?.address)

/** `couldBe`: codes and names among which a person must choose; empty: nothing that the register knows. */
type Found = { unit: Unit } | { couldBe: string }

/**
 * The one unit that all say which an address has in words: the text as printed, the unit's name, both together. One of them
 * names what lies around it, too: of a commune's name alone nobody can tell in which province it is.
 */
function unitFinder(gazetteer: Gazetteer, spellings: ReturnType<typeof kindSpellings>) {
  const days = new Map<string, Called>()
  return ({ text, unitName }: Address, day: string): Found => {
    const called = days.get(day) ?? calledOn(gazetteer, day)
    days.set(day, called)
    const both = text !== undefined && unitName !== undefined ? `${unitName}, ${text}` : undefined
    const readings = [text, unitName, both]
      .flatMap((each) => (each === undefined ? [] : readAddress({ gazetteer, spellings, day, called }, each)))
      .filter(({ units }) => units.length > 0)
    if (!readings.some(({ placed }) => placed)) return { couldBe: '' }
    const all = [...new Set(readings.flatMap(({ units }) => units))]
    const common = all.filter((unit) => readings.every(({ units }) => units.includes(unit)))
    const [unit] = common
    if (unit && common.length === 1 && !readings.some(({ unsure }) => unsure)) return { unit }
    return { couldBe: told(gazetteer, common.length > 0 ? common : all, day) }
  }
}

const mostTold = 5

const told = (gazetteer: Gazetteer, units: readonly Unit[], day: string): string => {
  const names = units.slice(0, mostTold).map(({ code, name, parent }) => {
    const around = parent === null ? undefined : unitOn(gazetteer, parent, day)?.name
    return [`${code} ${name}`, around].filter(Boolean).join(', ')
  })
  return [...names, ...(units.length > mostTold ? ['…'] : [])].join('; ')
}
