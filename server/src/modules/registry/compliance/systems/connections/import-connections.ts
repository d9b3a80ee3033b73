import Type from 'typebox'
import type { Actor } from '../../../../../platform/actor.ts'
import { lowestID, newID } from '../../../../../platform/ids.ts'
import type { Reader } from '../../../../../platform/postgres/database.ts'
import { PartyName } from '../../../parties/party-names.ts'
import { viewerOf } from '../../../rights/reach.ts'
import { dayCell, textCell } from '../../../spreadsheets/import-cell.ts'
import {
  type Judging,
  pageOfRecords,
  type RecordSheet,
  recordsTarget,
  toRow,
} from '../../../spreadsheets/records-target.ts'
import { Day } from '../../../versions/day.ts'
import { insertConnections, selectConnections, selectConnectionsNamed } from './connection.store.ts'
import { NewConnection } from './connection.ts'
import { connectionCheck, type Declared, readConnection } from './declare-connection.ts'

type Row = NewConnection & { validFrom: string }

const sheet: RecordSheet<Row, Declared> = {
  name: 'connections',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'party', cell: textCell },
    { path: 'target', cell: textCell, required: true },
    { path: 'system', cell: textCell, required: true },
    { path: 'product', cell: textCell },
    { path: 'productGroup', cell: textCell },
    { path: 'validFrom', cell: dayCell, required: true },
    { path: 'validTo', cell: dayCell },
  ],
  derived: ['declaredBy', 'id'],
  schema: Type.Object(
    { ...NewConnection.properties, party: Type.Optional(PartyName), validFrom: Day },
    { additionalProperties: false },
  ),
  named: ({ party, target, system, product, productGroup, validFrom }) => [
    party,
    target,
    system,
    product,
    productGroup,
    validFrom,
  ],
  parties: ({ party }) => [party],
  toRecord: ({ party, ...row }, actor, partyOf) =>
    readConnection(actor, { ...row, ...(party !== undefined && { party: partyOf(party) }) }),
  nameOf: ({ party, target, system, product, productGroup, validFrom }) =>
    JSON.stringify([party, target, system, product, productGroup, validFrom]),
  judging,
  reworded: false,
  write: (tx, actor, entries, position) =>
    insertConnections(
      tx,
      entries.map((entry) => ({ ...entry, id: newID() })),
      { position, declaredBy: actor.partyID ?? '' },
    ),
  read: async (reader, actor, { after, limit, moment }) => {
    const asked = { seer: viewerOf(actor), party: null, after: after || lowestID, limit: limit + 1 }
    const rows = await selectConnections(reader, asked, { asOf: moment.asOf })
    return pageOfRecords(rows, limit, ({ owner: _owner, statedTo: _stated, ...row }) => toRow<Row>(row))
  },
}

async function judging(reader: Reader, actor: Actor, entries: readonly Declared[]): Promise<Judging<Declared>> {
  const declared = await selectConnectionsNamed(reader, {
    parties: [...new Set(entries.map(({ party }) => party))],
    systems: [...new Set(entries.map(({ system }) => system))],
    days: [...new Set(entries.map(({ validFrom }) => validFrom))],
  })
  const isSide = ({ party, owner }: { party: string; owner: string }) =>
    actor.can('registry.administer') || party === actor.partyID || owner === actor.partyID
  const byName = Map.groupBy(declared.filter(isSide), sheet.nameOf)
  const check = await connectionCheck(reader, actor, entries)
  return {
    known: (entry) => {
      const named = byName.get(sheet.nameOf(entry)) ?? []
      // A connection that was ended is the same as it was declared, and as it goes out.
      const alike = named.find(({ validTo, statedTo }) => [validTo, statedTo].includes(entry.validTo))
      return alike === undefined ? named.at(-1) : { ...alike, validTo: entry.validTo }
    },
    check,
  }
}

/** Paths to national targets: those that one declares, from a spreadsheet; those of one's products and through one's systems, to one. */
export const connectionsTarget = recordsTarget(sheet)
