import { lowestID } from '../../../../platform/ids.ts'
import { viewerOf } from '../../rights/reach.ts'
import { derivedColumns, type ExportTarget } from '../../spreadsheets/import-target.ts'
import { toRow } from '../../spreadsheets/records-target.ts'
import { cutPage } from '../../wire.ts'
import { selectFulfilmentPage } from './fulfilment.store.ts'

/** What parties say of obligations that they meet: one's own words; everybody's, for who keeps the register. */
export const fulfilmentsExport: ExportTarget = {
  name: 'obligation-fulfilments',
  permission: { export: 'registry.read-own' },
  columns: derivedColumns('party', 'obligation', 'doneOn', 'evidenceText', 'evidenceFile'),
  read: async (reader, actor, { after, limit, moment }) => {
    const party = after === '' ? lowestID : after.slice(0, lowestID.length)
    const asked = {
      party: viewerOf(actor),
      after: { party, obligation: after.slice(party.length + 1) },
      limit: limit + 1,
    }
    const { items, next } = cutPage(
      await selectFulfilmentPage(reader, asked, moment.asOf),
      limit,
      (row) => `${row.party} ${row.obligation}`,
      (row) => toRow<object>(row),
    )
    return { rows: items, ...(next !== undefined && { next }) }
  },
}
