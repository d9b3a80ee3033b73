import { hasCheckDigit } from '@nguon/gs1'
import type { Actor } from '../../../../../platform/actor.ts'
import type { Db } from '../../../../../platform/postgres/database.ts'
import { type ProblemDetail, problem } from '../../../../../platform/problem.ts'
import { changeRegistry } from '../../../versions/change.ts'
import { checkValidity } from '../../../versions/moment.ts'
import { hsDigits } from '../../hs-code.ts'
import { groupTree } from '../read-groups.ts'
import { insertList } from './list.store.ts'
import { isDecidable } from './match-entry.ts'
import type { ListEntry, ListInput, StoredEntry } from './product-list.ts'

/** A list as its document has it, in place of what held before from its first day on. */
export const stateList = (db: Db, actor: Actor, id: string, input: ListInput): Promise<void> => {
  checkValidity(input)
  const { partyID } = actor
  if (partyID === null) throw problem('registry.not-yours')
  const { entries, ...list } = input
  return changeRegistry(db, actor, async (tx, position) => {
    refuse(faultsOf(input, await groupTree(tx, { at: input.validFrom })))
    const { status = 'issued', validTo = 'infinity', roadmap = {} } = list
    const version = { ...list, id, position, declaredBy: partyID, status, validTo, roadmap }
    await insertList(tx, version, entries.map(toStored))
    return {
      deed: {
        action: 'registry.state-list',
        subject: `list ${id}`,
        details: { position, validFrom: list.validFrom, document: list.document.number, entries: entries.length },
      },
      keys: [],
      result: undefined,
    }
  })
}

const mostFaults = 50

const refuse = (errors: ProblemDetail[]): void => {
  if (errors.length > 0)
    throw problem('registry.list-invalid', { count: errors.length }, { errors: errors.slice(0, mostFaults) })
}

/** What is wrong with each entry, named by its place. */
export const faultsOf = (
  { kind, entries }: Pick<ListInput, 'kind' | 'entries'>,
  groups: ReadonlyMap<string, unknown>,
) =>
  entries.flatMap((entry, index): ProblemDetail[] => {
    const fault = faultOf(kind, entry, groups)
    return fault
      ? [{ code: fault[0], field: `/entries/${index}/${fault[1]}`, params: { value: fault[2], key: fault[2] } }]
      : []
  })

function faultOf(
  kind: ListInput['kind'],
  entry: ListEntry,
  groups: ReadonlyMap<string, unknown>,
): [code: string, member: string, value: string] | undefined {
  const { level, group, gtin, descriptions = {} } = entry
  if ((kind === 'risk') !== (level !== undefined)) return ['list-level-unfit', 'level', level ?? '']
  if (!isDecidable(entry) && Object.keys(descriptions).length === 0) return ['list-entry-empty', '', '']
  if (group !== undefined && !groups.has(group)) return ['list-group-unknown', 'group', group]
  if (gtin !== undefined && !hasCheckDigit(gtin)) return ['check-digit-wrong', 'gtin', gtin]
  return undefined
}

/** An entry as it is kept, by its place in its list. */
export const toStored = (entry: ListEntry, index: number): StoredEntry => ({
  entry: index + 1,
  level: entry.level ?? null,
  group: entry.group ?? null,
  hsCode: entry.hsCode === undefined ? null : hsDigits(entry.hsCode),
  gtin: entry.gtin?.padStart(14, '0') ?? null,
  descriptions: entry.descriptions ?? {},
  roadmap: entry.roadmap ?? null,
})
