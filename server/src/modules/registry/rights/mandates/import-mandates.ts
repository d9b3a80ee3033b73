import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { lowestID, newID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { PartyName } from '../../parties/party-names.ts'
import { dayCell, listCell, textCell, wordCell } from '../../spreadsheets/import-cell.ts'
import {
  type Judging,
  knownByName,
  pageOfRecords,
  type RecordSheet,
  recordsTarget,
  toRow,
} from '../../spreadsheets/records-target.ts'
import { Day } from '../../versions/day.ts'
import { viewerOf } from '../reach.ts'
import { mandateCheck, readMandate } from './give-mandate.ts'
import { insertMandates, type MandateRow, selectMandatePage, selectMandatesOf } from './mandate.store.ts'
import { mandatePurposes, NewMandate } from './mandate.ts'

type Row = NewMandate & { validFrom: string }
type Entry = Omit<MandateRow, 'id'>

const sheet: RecordSheet<Row, Entry> = {
  name: 'mandates',
  permission: { import: 'registry.give-mandate', export: 'registry.read-own' },
  columns: [
    { path: 'principal', cell: textCell },
    { path: 'holder', cell: textCell, required: true },
    { path: 'purpose', cell: wordCell(mandatePurposes, 'columns.mandates.purpose'), required: true },
    { path: 'keys', cell: listCell },
    { path: 'scopes', cell: listCell },
    { path: 'validFrom', cell: dayCell, required: true },
    { path: 'validTo', cell: dayCell },
    { path: 'basisText', cell: textCell },
    { path: 'basisFile', cell: textCell },
  ],
  derived: ['ended', 'id'],
  schema: Type.Object(
    { ...NewMandate.properties, principal: Type.Optional(PartyName), holder: PartyName, validFrom: Day },
    { additionalProperties: false },
  ),
  named: ({ principal, holder, purpose, validFrom, keys, scopes }) => [
    ...[principal, holder, purpose, validFrom, keys, scopes],
  ],
  parties: ({ principal, holder }) => [principal, holder],
  toRecord: ({ principal, holder, ...row }, actor, partyOf) =>
    readMandate(actor, {
      ...{ ...row, holder: partyOf(holder) },
      ...(principal !== undefined && { principal: partyOf(principal) }),
    }),
  nameOf: ({ principal, holder, purpose, validFrom, keys, scopes }) =>
    JSON.stringify([principal, holder, purpose, validFrom, keys, scopes?.toSorted()]),
  judging,
  reworded: false,
  write: (tx, actor, entries, position) =>
    insertMandates(
      tx,
      entries.map((entry) => ({ ...entry, id: newID() })),
      { position, declaredBy: actor.partyID ?? '' },
    ),
  read: async (reader, actor, { after, limit, moment }) => {
    const whose = viewerOf(actor)
    const asked = { party: whose, after: after || lowestID, limit: limit + 1 }
    return pageOfRecords(await selectMandatePage(reader, asked, { asOf: moment.asOf }), limit, (row) => toRow<Row>(row))
  },
}

async function judging(reader: Reader, actor: Actor, entries: readonly Entry[]): Promise<Judging<Entry>> {
  const principals = [...new Set(entries.map(({ principal }) => principal))]
  const isSide = ({ principal, holder }: Entry) =>
    actor.can('registry.administer') || principal === actor.partyID || holder === actor.partyID
  const given = (await selectMandatesOf(reader, principals)).filter(isSide)
  const check = await mandateCheck(reader, actor, entries)
  return { known: knownByName<Entry>(sheet.nameOf, given), check }
}

/** Mandates that one gives, from a spreadsheet; those that one gave or holds, to one. */
export const mandatesTarget = recordsTarget(sheet)
