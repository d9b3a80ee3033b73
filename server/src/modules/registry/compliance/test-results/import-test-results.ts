import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { PartyName } from '../../parties/party-names.ts'
import { reachesAll, viewerOf } from '../../rights/reach.ts'
import { dayCell, flagCell, textCell } from '../../spreadsheets/import-cell.ts'
import type { ExportAsked } from '../../spreadsheets/import-target.ts'
import {
  type Judging,
  knownByName,
  pageOfRecords,
  type RecordSheet,
  recordsTarget,
  toRow,
} from '../../spreadsheets/records-target.ts'
import { standingOn } from '../attestation/attestation.ts'
import { addTestResults, readTestResult, resultCheck } from './state-test-result.ts'
import { type StatedResult, selectResults, selectResultsOn } from './test-result.store.ts'
import { NewTestResult, type TestResultRow } from './test-result.ts'

type Row = NewTestResult & { holder?: string }
type Entry = Omit<StatedResult, 'id' | 'position'>

const sheet: RecordSheet<Row, Entry> = {
  name: 'test-results',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'key', cell: textCell, required: true },
    { path: 'parameter', cell: textCell, required: true },
    { path: 'value', cell: textCell, required: true },
    { path: 'unit', cell: textCell },
    { path: 'limit', cell: textCell },
    { path: 'method', cell: textCell },
    { path: 'sample', cell: textCell },
    { path: 'laboratory', cell: textCell },
    { path: 'laboratoryName', cell: textCell },
    { path: 'testedOn', cell: dayCell, required: true },
    { path: 'conforms', cell: flagCell },
    { path: 'certificate', cell: textCell },
    { path: 'file', cell: textCell },
    { path: 'holder', cell: textCell },
  ],
  derived: ['state', 'reason', 'id'],
  schema: Type.Object(
    { ...NewTestResult.properties, laboratory: Type.Optional(PartyName), holder: Type.Optional(PartyName) },
    { additionalProperties: false },
  ),
  named: (row) => [row.key, row.parameter, row.testedOn, row.method, row.sample, row.holder],
  parties: ({ laboratory, holder }) => [laboratory, holder],
  toRecord: ({ holder, laboratory, ...row }, actor, partyOf) => {
    const named = laboratory === undefined ? row : { ...row, laboratory: partyOf(laboratory) }
    const read = readTestResult(actor, named)
    return holder === undefined ? read : { ...read, holder: partyOf(holder) }
  },
  nameOf: ({ holder, key, parameter, testedOn, method, sample }) =>
    JSON.stringify([holder, key, parameter, testedOn, method, sample]),
  judging,
  reworded: false,
  write: async (tx, _actor, entries, position) => void (await addTestResults(tx, entries, position)),
  read: readPage,
}

async function judging(reader: Reader, actor: Actor, entries: readonly Entry[]): Promise<Judging<Entry>> {
  const holders = [...new Set(entries.map(({ holder }) => holder))]
  const isSide = ({ holder, laboratory }: Entry) =>
    reachesAll(actor) || holder === actor.partyID || laboratory === actor.partyID
  const keys = [...new Set(entries.map(({ key }) => key))]
  const stated = await selectResultsOn(reader, holders, keys)
  const check = await resultCheck(reader, actor, entries)
  return {
    known: knownByName<Entry>(sheet.nameOf, stated.filter(isSide)),
    check: (entry) => {
      if (entry.holder !== actor.partyID) throw problem('registry.not-yours')
      check(entry)
    },
  }
}

/** What the actor had tested or tested itself; everything, for who keeps the register. */
async function readPage(reader: Reader, actor: Actor, { after, limit, moment }: ExportAsked) {
  const viewer = viewerOf(actor)
  const rows = await selectResults(reader, viewer, { after: after || lowestID, limit: limit + 1 }, moment)
  return pageOfRecords(rows, limit, view)
}

const view = (row: TestResultRow): Row => {
  const { attestedAt: _attested, revokedAt: _revoked, withdrawnAt: _withdrawn, position: _position, ...said } = row
  return { ...toRow<Row>(said), ...{ state: standingOn(row, row.testedOn, row.testedOn, row.testedOn) } }
}

/** Test results of one's goods, from a spreadsheet; those that one holds or tested, to one. */
export const testResultsTarget = recordsTarget(sheet)
