import { type EventFacts, lotsOfMembers } from '@nguon/epcis'
import { keyHash } from '../../platform/ids.ts'
import {
  type CopyRows,
  fieldsSince,
  newFields,
  putBig,
  putBoolean,
  putFields,
  putInstant,
  putInteger,
  putJson,
  putNull,
  putNumeric,
  putSmall,
  putText,
  putTexts,
  putUuid,
  putUuids,
  startRow,
} from '../../platform/postgres/copy-rows.ts'
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

export const identityColumns = ['event_uid', 'content_hash', 'event_time', 'capture_number']

export const putIdentity = (rows: CopyRows, record: EventRecord, stamp: CaptureStamp): void => {
  startRow(rows, identityColumns.length)
  putUuid(rows, record.uid)
  putUuid(rows, record.contentHash)
  putInstant(rows, record.facts.eventTime)
  putBig(rows, stamp.number)
}

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
export const putEvent = (rows: CopyRows, record: EventRecord, stamp: CaptureStamp): void => {
  const { facts } = record
  startRow(rows, eventColumns.length)
  putUuid(rows, record.uid)
  putInstant(rows, facts.eventTime)
  putBig(rows, stamp.number)
  putInteger(rows, record.ordinal)
  putSmall(rows, typeNumber(facts.type))
  putSmall(rows, actionNumber(facts.action))
  putText(rows, facts.bizStep)
  putText(rows, facts.disposition)
  putUuid(rows, stamp.capturedBy)
  putUuid(rows, stamp.declaredBy)
  putUuid(rows, record.mandate)
  putText(rows, record.eventID)
  putBoolean(rows, record.eventIDOurs)
  putBoolean(rows, record.declaration)
  putUuid(rows, stamp.contextIDOf(record.contextText))
  putSmall(rows, stamp.mediaType)
  putTexts(rows, record.findings)
  putText(rows, record.text)
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

/** One row for each (key, role) of the event; a key stated twice in a role is one row. `onKey` hears of every key, with the event's month. */
export const putKeys = (
  rows: CopyRows,
  source: KeyRowSource,
  audience: Audience,
  onKey: (hash: string, key: string, month: string) => void,
): void => {
  const { facts } = source
  const month = monthOf(facts.eventTime)
  const common = commonFields(source, audience)
  const created = new Set(source.declaration ? [] : facts.creates)
  const words = created.size === 0 ? [] : wordsOf(facts)
  // A trace tells of such a lot by its key.
  for (const lot of lotsOfMembers(facts)) onKey(keyHash(lot), lot, month)
  const seen = new Set<string>()
  for (const { key, role, quantity, uom } of facts.keys) {
    const identity = `${role} ${key}`
    if (seen.has(identity)) continue
    seen.add(identity)
    const hash = keyHash(key)
    onKey(hash, key, month)
    startRow(rows, keyColumns.length)
    putUuid(rows, hash)
    putFields(rows, common.event)
    putSmall(rows, roleNumber(role))
    putFields(rows, common.what)
    putNumeric(rows, quantity)
    putText(rows, uom)
    putFields(rows, common.whom)
    putText(rows, audience.groupOf(key))
    putText(rows, audience.placeUnit)
    putJson(rows, created.has(key) ? creationOf(source, key, words) : undefined)
  }
}

export const sightColumns = [
  'viewer',
  'event_time',
  'event_uid',
  'opened_by',
  'opened_at',
  'capture_number',
  'event_type',
  'action',
  'biz_step',
  'disposition',
  'declaration',
]

/** One row for each who sees the event by what it says itself. */
export const putSights = (
  rows: CopyRows,
  { uid, facts, declaration, captureNumber }: KeyRowSource,
  viewers: readonly string[],
): void => {
  for (const viewer of viewers) {
    startRow(rows, sightColumns.length)
    putUuid(rows, viewer)
    putInstant(rows, facts.eventTime)
    putUuid(rows, uid)
    putUuid(rows, uid)
    putNull(rows)
    putBig(rows, captureNumber)
    putSmall(rows, typeNumber(facts.type))
    putSmall(rows, actionNumber(facts.action))
    putText(rows, facts.bizStep)
    putText(rows, facts.disposition)
    putBoolean(rows, declaration)
  }
}

/** The fields that are the same in all of an event's rows, in the order of keyColumns between those that differ. */
const commonFields = (source: KeyRowSource, audience: Audience) => {
  const { facts } = source
  const place = placeOf(facts)
  const fields = newFields()
  putInstant(fields, facts.eventTime)
  putUuid(fields, source.uid)
  const event = fieldsSince(fields, 0)
  const whatFrom = fields.at
  putBig(fields, source.captureNumber)
  putSmall(fields, typeNumber(facts.type))
  putSmall(fields, actionNumber(facts.action))
  putText(fields, facts.zone)
  putText(fields, facts.bizStep)
  putText(fields, facts.disposition)
  putUuid(fields, place === undefined ? undefined : keyHash(place))
  const what = fieldsSince(fields, whatFrom)
  const whomFrom = fields.at
  putBoolean(fields, source.declaration)
  putUuid(fields, source.capturedBy)
  putUuid(fields, source.declaredBy)
  putUuids(fields, audience.sourceParties)
  putUuids(fields, audience.destinationParties)
  return { event, what, whom: fieldsSince(fields, whomFrom) }
}

/** Where an event was: where its things are afterwards, else where it was read. */
export const placeOf = ({ bizLocation, readPoint }: EventFacts): string | undefined => bizLocation ?? readPoint

const creationOf = (source: KeyRowSource, key: string, words: Creation['words']): Creation => ({
  mandatedBy: source.describesFor(key),
  words,
})

/** The first day of an instant's month, UTC: months are the partitions' bounds. */
export const monthOf = (instant: string): string => `${instant.slice(0, 7)}-01`
