import { toUTC } from '@nguon/epcis'
import type { ProblemDetail } from '../../../platform/problem.ts'
import { readSchedule, type Schedule, scheduleFields, type Timetable } from './schedule.ts'

/** How a subscription is run (EPCIS 2.0 §8.2.5): at the times of a schedule, or, without one, as events are captured. */
export type Controls = {
  reportIfEmpty: boolean
  initialRecordTime?: string
  schedule?: Schedule
  timetable?: Timetable
}

type Stated = Readonly<Record<string, unknown>>

/** Reads the controls of a webhook's body. */
export const readControls = (stated: Stated): { controls: Controls; faults: ProblemDetail[] } => {
  const faults = [...modeFaults(stated), ...reportFaults(stated)]
  const initialRecordTime = readTime(stated.initialRecordTime)
  if (stated.initialRecordTime !== undefined && initialRecordTime === undefined)
    faults.push({ code: 'time-invalid', field: '/initialRecordTime' })
  const controls: Controls = {
    reportIfEmpty: stated.reportIfEmpty === true,
    ...(initialRecordTime === undefined ? {} : { initialRecordTime }),
  }
  if (stated.schedule === undefined || faults.length > 0) return { controls, faults }
  if (typeof stated.schedule !== 'object' || stated.schedule === null || Array.isArray(stated.schedule))
    return { controls, faults: [{ code: 'json-object-expected', field: '/schedule' }] }
  const { schedule, timetable, issues } = readSchedule(stated.schedule as Stated)
  const wrong = issues.map(({ field, ...issue }) => ({
    ...issue,
    field: field === 'schedule' ? '/schedule' : `/schedule/${field}`,
  }))
  return { controls: { ...controls, schedule, timetable }, faults: wrong }
}

/** `stream` or `schedule`, one of them. */
const modeFaults = ({ stream, schedule }: Stated): ProblemDetail[] => {
  if (stream !== undefined && stream !== true) return [{ code: 'stream-not-true', field: '/stream' }]
  if (stream === undefined && schedule === undefined) return [{ code: 'schedule-or-stream', field: '/schedule' }]
  return stream !== undefined && schedule !== undefined ? [{ code: 'schedule-and-stream', field: '/schedule' }] : []
}

const reportFaults = ({ reportIfEmpty }: Stated): ProblemDetail[] =>
  reportIfEmpty === undefined || typeof reportIfEmpty === 'boolean'
    ? []
    : [{ code: 'boolean-expected', field: '/reportIfEmpty' }]

const readTime = (stated: unknown): string | undefined => (typeof stated === 'string' ? toUTC(stated) : undefined)

const controlParameters: readonly string[] = ['stream', 'reportIfEmpty', 'initialRecordTime', ...scheduleFields]

/** Whether a parameter of GET /queries/{queryName}/events makes a subscription of it. */
export const isControlParameter = (name: string): boolean => controlParameters.includes(name)

/** The controls that a query string states, in the shape of a webhook's body. */
export const controlsOfQueryString = (pairs: readonly (readonly [string, string])[]): Stated => {
  const stated: Record<string, unknown> = {}
  const schedule: Record<string, unknown> = {}
  for (const [name, value] of pairs) {
    if ((scheduleFields as readonly string[]).includes(name)) schedule[name] = once(schedule, name, value)
    else if (name === 'stream' || name === 'reportIfEmpty') stated[name] = once(stated, name, booleanOf(value))
    // A plus sign that the query string turned into a space is one again.
    else if (name === 'initialRecordTime') stated[name] = once(stated, name, value.replace(/ (?=\d\d:\d\d$)/, '+'))
  }
  return Object.keys(schedule).length === 0 ? stated : { ...stated, schedule }
}

/** A parameter that stands twice is no text, and so is refused. */
const once = (stated: Stated, name: string, value: unknown): unknown => (name in stated ? [value] : value)

const booleanOf = (text: string): boolean | string => (text === 'true' ? true : text === 'false' ? false : text)
