import { viewerOf } from '../../rights/reach.ts'
import { derivedColumns, type ExportTarget } from '../../spreadsheets/import-target.ts'
import { cutPage } from '../../wire.ts'
import { pathName } from '../product-key.ts'
import { selectConfirmationPage } from './confirmation.store.ts'

/** Each time an owner confirmed what stands of its product: one's own; everybody's, for who keeps the register. */
export const confirmationsExport: ExportTarget = {
  name: 'product-confirmations',
  permission: { export: 'registry.read-own' },
  columns: derivedColumns('product', 'party', 'confirmedOn'),
  read: async (reader, actor, { after, limit, moment }) => {
    const [product = '', position = '0'] = after === '' ? [] : after.split(' ')
    const asked = { party: viewerOf(actor), after: { product, position: Number(position) }, limit: limit + 1 }
    const { items, next } = cutPage(
      await selectConfirmationPage(reader, asked, moment.asOf),
      limit,
      (row) => `${row.product} ${row.position}`,
      ({ position: _position, ...row }) => ({ ...row, product: pathName(row.product) }),
    )
    return { rows: items, ...(next !== undefined && { next }) }
  },
}
