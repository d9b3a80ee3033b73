import type { Reader } from '../../../platform/postgres/database.ts'
import { anyOf, isOpen, opened, orderedColumns, seen } from '../visibility/seen.store.ts'
import type { Sight } from '../visibility/sight.ts'
import {
  behind,
  bind,
  binder,
  inTime,
  type KeyFilter,
  ofKeys,
  ordered,
  ownReads,
  perOwner,
  roleIn,
  type Scanned,
  type Selection,
  scan,
  seenRows,
  type Values,
} from './selection.store.ts'

/** Stored numbers of the roles of places, whose rows have indexes of their own (ADR 17). */
const placeRoles = [9, 10]
/** The condition of their indexes. */
export const isPlaceRow = 'e.role in (9, 10)'

/** Whether only places are asked for. */
export const isOfPlaces = ({ roles }: KeyFilter): boolean => roles.every((role) => placeRoles.includes(role))

/** Events that have any of the keys, by event time. */
export const scanByKeys = (reader: Reader, keys: KeyFilter, selection: Selection): Promise<Scanned> => {
  const values: Values = []
  return scan(reader, values, selection, [perKey(values, keys, selection, { where: seenRows(values, selection) })])
}

/** Of the first rows at places, whoever's they are, those that are seen, if who asks told of anything there. */
export const lookAmongOthers = async (reader: Reader, places: KeyFilter, selection: Selection): Promise<Scanned> => {
  const { sight, positions } = selection
  const values: Values = []
  const told = perOwner(values, sight).map((own) => {
    const where = [...ofKeys(values, places), isPlaceRow, ...own]
    return `exists (select from events.event_key e where ${where.join(' and ')})`
  })
  if (told.length === 0) return { places: [], rows: 0, end: undefined }
  const columns = `${orderedColumns}, e.captured_by, e.declared_by`
  const read = perKey(values, places, selection, { where: [`(${told.join(' or ')})`], columns })
  const judged = seen(binder(values), sight, positions.last, 's')
  const looked = await scan(reader, values, selection, [read], { judged })
  return { ...looked, rows: looked.places.length }
}

const perKey = (
  values: Values,
  { hashes, roles }: KeyFilter,
  selection: Selection,
  { where = [], columns = orderedColumns }: { where?: string[]; columns?: string },
): string => {
  const ofRole = roleIn(values, roles)
  return behind(values, selection, { column: 'e.key', type: 'uuid', list: hashes }, (own) =>
    ordered(values, selection, 'events.event_key', [own, ofRole, ...where], columns),
  )
}

/** How much is open to a viewer: where it is little, all of it is read, whatever others tell beside it. */
export type Opened = 'few' | 'many'

/** Events at places where a party sees few: all its rows there are read, however many others' lie beside them. */
export const sortFewAtPlaces = (reader: Reader, keys: KeyFilter, selection: Selection): Promise<Scanned> => {
  const values: Values = []
  return scan(reader, values, selection, [sorted(values, selection, rowsOf(values, keys, 'few', selection))])
}

const sorted = (values: Values, selection: Selection, rows: string): string =>
  ordered(values, selection, `(${rows} offset 0)`, [])

/** Every row of the keys that is seen; those of places lie together for each party. */
export const rowsOf = (values: Values, keys: KeyFilter, openTo: Opened, selection: Selection): string => {
  const { sight } = selection
  const read = (where: string[]) => `select e.* from events.event_key e where ${where.join(' and ')}`
  if (!isOfPlaces(keys)) return read([...ofKeys(values, keys), ...seenRows(values, selection)])
  const reads = perOwner(values, sight).map((own) => read([...ofKeys(values, keys), isPlaceRow, ...own]))
  if (sight === null) return reads.join('')
  const open =
    openTo === 'few'
      ? openRowsOf(values, keys, selection, sight)
      : read([...ofKeys(values, keys), isPlaceRow, isOpen(binder(values), sight, selection.positions.last)])
  return [...reads, open].join(' union all ')
}

/** The rows of keys in the events that are open to a viewer, from these events on. */
const openRowsOf = (
  values: Values,
  keys: KeyFilter,
  { columns, positions }: Selection,
  sight: NonNullable<Sight>,
): string => {
  const where = [
    `e.viewer = ${anyOf(binder(values), sight.open)}`,
    ...(columns.bizSteps === undefined ? [] : [`e.biz_step = any(${bind(values, columns.bizSteps)}::text[])`]),
    ...inTime(values, columns),
    ...opened(binder(values), positions.last, 'e'),
  ]
  return `select k.* from events.sight e cross join lateral (
      select * from events.event_key
       where key = any(${bind(values, keys.hashes)}::uuid[]) and event_time = e.event_time and event_uid = e.event_uid
         and role = any(${bind(values, keys.roles)}::smallint[]) limit 1) k
    where ${where.join(' and ')}`
}

/** Events by their columns alone, by event time: for who sees all those of a business step, where it is asked for. */
export const scanByColumns = (reader: Reader, selection: Selection): Promise<Scanned> => {
  const values: Values = []
  const { columns, sight } = selection
  const ofStep = (list: readonly string[]) =>
    behind(values, selection, { column: 'e.biz_step', type: 'text', list }, (own) =>
      ordered(values, selection, 'events.event', [own]),
    )
  const reads =
    sight === null && columns.bizSteps !== undefined
      ? [ofStep(columns.bizSteps)]
      : [...ownReads(values, selection, 'events.event'), ...openReads(values, selection)]
  return scan(reader, values, selection, reads)
}

/** What is open to a viewer, in the order of time. */
const openReads = (values: Values, selection: Selection): string[] => {
  const { sight, positions } = selection
  if (sight === null || sight.open.length === 0) return []
  const where = opened(binder(values), positions.last, 'e')
  return [
    behind(values, selection, { column: 'e.viewer', type: 'uuid', list: sight.open }, (own) =>
      ordered(values, selection, 'events.sight', [own, ...where]),
    ),
  ]
}
