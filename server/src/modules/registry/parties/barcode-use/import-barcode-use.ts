import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { reachesAll } from '../../rights/reach.ts'
import { dayCell, flagCell, textCell, wordCell } from '../../spreadsheets/import-cell.ts'
import type { ExportAsked } from '../../spreadsheets/import-target.ts'
import { type Judging, knownByName, type RecordSheet, recordsTarget, toRow } from '../../spreadsheets/records-target.ts'
import { Day } from '../../versions/day.ts'
import { PartyName } from '../party-names.ts'
import { partyCheck } from '../refuse-unknown.ts'
import { insertBarcodeUses, type SaidUse, selectBarcodeUses, selectPartiesWithUse } from './barcode-use.store.ts'
import { type BarcodeSource, barcodeSources, NewBarcodeUse } from './barcode-use.ts'
import { checkSpeaker } from './state-barcode-use.ts'

type Row = {
  party: string
  uses: boolean
  validFrom: string
  validTo?: string
  source: BarcodeSource
  sourceText: string
  declaredBy?: string
}
type Entry = Omit<Required<Row>, 'declaredBy'> & { declaredBy: string }

const { sourceText } = NewBarcodeUse.properties

const sheet: RecordSheet<Row, Entry> = {
  name: 'barcode-use',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'party', cell: textCell, required: true },
    { path: 'uses', cell: flagCell, required: true },
    { path: 'validFrom', cell: dayCell, required: true },
    { path: 'validTo', cell: dayCell },
    { path: 'source', cell: wordCell(barcodeSources, 'columns.barcode-use.source'), required: true },
    { path: 'sourceText', cell: textCell, required: true },
    { path: 'declaredBy', cell: textCell },
  ],
  derived: [],
  schema: Type.Object(
    {
      party: PartyName,
      uses: Type.Boolean(),
      validFrom: Day,
      validTo: Type.Optional(Day),
      source: Type.Enum([...barcodeSources]),
      sourceText,
      declaredBy: Type.Optional(PartyName),
    },
    { additionalProperties: false },
  ),
  named: (row) => [row.party, row.source, row.validFrom, row.declaredBy],
  parties: (row) => [row.party, row.declaredBy],
  toRecord: (row, actor, partyOf) => ({
    ...{ ...row, validTo: row.validTo ?? 'infinity', party: partyOf(row.party) },
    declaredBy: row.declaredBy === undefined ? (actor.partyID ?? '') : partyOf(row.declaredBy),
  }),
  nameOf: (entry) => `${entry.party} ${entry.source} ${entry.declaredBy} ${entry.validFrom}`,
  judging,
  reworded: true,
  write: (tx, actor, entries, position) =>
    insertBarcodeUses(tx, entries, { position, declaredBy: actor.partyID ?? '' }),
  read: readPage,
}

async function judging(reader: Reader, actor: Actor, entries: readonly Entry[]): Promise<Judging<Entry>> {
  // Whose words these are is not told to others, not even that they are the same.
  const readable = entries.map((entry) => entry.party).filter((id) => reachesAll(actor) || id === actor.partyID)
  const said = await selectBarcodeUses(reader, readable, {})
  const refuseUnknown = await partyCheck(reader, readable)
  return {
    known: knownByName<Entry>(sheet.nameOf, said.map(toEntry)),
    check: (entry) => {
      if (checkSpeaker(actor, entry.party, entry) !== entry.declaredBy) throw problem('registry.not-yours')
      refuseUnknown(entry.party)
    },
  }
}

const toEntry = ({ position: _position, uses, ...use }: SaidUse): Entry => ({ ...use, uses: uses === true })

const partiesAPage = 200

/** What is said of the actor's own barcodes; of everybody's, for who keeps the register. */
async function readPage(reader: Reader, actor: Actor, { after, moment }: ExportAsked) {
  const own = after === '' && actor.partyID !== null ? [actor.partyID] : []
  const parties = reachesAll(actor) ? await selectPartiesWithUse(reader, after || lowestID, partiesAPage) : own
  const last = reachesAll(actor) && parties.length === partiesAPage ? parties.at(-1) : undefined
  const said = await selectBarcodeUses(reader, parties, { asOf: moment.asOf })
  return { rows: said.map((use) => toRow<Row>(toEntry(use))), ...(last !== undefined && { next: last }) }
}

/** Who uses barcodes, from a spreadsheet and to one: what one says of oneself, or what lists and inspections tell of others. */
export const barcodeUseTarget = recordsTarget(sheet)
