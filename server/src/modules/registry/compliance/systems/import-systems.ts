import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { orNone, PartyName, partyNames } from '../../parties/party-names.ts'
import { inCells, listCell, textCell, wordCell } from '../../spreadsheets/import-cell.ts'
import type { ExportAsked, Known } from '../../spreadsheets/import-target.ts'
import { languageColumns } from '../../spreadsheets/language-columns.ts'
import { type Judging, type RecordSheet, recordsTarget, toRow } from '../../spreadsheets/records-target.ts'
import { contentCheck, toContent, writeSystems } from './register-system.ts'
import { type SystemContent, selectSystemsAmong } from './system.store.ts'
import { NewSystem, type SystemRow, sharingModels } from './system.ts'
import { systemsMet } from './systems-met.ts'

type Row = Partial<Omit<NewSystem, 'validFrom' | 'validTo'>> & { id?: string }
type Entry = Omit<SystemContent, 'id' | 'validFrom' | 'validTo'> & { id: string | undefined; owner: string }

const { validFrom: _from, validTo: _to, ...described } = NewSystem.properties

const sheet: RecordSheet<Row, Entry> = {
  name: 'systems',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'id', cell: textCell },
    { path: 'owner', cell: textCell },
    ...languageColumns('names'),
    { path: 'provider', cell: textCell },
    { path: 'release', cell: textCell },
    { path: 'standards', cell: listCell },
    { path: 'sharingModel', cell: wordCell(sharingModels, 'columns.systems.sharingModel') },
    { path: 'url', cell: textCell },
    { path: 'credentials', cell: listCell },
    { path: 'basis', cell: textCell },
  ],
  derived: [],
  schema: Type.Object(
    {
      ...described,
      id: Type.Optional(Type.String({ format: 'uuid' })),
      standards: Type.Optional(described.standards),
      owner: Type.Optional(PartyName),
      provider: Type.Optional(PartyName),
    },
    { additionalProperties: false },
  ),
  named: ({ id, owner, names }) => [id, owner, nameOf(names)],
  parties: ({ owner, provider }) => [owner, provider],
  toRecord: ({ id, owner, provider, names = {}, standards = [], ...row }, actor, partyOf) => {
    const { validFrom: _from, validTo: _to, ...content } = toContent({ ...row, names, standards })
    return {
      ...{ ...content, id, provider: provider === undefined ? null : partyOf(provider) },
      owner: owner === undefined ? (actor.partyID ?? '') : partyOf(owner),
    }
  },
  nameOf: ({ id, owner, names }) => id ?? `${owner} ${nameOf(names)}`,
  judging,
  reworded: true,
  current: readCurrent,
  write,
  read: readPage,
}

/** A system without an id is known by its Vietnamese name, else by the first that it has. */
const nameOf = (names: Record<string, string> = {}): string | null =>
  (inCells(names.vi ?? Object.values(names)[0]) as string | undefined) ?? null

/** The systems of these owners and ids that are the actor's own, or that it provides; all, for who keeps the register. */
async function readOwn(reader: Reader, actor: Actor, owners: readonly string[], ids: readonly string[]) {
  const rows = await selectSystemsAmong(reader, { owners: [...new Set(owners)], ids }, {})
  const all = actor.can('registry.administer')
  return rows.filter(({ owner, provider }) => all || owner === actor.partyID || provider === actor.partyID)
}

async function readCurrent(
  reader: Reader,
  actor: Actor,
  rowKeys: readonly string[],
): Promise<ReadonlyMap<string, Known<Row>>> {
  const keys = rowKeys.map((key) => [key, JSON.parse(key) as (string | null)[]] as const)
  const partyOf = await partyNames(
    reader,
    actor,
    keys.flatMap(([, [, owner]]) => owner ?? []),
  )
  const ownerOf = (text: string | null | undefined) =>
    text ? orNone(() => partyOf(text)) : (actor.partyID ?? undefined)
  const rows = await readOwn(
    reader,
    actor,
    keys.flatMap(([, [, owner]]) => ownerOf(owner) ?? []),
    keys.flatMap(([, [id]]) => id ?? []),
  )
  const byID = new Map(rows.map((row) => [row.id, row]))
  const byName = new Map(rows.map((row) => [`${row.owner} ${nameOf(row.names)}`, row]))
  return new Map(
    keys.flatMap(([key, [id, owner, name]]) => {
      const row = id ? byID.get(id) : byName.get(`${ownerOf(owner)} ${name}`)
      return row === undefined ? [] : [[key, { subject: row.id, row: viewRow(row) }] as const]
    }),
  )
}

async function judging(reader: Reader, actor: Actor, entries: readonly Entry[]): Promise<Judging<Entry>> {
  const rows = await readOwn(
    reader,
    actor,
    entries.map(({ owner }) => owner),
    entries.flatMap(({ id }) => id ?? []),
  )
  const byID = new Map(rows.map((row) => [row.id, toEntry(row)]))
  const byName = new Map(rows.map((row) => [`${row.owner} ${nameOf(row.names)}`, toEntry(row)]))
  const check = await contentCheck(reader, entries)
  return {
    known: (entry) => (entry.id === undefined ? byName.get(sheet.nameOf(entry)) : byID.get(entry.id)),
    check: (entry) => {
      if (entry.id !== undefined && !byID.has(entry.id)) throw problem('registry.system-unknown', { system: entry.id })
      const isOwner = entry.owner === (byID.get(entry.id ?? '')?.owner ?? entry.owner)
      const mayAll = actor.can('registry.administer')
      if (!isOwner || (entry.owner !== actor.partyID && !mayAll)) throw problem('registry.not-yours')
      check(entry)
    },
  }
}

async function write(tx: Tx, actor: Actor, entries: readonly Entry[], position: number): Promise<void> {
  const versions = entries.map((entry) => ({ ...entry, id: entry.id ?? newID() }))
  const fresh = versions.filter((_, index) => entries[index]?.id === undefined)
  await writeSystems(tx, actor, { fresh, versions }, position)
}

const toEntry = (row: SystemRow): Entry => {
  const { ownerUnit: _unit, position: _position, declaredBy: _declaredBy, ...said } = row
  return said
}

/** As a row has it: without lists that are empty. */
const viewRow = (row: SystemRow): Row => {
  const { standards, credentials, ...said } = toEntry(row)
  return {
    ...toRow<Row>(said),
    ...(standards.length > 0 && { standards }),
    ...(credentials.length > 0 && { credentials }),
  }
}

async function readPage(reader: Reader, actor: Actor, asked: ExportAsked) {
  const { items, next } = await systemsMet(reader, actor, asked)
  return { rows: items.map(viewRow), ...(next !== undefined && { next }) }
}

/** Traceability systems from a spreadsheet and to one; a row is named by its id, else by its owner and its name. */
export const systemsTarget = recordsTarget(sheet)
