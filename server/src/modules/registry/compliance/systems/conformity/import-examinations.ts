import Type from 'typebox'
import type { Actor } from '../../../../../platform/actor.ts'
import { newID } from '../../../../../platform/ids.ts'
import type { Reader } from '../../../../../platform/postgres/database.ts'
import { problem } from '../../../../../platform/problem.ts'
import { PartyName, speakerNamed } from '../../../parties/party-names.ts'
import { dayCell, flagCell, textCell, wordCell } from '../../../spreadsheets/import-cell.ts'
import {
  type Judging,
  knownByName,
  type RecordSheet,
  recordsTarget,
  toRow,
} from '../../../spreadsheets/records-target.ts'
import { lastPosition, momentValues } from '../../../versions/moment.ts'
import { systemsAmong, systemsMet } from '../systems-met.ts'
import { insertExaminations, selectExaminations } from './conformity.store.ts'
import { examinationKinds, NewExamination } from './conformity.ts'
import { examinationCheck, type Found, readExamination } from './declare-conformity.ts'

type Row = NewExamination & { system: string; declaredBy?: string }
type Entry = Found & { declaredBy: string }

const sheet: RecordSheet<Row, Entry> = {
  name: 'examinations',
  permission: { import: 'registry.examine-systems', export: 'registry.read-own' },
  columns: [
    { path: 'system', cell: textCell, required: true },
    { path: 'kind', cell: wordCell(examinationKinds, 'columns.examinations.kind'), required: true },
    { path: 'passed', cell: flagCell, required: true },
    { path: 'examinedOn', cell: dayCell, required: true },
    { path: 'validTo', cell: dayCell },
    { path: 'evidenceText', cell: textCell },
    { path: 'evidenceFile', cell: textCell },
    { path: 'declaredBy', cell: textCell },
  ],
  derived: ['id'],
  schema: Type.Object(
    {
      ...NewExamination.properties,
      system: Type.String({ format: 'uuid' }),
      declaredBy: Type.Optional(PartyName),
    },
    { additionalProperties: false },
  ),
  named: (row) => [row.system, row.kind, row.passed, row.examinedOn, ...grounds(row), row.declaredBy],
  parties: ({ declaredBy }) => [declaredBy],
  toRecord: ({ system, declaredBy, ...row }, actor, partyOf) => ({
    ...readExamination(system, row),
    declaredBy: speakerNamed(declaredBy, actor, partyOf),
  }),
  // Whoever examines twice on a day finds twice: a finding is all that it says.
  nameOf: (entry) =>
    JSON.stringify([entry.system, entry.kind, entry.passed, entry.examinedOn, ...grounds(entry), entry.declaredBy]),
  judging,
  reworded: false,
  write: (tx, actor, entries, position) =>
    insertExaminations(
      tx,
      entries.map((entry) => ({ ...entry, id: newID() })),
      { position, declaredBy: actor.partyID ?? '' },
    ),
  read: async (reader, actor, asked) => {
    const { items, next } = await systemsMet(reader, actor, asked)
    const ids = items.map(({ id }) => id)
    const rows = await selectExaminations(reader, ids, momentValues(asked.moment)[0])
    return {
      rows: rows.map(({ position: _position, ...row }) => toRow<Row>(row)),
      ...(next !== undefined && { next }),
    }
  },
}

const grounds = ({
  validTo,
  evidenceText,
  evidenceFile,
}: Partial<Pick<Entry, 'validTo' | 'evidenceText' | 'evidenceFile'>>) => [validTo, evidenceText, evidenceFile]

async function judging(reader: Reader, actor: Actor, entries: readonly Entry[]): Promise<Judging<Entry>> {
  const met = await systemsAmong(
    reader,
    actor,
    entries.map(({ system }) => system),
  )
  const found = await selectExaminations(reader, met, lastPosition)
  const check = await examinationCheck(reader, actor, entries)
  return {
    known: knownByName<Entry>(sheet.nameOf, found),
    check: (entry) => {
      check(entry)
      if (entry.declaredBy !== actor.partyID) throw problem('registry.not-yours')
    },
  }
}

/** What an authority found of systems, from a spreadsheet; what authorities found of those that one meets, to one. */
export const examinationsTarget = recordsTarget(sheet)
