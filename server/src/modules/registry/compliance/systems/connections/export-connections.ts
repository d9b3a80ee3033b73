import { lowestID } from '../../../../../platform/ids.ts'
import { viewerOf } from '../../../rights/reach.ts'
import { derivedColumns, type ExportTarget } from '../../../spreadsheets/import-target.ts'
import { pageOfRecords, toRow } from '../../../spreadsheets/records-target.ts'
import { selectConnections } from './connection.store.ts'

/** Paths to national targets, those that have ended too: of one's products and through one's systems. */
export const connectionsExport: ExportTarget = {
  name: 'connections',
  permission: { export: 'registry.read-own' },
  columns: derivedColumns(
    ...['id', 'party', 'target', 'system', 'product', 'productGroup', 'validFrom', 'validTo', 'declaredBy'],
  ),
  read: async (reader, actor, { after, limit, moment }) => {
    const asked = { seer: viewerOf(actor), party: null, after: after || lowestID, limit: limit + 1 }
    const rows = await selectConnections(reader, asked, { asOf: moment.asOf })
    return pageOfRecords(rows, limit, ({ owner: _owner, ...row }) => toRow<object>(row))
  },
}
