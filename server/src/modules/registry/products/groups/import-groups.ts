import Type from 'typebox'
import { takePosition } from '../../../../platform/positions.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { dayCell, flagCell, listCell, textCell } from '../../spreadsheets/import-cell.ts'
import type { ExportAsked, ImportTarget, Judged, Sought } from '../../spreadsheets/import-target.ts'
import { languageColumns } from '../../spreadsheets/language-columns.ts'
import { sameValue } from '../../statements/attributes/word.ts'
import { judgeEach } from '../../statements/describe-subject.ts'
import { checkValidity } from '../../versions/moment.ts'
import { type GroupWord, insertGroup, selectGroupWords } from './group.store.ts'
import { type GroupNode, makesCircle } from './group-tree.ts'
import { GroupID, GroupInput } from './product-group.ts'
import { groupTree } from './read-groups.ts'
import { checkAgencies, checkPlace } from './state-group.ts'

type GroupRow = GroupInput & { group: string }

/** A row is a word on a group: named by the group and the first day for which it is said. */
const rowKey = ({ group, validFrom }: GroupRow): string => (validFrom === undefined ? group : `${group}|${validFrom}`)

/** Product groups from a spreadsheet and to one: each word that counts on some day, those for days to come with them. */
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
    { path: 'ended', cell: flagCell },
  ],
  schema: Type.Object({ group: GroupID, ...GroupInput.properties }, { additionalProperties: false }),
  rowKey,
  current: async (reader, _actor, names) => {
    const rows = new Map((await readRows(reader)).map((row) => [rowKey(row), row]))
    return new Map(
      names.flatMap((name) => {
        const row = rows.get(name)
        return row === undefined ? [] : [[name, { subject: row.group, row }] as const]
      }),
    )
  },
  judge: async (reader, _actor, sought) => judgeRows(reader, sought),
  write: writeWords,
  read: readPage,
}

/** What lies above is judged first: it may come in with what lies below. A group whose parent is refused has none. */
async function judgeRows(reader: Reader, sought: readonly Sought<GroupRow>[]): Promise<Judged<GroupRow>[]> {
  const known = new Map((await readRows(reader)).map((row) => [rowKey(row), row]))
  const tree = new Map<string, GroupNode>(await groupTree(reader))
  const coming = new Map<string, GroupRow>()
  const ordered = parentsFirst(sought, ({ row }) => row)
  const judged = await judgeEach<Sought<GroupRow>, GroupRow>(ordered, async (each) => {
    const { ended, ...said } = each.row
    const row: GroupRow = ended ? each.row : said
    const before = known.get(rowKey(row))
    if (before && sameValue(before, row)) return { fate: 'same', plan: row }
    const { group, parent, agencies = [] } = row
    checkValidity(row)
    await checkAgencies(reader, agencies)
    if (parent !== undefined && makesCircle(tree, group, parent))
      throw problem('registry.group-circle', { group, parent })
    const above = parent === undefined ? undefined : coming.get(parent)
    if (!(above && covers(daysOf(above), daysOf(row)))) await checkPlace(reader, group, row)
    if (!tree.has(group)) coming.set(group, row)
    tree.set(group, { id: group, parent: parent ?? null, agencies })
    return { fate: before ? 'changed' : 'new', plan: row }
  })
  const fates = new Map(ordered.map((each, index) => [each, judged[index]]))
  return sought.map((each) => fates.get(each) ?? { issues: [] })
}

/** In their order, but each after the group that it lies below, where that comes too. */
function parentsFirst<T>(all: readonly T[], rowOf: (each: T) => GroupRow): T[] {
  const parents = new Map(all.map((each) => [rowOf(each).group, rowOf(each).parent]))
  const depthOf = (group: string): number => {
    let depth = 0
    let above = parents.get(group)
    for (; above !== undefined && parents.has(above) && depth < parents.size; above = parents.get(above)) depth += 1
    return depth
  }
  return all
    .map((each) => ({ each, depth: depthOf(rowOf(each).group) }))
    .toSorted((a, b) => a.depth - b.depth)
    .map(({ each }) => each)
}

/** Of several words on one group the later stands at a later position, as if they had been said one after the other. */
async function writeWords(
  tx: Tx,
  { partyID }: { partyID: string | null },
  plans: readonly GroupRow[],
  position: number,
): Promise<string[]> {
  const said = await selectGroupWords(tx)
  const begun = new Set(said.filter((word) => word.position === position).map(({ id }) => id))
  let at = position
  for (const { group, ...row } of parentsFirst(plans, (plan) => plan)) {
    if (begun.has(group)) {
      at = await takePosition(tx)
      begun.clear()
    }
    begun.add(group)
    await checkPlace(tx, group, row)
    await insertGroup(tx, group, row, { position: at, declaredBy: partyID ?? '' })
  }
  return []
}

/** By their groups, and each group's words in the order in which they were said. */
async function readPage(reader: Reader, _actor: unknown, { after, limit, moment }: ExportAsked) {
  const all = Map.groupBy(await readRows(reader, moment.asOf), ({ group }) => group)
  const rows = [...all.keys()].sort().flatMap((group) => all.get(group) ?? [])
  const start = rows.findIndex((row) => rowKey(row) === after) + 1
  const shown = rows.slice(start, start + limit)
  const last = shown.at(-1)
  return { rows: shown, ...(rows.length > start + limit && last && { next: rowKey(last) }) }
}

/** Words that count on some day: those over all of whose days another was said since are gone. */
async function readRows(reader: Reader, asOf?: number): Promise<GroupRow[]> {
  const words = await selectGroupWords(reader, asOf)
  const isCovered = (word: GroupWord) =>
    words.some((other) => other.id === word.id && other.position > word.position && covers(other, word))
  return words.filter((word) => !isCovered(word)).map(toRow)
}

type Days = Pick<GroupWord, 'validFrom' | 'validTo'>

/** ISO days sort as they follow each other; '-infinity' sorts before them, 'infinity' after. */
const covers = (over: Days, under: Days): boolean => over.validFrom <= under.validFrom && under.validTo <= over.validTo

const daysOf = ({ validFrom = '-infinity', validTo = 'infinity' }: GroupRow): Days => ({ validFrom, validTo })

const toRow = ({ id, names, parent, agencies, basis, validFrom, validTo, ended }: GroupWord): GroupRow => ({
  group: id,
  names,
  ...(parent !== null && { parent }),
  ...(agencies.length > 0 && { agencies }),
  ...(basis !== null && { basis }),
  ...(validFrom !== '-infinity' && { validFrom }),
  ...(validTo !== 'infinity' && { validTo }),
  ...(ended && { ended }),
})
