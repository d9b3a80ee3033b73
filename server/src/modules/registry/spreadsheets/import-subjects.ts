import type Type from 'typebox'
import type { Actor } from '../../../platform/actor.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { describeKeys } from '../keys/claims/describe-keys.ts'
import { selectBearers, selectIdentifiers } from '../keys/identifiers/identifier.store.ts'
import type { Identifier, identifierSchemes } from '../keys/identifiers/identifier.ts'
import {
  fromIdentifierCells,
  type IdentifierCells,
  identifierName,
  identifierNames,
  toIdentifierCells,
} from '../keys/identifiers/identifier-columns.ts'
import { reachesAll } from '../rights/reach.ts'
import {
  selectKeysOfKind,
  selectStatementHistory,
  selectSubjectKeys,
  selectWords,
} from '../statements/attributes/statement.store.ts'
import { toldWords } from '../statements/attributes/told-words.ts'
import type { Spoken } from '../statements/attributes/word.ts'
import {
  type Describing,
  type Entry,
  judgeSubjects,
  nothingSaid,
  orRefusal,
  ownKey,
  type Said,
  type SubjectPlan,
  writeSubjects,
} from '../statements/describe-subject.ts'
import type { Moment } from '../versions/moment.ts'
import type { ExportAsked, ImportColumn, ImportTarget, Judged, Known, Sought } from './import-target.ts'

type Row = { identifiers?: IdentifierCells }

/** What a register of products or places says of its spreadsheets beyond what both have in common. */
type SubjectSheet<R extends Row, Input> = {
  name: string
  describing: Describing<Input & { identifiers?: Identifier[] }>
  schemes: readonly (typeof identifierSchemes)[number][]
  columns: readonly ImportColumn[]
  schema: Type.TSchema
  /** The key that the row names; undefined where it has none of its own, and an identifier finds it. */
  keyOf: (row: R) => string | undefined
  /** The columns that name the key. */
  named: (key: string) => Partial<R>
  content: (words: readonly Spoken[]) => Omit<R, 'identifiers'>
  input: (row: R) => Input
  reach: SubjectReach
  complete?: NonNullable<ImportTarget<R, SubjectPlan, Said>['complete']>
}

/** Whose entries an export tells beyond the actor's own: those that a permission reaches, as where they are listed. */
export type SubjectReach = {
  permissions: readonly string[]
  /** Of these keys those that the actor's reach covers. */
  reached: (reader: Reader, actor: Actor, keys: readonly string[], moment: Moment) => Promise<ReadonlySet<string>>
  /** Whether who reaches an entry reads what is said of it to no one else. */
  whole: boolean
}

/** The spreadsheets of a register whose entries are described in words: importing a row is a PUT of it. */
export const subjectTarget = <R extends Row, Input>(
  sheet: SubjectSheet<R, Input>,
): ImportTarget<R, SubjectPlan, Said> => ({
  name: sheet.name,
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [...sheet.columns, { path: 'owner', derived: true }, { path: 'claim', derived: true }],
  schema: sheet.schema,
  rowKey: (row) => sheet.keyOf(row) ?? identifierName(row.identifiers),
  otherNames: (row) => identifierNames(row.identifiers),
  current: (reader, actor, rowKeys) => readCurrent(sheet, reader, actor, rowKeys),
  ...(sheet.complete && { complete: sheet.complete }),
  judge: async (reader, actor, rows) => judgeRows(sheet, reader, actor, rows),
  write: (tx, _actor, plans, position) => writeSubjects(tx, plans, position),
  bearing: ({ rowKey }) => (isApart(rowKey) ? [] : undefined),
  read: (reader, actor, asked) => readPage(sheet, reader, actor, asked),
  history: async (reader, actor, asked) => {
    const { keys, next } = await pageOfKeys(sheet, reader, reachesAll(actor) ? null : actor.partyID, asked)
    const rows = await selectStatementHistory(reader, keys, reachesAll(actor) ? null : actor.partyID, asked.moment)
    return { rows, ...(next !== undefined && { next }) }
  },
})

const isKey = (name: string): boolean => name.startsWith('/') || name.startsWith('urn:uuid:')

/** Who is found by an identifier may be given it by another row; who owns a key with qualifiers is who owns it without. */
const isApart = (name: string): boolean => /^(urn:uuid:|\/\d+\/[^/]+$)/.test(name)

/** The keys that names stand for: a key for itself, an identifier for what the actor named so. */
async function findKeys(
  { describing }: Pick<SubjectSheet<Row, object>, 'describing'>,
  reader: Reader,
  actor: Actor,
  names: readonly string[],
): Promise<Map<string, string>> {
  const codes = names.filter((name) => !isKey(name))
  const found = new Map(names.filter(isKey).map((name) => [name, name]))
  if (codes.length === 0) return found
  const values = codes.map((name) => name.slice(name.indexOf(':') + 1))
  const bearers = (await selectBearers(reader, values, {})).filter(
    ({ subject, declaredBy }) => isKey(subject) && (declaredBy === actor.partyID || reachesAll(actor)),
  )
  const subjects = bearers.map(({ subject }) => subject)
  const fitting = new Set(await selectKeysOfKind(reader, subjects, describing.kind))
  for (const { scheme, value, subject } of bearers)
    if (fitting.has(subject) && !found.has(`${scheme}:${value}`)) found.set(`${scheme}:${value}`, subject)
  return found
}

/** What the actor says of these entries now; one who speaks for all meets the words that count where it said nothing. */
async function readCurrent<R extends Row, I>(
  sheet: SubjectSheet<R, I>,
  reader: Reader,
  actor: Actor,
  names: readonly string[],
): Promise<Map<string, Known<R, Said>>> {
  const keys = await findKeys(sheet as unknown as SubjectSheet<Row, object>, reader, actor, names)
  const subjects = [...keys.values()]
  const rows = await readRows(sheet, reader, actor, { keys: subjects, open: reachesAll(actor) ? subjects : [] }, {})
  return new Map(
    [...keys].flatMap(([name, subject]) => {
      const found = rows.get(subject)
      return found === undefined ? [] : [[name, { subject, ...found }] as const]
    }),
  )
}

/** `open`: of which keys the words that count are told where the actor itself says nothing. */
async function readRows<R extends Row, I>(
  { content, describing, named, reach, schemes }: SubjectSheet<R, I>,
  reader: Reader,
  actor: Actor,
  { keys, open }: { keys: readonly string[]; open: Iterable<string> },
  moment: Moment,
): Promise<Map<string, { row: R; said: Said }>> {
  const mine = Map.groupBy(await selectWords(reader, keys, moment, actor.partyID ?? ''), ({ subject }) => subject)
  const silent = [...open].filter((key) => !mine.has(key))
  const whole = reachesAll(actor) || reach.whole
  const told = await toldWords(reader, silent, moment, { whole, attributes: describing.attributes })
  const identifiers = Map.groupBy(await selectIdentifiers(reader, keys, moment), ({ subject }) => subject)
  const rows = new Map<string, { row: R; said: Said }>()
  for (const key of keys) {
    const words: readonly Spoken[] = mine.get(key) ?? told.get(key) ?? []
    const names = identifiers.get(key) ?? []
    if (words.length + names.length === 0) continue
    const cells = toIdentifierCells(names, schemes)
    const row = { ...named(key), ...content(words), ...(cells && { identifiers: cells }) } as unknown as R
    rows.set(key, { row, said: { words: mine.get(key) ?? [], names } })
  }
  return rows
}

async function judgeRows<R extends Row, I>(
  sheet: SubjectSheet<R, I>,
  reader: Reader,
  actor: Actor,
  sought: readonly Sought<R, Said>[],
): Promise<Judged<SubjectPlan>[]> {
  const read = sought.map((each) => orRefusal(() => toEntry(sheet, each)))
  const entries = read.flatMap((each) => ('issues' in each ? [] : [each]))
  const judged = (await judgeSubjects(reader, actor, entries, sheet.describing, { unlessHeard: true })).values()
  return read.map((each) => ('issues' in each ? each : (judged.next().value ?? { issues: [] })))
}

function toEntry<R extends Row, I>(
  { input, keyOf }: SubjectSheet<R, I>,
  { row, subject, said = nothingSaid }: Sought<R, Said>,
): Entry<I & { identifiers?: Identifier[] }> {
  const given = { ...input(row), identifiers: fromIdentifierCells(row.identifiers) }
  return { key: subject ?? keyOf(row) ?? ownKey(given), input: given, said }
}

/** Keys in their order, those of which `speaker` says something (null: anybody). */
async function pageOfKeys<R extends Row, I>(
  { describing: { kind } }: SubjectSheet<R, I>,
  reader: Reader,
  speaker: string | null,
  { after, limit, moment }: ExportAsked,
): Promise<{ keys: string[]; next?: string }> {
  const asked = { kind, after, limit: limit + 1, declaredBy: speaker ?? undefined }
  const found = await selectSubjectKeys(reader, asked, moment)
  const keys = found.slice(0, limit)
  return { keys, ...(found.length > limit && { next: keys.at(-1) ?? '' }) }
}

/** A page of what the actor may take away: its own, and what its reach covers. */
async function readPage<R extends Row, I>(sheet: SubjectSheet<R, I>, reader: Reader, actor: Actor, asked: ExportAsked) {
  const { moment } = asked
  const { permissions, reached } = sheet.reach
  const beyond =
    reachesAll(actor) || permissions.flatMap((permission) => actor.reach(permission)).some(({ kind }) => kind !== 'own')
  const { keys, next } = await pageOfKeys(sheet, reader, beyond ? null : actor.partyID, asked)
  const open = reachesAll(actor)
    ? new Set(keys)
    : beyond
      ? await reached(reader, actor, keys, moment)
      : new Set<string>()
  const rows = await readRows(sheet, reader, actor, { keys, open }, moment)
  const descriptions = await describeKeys(reader, keys, moment.asOf, moment.at)
  const full = [...rows].flatMap(([key, { row, said }]) => {
    if (beyond && !open.has(key) && said.words.length === 0) return []
    const { owner, claim } = descriptions.get(key) ?? {}
    return [{ ...row, ...(owner && { owner }), ...(claim && { claim }) }]
  })
  return { rows: full, ...(next !== undefined && { next }) }
}
