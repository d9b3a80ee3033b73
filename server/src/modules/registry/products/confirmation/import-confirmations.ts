import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { PartyName, speakerNamed } from '../../parties/party-names.ts'
import { viewerOf } from '../../rights/reach.ts'
import { dayCell, textCell } from '../../spreadsheets/import-cell.ts'
import type { ExportAsked } from '../../spreadsheets/import-target.ts'
import { type Judging, knownByName, type RecordSheet, recordsTarget } from '../../spreadsheets/records-target.ts'
import { Day } from '../../versions/day.ts'
import { dayOf } from '../../versions/moment.ts'
import { cutPage } from '../../wire.ts'
import { pathName, productKey } from '../product-key.ts'
import { confirmationCheck } from './confirm-product.ts'
import { type Confirmed, insertConfirmations, selectConfirmationPage, selectConfirmed } from './confirmation.store.ts'

type Row = { product: string; party?: string; confirmedOn?: string }

const sheet: RecordSheet<Row, Confirmed> = {
  name: 'product-confirmations',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'product', cell: textCell, required: true },
    { path: 'party', cell: textCell },
    { path: 'confirmedOn', cell: dayCell },
  ],
  derived: [],
  schema: Type.Object(
    {
      product: Type.String({ maxLength: 40 }),
      party: Type.Optional(PartyName),
      confirmedOn: Type.Optional(Day),
    },
    { additionalProperties: false },
  ),
  named: ({ product, party, confirmedOn }) => [product, party, confirmedOn],
  parties: ({ party }) => [party],
  toRecord: ({ product, party, confirmedOn = dayOf(new Date()) }, actor, partyOf) => ({
    ...{ product: productKey(product), confirmedOn },
    party: speakerNamed(party, actor, partyOf),
  }),
  nameOf: ({ product, party, confirmedOn }) => `${product} ${party} ${confirmedOn}`,
  judging,
  reworded: false,
  write: (tx, _actor, entries, position) => insertConfirmations(tx, entries, position),
  read: readPage,
}

async function judging(reader: Reader, actor: Actor, entries: readonly Confirmed[]): Promise<Judging<Confirmed>> {
  const products = [...new Set(entries.map(({ product }) => product))]
  const confirmed = await selectConfirmed(reader, products, viewerOf(actor))
  const check = await confirmationCheck(reader, actor, products)
  return {
    known: knownByName<Confirmed>(sheet.nameOf, confirmed),
    check: ({ product, party, confirmedOn }) => {
      if (check(product) !== party) throw problem('registry.not-yours')
      // Whoever confirms says that the data hold now: no former day is made up for, none to come is promised.
      if (confirmedOn !== dayOf(new Date())) throw problem('registry.confirmed-today', { day: confirmedOn })
    },
  }
}

async function readPage(reader: Reader, actor: Actor, { after, limit, moment }: ExportAsked) {
  const [product = '', position = '0'] = after === '' ? [] : after.split(' ')
  const asked = { party: viewerOf(actor), after: { product, position: Number(position) }, limit: limit + 1 }
  const { items, next } = cutPage(
    await selectConfirmationPage(reader, asked, moment.asOf),
    limit,
    (row) => `${row.product} ${row.position}`,
    ({ position: _position, ...row }) => ({ ...row, product: pathName(row.product) }),
  )
  return { rows: items, ...(next !== undefined && { next }) }
}

/** An owner's yearly words on its products, from a spreadsheet, each of today; one's own, everybody's for who keeps the register, to one. */
export const confirmationsTarget = recordsTarget(sheet)
