import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { PartyName } from '../../parties/party-names.ts'
import { pathName } from '../../products/product-key.ts'
import { reachesAll, viewerOf } from '../../rights/reach.ts'
import { dayCell, listCell, textCell } from '../../spreadsheets/import-cell.ts'
import type { ExportAsked } from '../../spreadsheets/import-target.ts'
import {
  type Judging,
  knownByName,
  pageOfRecords,
  type RecordSheet,
  recordsTarget,
  toRow,
} from '../../spreadsheets/records-target.ts'
import { dayOf } from '../../versions/moment.ts'
import { standingOn } from '../attestation/attestation.ts'
import { type StatedCertificate, selectCertificatePage, selectCertificatesNamed } from './certificate.store.ts'
import { type CertificateRow, NewCertificate } from './certificate.ts'
import { addCertificates, certified, readCertificate, statementCheck } from './state-certificate.ts'

type Row = NewCertificate & { holder?: string }
type Entry = Omit<StatedCertificate, 'id' | 'position'>

const sheet: RecordSheet<Row, Entry> = {
  name: 'certificates',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'standard', cell: textCell, required: true },
    { path: 'number', cell: textCell, required: true },
    { path: 'issuer', cell: textCell },
    { path: 'issuerName', cell: textCell },
    { path: 'products', cell: listCell },
    { path: 'locations', cell: listCell },
    { path: 'validFrom', cell: dayCell, required: true },
    { path: 'validTo', cell: dayCell, required: true },
    { path: 'file', cell: textCell },
    { path: 'holder', cell: textCell },
  ],
  derived: ['state', 'reason', 'id'],
  schema: Type.Object(
    { ...NewCertificate.properties, issuer: Type.Optional(PartyName), holder: Type.Optional(PartyName) },
    { additionalProperties: false },
  ),
  named: ({ standard, number, validFrom, holder }) => [standard, number, validFrom, holder],
  parties: ({ issuer, holder }) => [issuer, holder],
  toRecord: ({ holder, issuer, ...row }, actor, partyOf) => {
    const read = readCertificate(actor, { ...row, ...(issuer !== undefined && { issuer: partyOf(issuer) }) })
    return holder === undefined ? read : { ...read, holder: partyOf(holder) }
  },
  nameOf: ({ holder, standard, number, validFrom }) => JSON.stringify([holder, standard, number, validFrom]),
  judging,
  reworded: false,
  write: async (tx, _actor, entries, position) => void (await addCertificates(tx, entries, position)),
  read: readPage,
}

async function judging(reader: Reader, actor: Actor, entries: readonly Entry[]): Promise<Judging<Entry>> {
  const holders = [...new Set(entries.map(({ holder }) => holder))]
  const isSide = ({ holder, issuer }: Entry) =>
    reachesAll(actor) || holder === actor.partyID || issuer === actor.partyID
  const numbers = entries.map(({ number }) => number)
  const stated = await selectCertificatesNamed(reader, holders, numbers)
  const check = await statementCheck(reader, actor, entries.map(certified))
  return {
    known: knownByName<Entry>(sheet.nameOf, stated.filter(isSide)),
    check: (entry) => {
      if (entry.holder !== actor.partyID) throw problem('registry.not-yours')
      check(certified(entry))
    },
  }
}

/** What the actor holds or issued, in whatever state; everything, for who keeps the register. */
async function readPage(reader: Reader, actor: Actor, { after, limit, moment }: ExportAsked) {
  const party = viewerOf(actor)
  const asked = { party, after: after || lowestID, limit: limit + 1 }
  const day = dayOf(moment.at ?? new Date())
  return pageOfRecords(await selectCertificatePage(reader, asked, moment), limit, (row) => view(row, day))
}

const view = (row: CertificateRow, day: string): Row => {
  const { attestedAt: _at, revokedAt: _rev, withdrawnAt: _with, position: _pos, products, locations, ...said } = row
  return {
    ...toRow<Row>(said),
    ...(products && { products: products.map(pathName) }),
    ...(locations && { locations: locations.map(pathName) }),
    ...{ state: standingOn(row, day, row.validFrom, row.validTo) },
  }
}

/** Certificates that one holds, from a spreadsheet; those that one holds or issued, to one. */
export const certificatesTarget = recordsTarget(sheet)
