import Type from 'typebox'
import type { Actor } from '../../../../../platform/actor.ts'
import { newID } from '../../../../../platform/ids.ts'
import type { Reader } from '../../../../../platform/postgres/database.ts'
import { problem } from '../../../../../platform/problem.ts'
import { PartyName, speakerNamed } from '../../../parties/party-names.ts'
import { dayCell, textCell, wordCell } from '../../../spreadsheets/import-cell.ts'
import {
  type Judging,
  knownByName,
  type RecordSheet,
  recordsTarget,
  toRow,
} from '../../../spreadsheets/records-target.ts'
import { lastPosition, momentValues } from '../../../versions/moment.ts'
import { systemsAmong, systemsMet } from '../systems-met.ts'
import { insertConformities, selectConformities } from './conformity.store.ts'
import { conformityBases, NewConformity } from './conformity.ts'
import { conformityCheck, type Declared, readConformity } from './declare-conformity.ts'

type Row = NewConformity & { system: string; declaredBy?: string }
type Entry = Declared & { declaredBy: string | undefined }

const sheet: RecordSheet<Row, Entry> = {
  name: 'conformities',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'system', cell: textCell, required: true },
    { path: 'standard', cell: textCell, required: true },
    { path: 'basis', cell: wordCell(conformityBases, 'columns.conformities.basis'), required: true },
    { path: 'certificate', cell: textCell },
    { path: 'certifier', cell: textCell },
    { path: 'declaredOn', cell: dayCell, required: true },
    { path: 'validTo', cell: dayCell },
    { path: 'file', cell: textCell, required: true },
    { path: 'declaredBy', cell: textCell },
  ],
  derived: ['ended', 'id'],
  schema: Type.Object(
    {
      ...NewConformity.properties,
      system: Type.String({ format: 'uuid' }),
      certifier: Type.Optional(PartyName),
      declaredBy: Type.Optional(PartyName),
    },
    { additionalProperties: false },
  ),
  named: ({ system, standard, declaredOn, file }) => [system, standard, declaredOn, file],
  parties: ({ certifier, declaredBy }) => [certifier, declaredBy],
  toRecord: ({ system, certifier, declaredBy, ...row }, actor, partyOf) => ({
    ...readConformity(system, { ...row, ...(certifier !== undefined && { certifier: partyOf(certifier) }) }),
    declaredBy: declaredBy === undefined ? undefined : speakerNamed(declaredBy, actor, partyOf),
  }),
  // A declaration is its paper: one file, one standard, one day.
  nameOf: ({ system, standard, declaredOn, file }) => JSON.stringify([system, standard, declaredOn, file]),
  judging,
  reworded: false,
  write: (tx, actor, entries, position) =>
    insertConformities(
      tx,
      entries.map((entry) => ({ ...entry, id: newID() })),
      { position, declaredBy: actor.partyID ?? '' },
    ),
  read: async (reader, actor, asked) => {
    const { items, next } = await systemsMet(reader, actor, asked)
    const ids = items.map(({ id }) => id)
    const rows = await selectConformities(reader, ids, momentValues(asked.moment)[0])
    return { rows: rows.map((row) => toRow<Row>(row)), ...(next !== undefined && { next }) }
  },
}

async function judging(reader: Reader, actor: Actor, entries: readonly Entry[]): Promise<Judging<Entry>> {
  const met = await systemsAmong(
    reader,
    actor,
    entries.map(({ system }) => system),
  )
  const declared = await selectConformities(reader, met, lastPosition)
  const check = await conformityCheck(reader, actor, entries)
  return {
    known: knownByName<Entry>(sheet.nameOf, declared),
    check: (entry) => {
      check(entry)
      if (entry.declaredBy !== undefined && entry.declaredBy !== actor.partyID) throw problem('registry.not-yours')
    },
  }
}

/** Declarations of one's systems' conformity, from a spreadsheet; those of the systems that one meets, to one. */
export const conformitiesTarget = recordsTarget(sheet)
