import type { Context } from '../context.ts'
import type { JsonObject } from '../event.ts'
import { toUTC } from '../utc-time.ts'
import { measuredStands, sortable, stands } from './compare.ts'
import { measurementType } from './measurement-type.ts'
import type { EventPredicate, SensorField } from './query.ts'
import type { Subject } from './subject.ts'
import { uriKey } from './values.ts'

type Of<F extends EventPredicate['field']> = Extract<EventPredicate, { field: F }>

/** Metadata and reports: time, device and method may stand in either (EPCIS 2.0 §7.3.7). */
function recordsOf({ event }: Subject): JsonObject[] {
  return (event?.sensorElementList ?? []).flatMap(({ sensorMetadata, sensorReport }) => [
    ...(sensorMetadata === undefined ? [] : [sensorMetadata]),
    ...sensorReport,
  ])
}

/** Whether any metadata or report holds one of the values. */
export function hasSensorTerm(predicate: Of<'sensor'>, subject: Subject): boolean {
  return recordsOf(subject).some((record) => {
    const value = record[predicate.name]
    if (typeof value === 'boolean') return predicate.in.includes(value)
    return typeof value === 'string' && predicate.in.includes(spelt(predicate.name, value, subject.context))
  })
}

function spelt(name: SensorField, value: string, context: Context): string {
  if (name === 'type') return measurementType(value, context)
  if (name === 'hexBinaryValue') return value.toUpperCase()
  return name === 'stringValue' || name === 'booleanValue' ? value : uriKey(value, context)
}

/** Whether a time of any metadata or report lies so. */
export function hasSensorTime({ name, op, time }: Of<'sensorTime'>, subject: Subject): boolean {
  return recordsOf(subject).some((record) => {
    const value = record[name]
    const utc = typeof value === 'string' ? toUTC(value) : undefined
    return utc !== undefined && stands(sortable(utc), op, sortable(time))
  })
}

/** Whether a number of any report stands so, in whatever unit it was measured. */
export function hasSensorValue({ name, op, values, uom }: Of<'sensorValue'>, { event }: Subject): boolean {
  const reports = (event?.sensorElementList ?? []).flatMap(({ sensorReport }) => sensorReport)
  return reports.some((report) => {
    const value = report[name]
    if (typeof value !== 'number') return false
    return measuredStands({ value, uom: report.uom, isDifference: name === 'sDev' }, op, values, uom)
  })
}
