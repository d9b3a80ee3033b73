import type { EventFacts } from '@nguon/epcis'
import { keyHash } from '../../platform/ids.ts'
import { copyText } from '../../platform/postgres/database.ts'
import type { Audience } from './audience.ts'
import { type Creation, wordsOf } from './creation.ts'
import type { EventRecord } from './event-record.ts'
import { actionNumber, roleNumber, typeNumber } from './vocabulary.ts'

/** By whom and under which number a document is captured. */
export type CaptureStamp = {
  number: number
  capturedBy: string
  declaredBy: string
  mediaType: number
  /** What a context's text is stored under. */
  contextIDOf: (contextText: string) => string
  /** On whose mandate besides its own word the declarer may describe a key. */
  describesFor: (key: string) => string[]
}

const none = '\\N'
const orNone = (value: string | number | null | undefined): string =>
  value === null || value === undefined ? none : copyText(String(value))
const uuidArray = (ids: readonly string[]): string => (ids.length === 0 ? none : `{${ids.join(',')}}`)

export const identityColumns = ['event_uid', 'content_hash', 'event_time', 'capture_number']

export const identityLine = (record: EventRecord, stamp: CaptureStamp): string =>
  `${record.uid}\t${record.contentHash}\t${toTimestamp(record.facts.eventTime)}\t${stamp.number}\n`

export const eventColumns = [
  'event_uid',
  'event_time',
  'capture_number',
  'ordinal',
  'event_type',
  'action',
  'biz_step',
  'disposition',
  'captured_by',
  'declared_by',
  'mandate_id',
  'event_id',
  'event_id_ours',
  'declaration',
  'context_id',
  'media_type',
  'findings',
  'body',
]

/** The body is the truth; the other columns only help to find it. */
export const eventLine = (record: EventRecord, stamp: CaptureStamp): string => {
  const { facts } = record
  const findings = record.findings.length === 0 ? none : `{${record.findings.join(',')}}`
  return `${record.uid}\t${toTimestamp(facts.eventTime)}\t${stamp.number}\t${record.ordinal}\t${typeNumber(facts.type)}\t${orNone(
    actionNumber(facts.action),
  )}\t${orNone(facts.bizStep)}\t${orNone(facts.disposition)}\t${stamp.capturedBy}\t${stamp.declaredBy}\t${orNone(
    record.mandate,
  )}\t${copyText(record.eventID)}\t${record.eventIDOurs}\t${record.declaration}\t${stamp.contextIDOf(
    record.contextText,
  )}\t${stamp.mediaType}\t${findings}\t${copyText(record.text)}\n`
}

export const keyColumns = [
  'key',
  'event_time',
  'event_uid',
  'role',
  'capture_number',
  'event_type',
  'action',
  'zone',
  'biz_step',
  'disposition',
  'place',
  'quantity',
  'uom',
  'declaration',
  'captured_by',
  'declared_by',
  'source_parties',
  'destination_parties',
  'product_group',
  'place_unit',
  'creation',
]

/** What one event's key rows are made from, whether it arrives or is derived anew. */
export type KeyRowSource = {
  uid: string
  facts: EventFacts
  declaration: boolean
  captureNumber: number
  capturedBy: string
  declaredBy: string
  /** On whose mandate besides its own word the declarer could describe a key. */
  describesFor: (key: string) => string[]
}

/** One line for each (key, role) of the event; a key stated twice in a role is one row. `onKey` hears of every key, with the event's month. */
export const keyLines = (
  source: KeyRowSource,
  audience: Audience,
  onKey: (hash: string, key: string, month: string) => void,
): string => {
  const { facts } = source
  const place = facts.bizLocation ?? facts.readPoint
  const before = `\t${toTimestamp(facts.eventTime)}\t${source.uid}\t`
  const middle = `\t${source.captureNumber}\t${typeNumber(facts.type)}\t${orNone(actionNumber(facts.action))}\t${
    facts.zone
  }\t${orNone(facts.bizStep)}\t${orNone(facts.disposition)}\t${place === undefined ? none : keyHash(place)}\t`
  const after = `\t${source.declaration}\t${source.capturedBy}\t${source.declaredBy}\t${uuidArray(
    audience.sourceParties,
  )}\t${uuidArray(audience.destinationParties)}\t`
  const unit = `\t${orNone(audience.placeUnit)}\t`
  const created = new Set(source.declaration ? [] : facts.creates)
  const words = created.size === 0 ? [] : wordsOf(facts)
  const seen = new Set<string>()
  let lines = ''
  for (const { key, role, quantity, uom } of facts.keys) {
    const identity = `${role} ${key}`
    if (seen.has(identity)) continue
    seen.add(identity)
    const hash = keyHash(key)
    onKey(hash, key, monthOf(facts.eventTime))
    lines += `${hash}${before}${roleNumber(role)}${middle}${orNone(quantity)}\t${orNone(uom)}${after}${orNone(
      audience.groupOf(key),
    )}${unit}${created.has(key) ? creationText({ mandatedBy: source.describesFor(key), words }) : none}\n`
  }
  return lines
}

const creationText = (creation: Creation): string => copyText(JSON.stringify(creation))

/** The first day of an instant's month, UTC: months are the partitions' bounds. */
export const monthOf = (instant: string): string => `${instant.slice(0, 7)}-01`

/** An ISO instant as PostgreSQL reads it: it knows no year 0, which is 1 BC, and no sign before a long year. */
export const toTimestamp = (instant: string): string => {
  if (instant.startsWith('0000-')) return `0001${instant.slice(4)} BC`
  if (instant.startsWith('+')) return instant.slice(1).replace(/^0+(?=\d{5})/, '')
  return instant
}
