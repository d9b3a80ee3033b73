import type { Json, JsonObject } from '../event.ts'
import { escapeAttribute, escapeText } from './escape.ts'
import { elementXml } from './write-extension.ts'

// What the REST interface answers beside documents of events, in XML.

/** A capture job as GET /capture/{captureID} tells it in JSON. */
export type CaptureJobView = {
  captureID: string
  running: boolean
  success: boolean
  captureErrorBehaviour: string
  createdAt?: string | undefined
  finishedAt?: string | undefined
  errors?: readonly ProblemView[] | undefined
}

/** A problem of RFC 7807. */
export type ProblemView = {
  type: string
  title: string
  status?: number | undefined
  detail?: string | undefined
  instance?: string | undefined
}

const xmlStart = '<?xml version="1.0" encoding="UTF-8"?>\n'
const epcis = 'xmlns:epcis="urn:epcglobal:epcis:xsd:2"'

const field = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : elementXml(name, escapeText(String(value)))

/** A capture job as an EPCISCaptureJob. */
export const xmlCaptureJob = (job: CaptureJobView): string => `${xmlStart}${captureJob(job, ` ${epcis}`)}\n`

function captureJob({ captureID, running, success, ...job }: CaptureJobView, declaration: string): string {
  const errors = (job.errors ?? []).map((error) => elementXml('error', problemFields(error)))
  return elementXml(
    'epcis:EPCISCaptureJob',
    field('captureErrorBehaviour', job.captureErrorBehaviour) +
      field('createdAt', job.createdAt) +
      field('finishedAt', job.finishedAt) +
      (errors.length === 0 ? '' : elementXml('errors', errors.join(''))),
    `${declaration} running="${running}" success="${success}" captureID="${escapeAttribute(captureID)}"`,
  )
}

/** Capture jobs as a list. The standard names no element for it. */
export const xmlCaptureJobs = (jobs: readonly CaptureJobView[]): string =>
  `${xmlStart}${elementXml('epcis:EPCISCaptureJobList', jobs.map((job) => captureJob(job, '')).join(''), ` ${epcis}`)}\n`

/** The five members that the schema has, in its order; what else a problem says stays with JSON. */
const problemFields = ({ type, title, status, detail, instance }: ProblemView): string =>
  field('type', type) +
  field('title', title) +
  field('status', status) +
  field('detail', detail) +
  field('instance', instance)

/** A collection of resources: its members as the JSON binding has them. The standard has no schema for it in XML. */
export const xmlCollection = (members: readonly string[]): string =>
  `${xmlStart}${elementXml('epcis:Collection', members.map((member) => field('member', member)).join(''), ` ${epcis}`)}\n`

/** Any other answer, such as a named query or a subscription: an element for each member, repeated for lists. */
export const xmlResource = (name: string, value: JsonObject): string =>
  `${xmlStart}${elementXml(`epcis:${name}`, plainFields(value), ` ${epcis}`)}\n`

const plainFields = (value: JsonObject): string =>
  Object.entries(value)
    .filter(([name]) => /^[A-Za-z_][\w.-]*$/.test(name))
    .map(([name, member]) => plainField(name, member))
    .join('')

function plainField(name: string, value: Json): string {
  if (Array.isArray(value)) return value.map((item) => plainField(name, item)).join('')
  if (typeof value === 'object') return value === null ? '' : elementXml(name, plainFields(value))
  return field(name, String(value))
}
