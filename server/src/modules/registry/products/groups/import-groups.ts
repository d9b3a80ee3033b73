import Type from 'typebox'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { dayCell, listCell, textCell } from '../../spreadsheets/import-cell.ts'
import type { ImportTarget } from '../../spreadsheets/import-target.ts'
import { languageColumns } from '../../spreadsheets/language-columns.ts'
import { sameValue } from '../../statements/attributes/word.ts'
import { judgeEach } from '../../statements/describe-subject.ts'
import type { Moment } from '../../versions/moment.ts'
import { insertGroup } from './group.store.ts'
import { GroupID, GroupInput, type ProductGroup } from './product-group.ts'
import { groupTree } from './read-groups.ts'
import { checkAgencies, checkPlace } from './state-group.ts'

type GroupRow = Omit<GroupInput, 'ended'> & { group: string }

const { ended: _ended, ...said } = GroupInput.properties

/** Product groups from a spreadsheet and to one: a parent stands above what lies below it. */
export const groupsTarget: ImportTarget<GroupRow, GroupRow> = {
  name: 'product-groups',
  permission: { import: 'registry.write-lists', export: 'registry.read-own' },
  columns: [
    { path: 'group', cell: textCell, required: true },
    ...languageColumns('names'),
    { path: 'parent', cell: textCell },
    { path: 'agencies', cell: listCell },
    { path: 'basis', cell: textCell },
    { path: 'validFrom', cell: dayCell },
    { path: 'validTo', cell: dayCell },
  ],
  schema: Type.Object({ group: GroupID, ...said }, { additionalProperties: false }),
  rowKey: ({ group }) => group,
  current: async (reader, _actor, ids) => {
    const rows = await readRows(reader, {})
    return new Map([...rows].filter(([id]) => ids.includes(id)).map(([id, row]) => [id, { subject: id, row }]))
  },
  judge: async (reader, _actor, sought) => {
    const rows = await readRows(reader, {})
    const above = new Set(sought.map(({ row }) => row.group))
    return judgeEach(sought, async ({ row }) => {
      const before = rows.get(row.group)
      if (before && sameValue(before, row)) return { fate: 'same', plan: row }
      await checkAgencies(reader, row.agencies ?? [])
      // A parent of the same file is not there yet.
      if (row.parent === undefined || rows.has(row.parent) || !above.has(row.parent))
        await checkPlace(reader, row.group, row)
      return { fate: before ? 'changed' : 'new', plan: row }
    })
  },
  write: async (tx, { partyID }, plans, position) => {
    for (const { group, ...row } of plans) {
      await checkPlace(tx, group, row)
      await insertGroup(tx, group, row, { position, declaredBy: partyID ?? '' })
    }
    return []
  },
  read: async (reader, _actor, { after, limit, moment }) => {
    const rows = [...(await readRows(reader, moment)).values()].filter(({ group }) => group > after)
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return { rows: shown, ...(rows.length > limit && last && { next: last.group }) }
  },
}

const readRows = async (reader: Reader, moment: Moment): Promise<Map<string, GroupRow>> =>
  new Map([...(await groupTree(reader, moment)).values()].map((group) => [group.id, toRow(group)]))

const toRow = ({ id, names, parent, agencies, basis, validFrom, validTo }: ProductGroup): GroupRow => ({
  group: id,
  names,
  ...(parent !== null && { parent }),
  ...(agencies.length > 0 && { agencies }),
  ...(basis !== null && { basis }),
  ...(validFrom !== '-infinity' && { validFrom }),
  ...(validTo !== 'infinity' && { validTo }),
})
