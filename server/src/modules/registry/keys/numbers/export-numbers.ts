import { lowestID } from '../../../../platform/ids.ts'
import { viewerOf } from '../../rights/reach.ts'
import { derivedColumns, type ExportTarget } from '../../spreadsheets/import-target.ts'
import { pageOfRecords, toRow } from '../../spreadsheets/records-target.ts'
import { findSeriesAmong, selectLeasePage, selectSeriesPage } from './number.store.ts'
import { createSpelling } from './number-series.ts'

const permission = { export: 'registry.read-own' }

/** Series of numbers as they are now: whose, of what shape, and how many of their places have been given out. */
export const numberSeriesExport: ExportTarget = {
  name: 'number-series',
  permission,
  columns: derivedColumns('id', 'holder', 'kind', 'key', 'prefix', 'width', 'random', 'capacity', 'given'),
  read: async (reader, actor, { after, limit }) => {
    const asked = { party: viewerOf(actor), after: after || lowestID, limit: limit + 1 }
    return pageOfRecords(await selectSeriesPage(reader, asked), limit, ({ secret, next, ...series }) => ({
      ...{ ...series, random: secret !== null, given: next },
    }))
  },
}

/** Spans of numbers as they are now: to whom they were given, until when, and what became of which of them. */
export const numberLeasesExport: ExportTarget = {
  name: 'number-leases',
  permission,
  columns: derivedColumns(
    ...['series', 'id', 'lessee', 'device', 'first', 'last', 'firstNumber', 'lastNumber'],
    ...['expiresOn', 'leasedAt', 'accounts'],
  ),
  read: async (reader, actor, { after, limit }) => {
    const [series = lowestID, lease = lowestID] = after === '' ? [] : after.split(' ')
    const asked = { party: viewerOf(actor), after: [series, lease] as const, limit: limit + 1 }
    const rows = await selectLeasePage(reader, asked)
    const shown = rows.slice(0, limit)
    const known = await findSeriesAmong(reader, [...new Set(shown.map((row) => row.series))])
    const spellings = new Map(known.map((each) => [each.id, createSpelling(each)]))
    const last = shown.at(-1)
    return {
      rows: shown.map(({ accounts, ...row }) => {
        const numberAt = spellings.get(row.series)?.numberAt ?? String
        return {
          ...{ ...toRow<object>(row), firstNumber: numberAt(row.first), lastNumber: numberAt(row.last) },
          ...(accounts.length > 0 && { accounts }),
        }
      }),
      ...(rows.length > limit && last && { next: `${last.series} ${last.id}` }),
    }
  },
}
