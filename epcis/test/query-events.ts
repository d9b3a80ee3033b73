import assert from 'node:assert/strict'
import type { EventPredicate, JsonObject, Query } from '../src/index.ts'
import { factsOf, matchesAll, parseEvent, parseQueryBody } from '../src/index.ts'

/** A parameter with an event that it must find and one that it must nearly, but not, find. */
export type Case = [name: string, value: string, found: JsonObject, missed: JsonObject]

/** Events that queries are held against in tests, and the holding. */
export const standard = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'
export const here = { ex: 'https://example.org/ns/' }
export const elsewhere = { ex: 'https://example.com/other/', other: 'https://example.org/ns/' }

export const gln = 'https://id.gs1.org/414/9520000000004'
export const item = (serial: string) => `https://id.gs1.org/01/09521234543213/21/${serial}`
export const lot = (batch: string) => `https://id.gs1.org/01/09521234543213/10/${batch}`
export const urnItem = (serial: string) => `urn:epc:id:sgtin:9521234.054321.${serial}`
export const time = '2026-07-01T00:00:00Z'

export const event = (members: JsonObject = {}): JsonObject => ({
  '@context': [standard, here],
  type: 'ObjectEvent',
  eventTime: '2026-07-01T07:00:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'OBSERVE',
  epcList: [item('1')],
  ...members,
})
export const aggregation = (members: JsonObject): JsonObject => {
  const { epcList, ...rest } = event()
  return {
    ...rest,
    type: 'AggregationEvent',
    parentID: 'urn:epc:id:sscc:9521234.3000000010',
    childEPCs: [item('c')],
    ...members,
  }
}
export const transformation = (members: JsonObject): JsonObject => {
  const { action, epcList, ...rest } = event()
  return { ...rest, type: 'TransformationEvent', inputEPCList: [item('i')], outputEPCList: [item('o')], ...members }
}
export const declared = (members: JsonObject = {}): JsonObject =>
  event({ eventID: 'urn:uuid:1', errorDeclaration: { declarationTime: time, ...members } })
export const sensed = (report: JsonObject, metadata?: JsonObject): JsonObject =>
  event({
    sensorElementList: [
      {
        ...(metadata && { sensorMetadata: { time, ...metadata } }),
        sensorReport: [{ type: 'Temperature', ...report }],
      },
    ],
  })
export const measured = (member: string, value: number, uom = 'CEL') => sensed({ [member]: value, uom })
export const quantities = (quantity: number, uom?: string): JsonObject =>
  event({ quantityList: [{ epcClass: lot('L'), quantity, ...(uom && { uom }) }] })

export const subjectOf = (given: JsonObject) => {
  const { event: valid, context, issues } = parseEvent(JSON.stringify(given), undefined)
  assert.deepEqual(issues, [])
  assert.ok(valid)
  return {
    facts: factsOf(valid, context),
    event: valid,
    context,
    eventID: valid.eventID,
    recordTime: '2026-07-01T00:00:00.000Z',
  }
}

export const holds = ({ issues, predicates }: Query, given: JsonObject): boolean => {
  assert.deepEqual(issues, [])
  assert.notEqual(predicates.length, 0)
  return matchesAll(predicates as EventPredicate[], subjectOf(given))
}

export const inHere = (name: string, value: string) => parseQueryBody({ '@context': here, [name]: value.split('|') })
