import { derivedColumns, type ExportTarget } from '../../../spreadsheets/import-target.ts'
import { toRow } from '../../../spreadsheets/records-target.ts'
import { momentValues } from '../../../versions/moment.ts'
import { systemsMet } from '../systems-met.ts'
import { selectConformities, selectExaminations } from './conformity.store.ts'

const permission = { export: 'registry.read-own' }

/** Declarations of conformity of the systems that one meets, those that were taken back marked. */
export const conformitiesExport: ExportTarget = {
  name: 'conformities',
  permission,
  columns: derivedColumns(
    ...['id', 'system', 'standard', 'basis', 'certificate', 'certifier', 'declaredOn', 'validTo', 'file'],
    ...['ended', 'declaredBy'],
  ),
  read: async (reader, actor, asked) => {
    const { items, next } = await systemsMet(reader, actor, asked)
    const ids = items.map(({ id }) => id)
    const rows = await selectConformities(reader, ids, momentValues(asked.moment)[0])
    return { rows: rows.map((row) => toRow<object>(row)), ...(next !== undefined && { next }) }
  },
}

/** What authorities found of the systems that one meets: whether they exchange data, whether they are ready to be connected. */
export const examinationsExport: ExportTarget = {
  name: 'examinations',
  permission,
  columns: derivedColumns(
    ...['id', 'system', 'kind', 'passed', 'examinedOn', 'validTo', 'evidenceText', 'evidenceFile', 'declaredBy'],
  ),
  read: async (reader, actor, asked) => {
    const { items, next } = await systemsMet(reader, actor, asked)
    const ids = items.map(({ id }) => id)
    const rows = await selectExaminations(reader, ids, momentValues(asked.moment)[0])
    return {
      rows: rows.map(({ position: _position, ...row }) => toRow<object>(row)),
      ...(next !== undefined && { next }),
    }
  },
}
