import type { Context } from './context.ts'
import type { EpcisEvent } from './event.ts'
import type { Field } from './hash-fields.ts'
import { contentText, fieldsReader, record, records, repeated, value, values } from './hash-fields.ts'
import { gs1TermText, termText, timeText } from './hash-values.ts'

// The CBV 2.0 event hash (§8.9): an event as one text, the same whatever the syntax, the order of members, the spelling.

const quantityFields = [value('epcClass'), value('quantity'), value('uom')]

const deviceFields = [value('deviceID'), value('deviceMetadata'), value('rawData'), value('dataProcessingMethod')]

const metadataFields = [
  value('time', timeText),
  value('startTime', timeText),
  value('endTime', timeText),
  ...deviceFields,
  value('bizRules'),
]

const reportFields = [
  value('type', gs1TermText),
  value('exception', gs1TermText),
  ...deviceFields,
  value('bizRules'),
  value('time', timeText),
  value('microorganism'),
  value('chemicalSubstance'),
  value('value'),
  value('component', termText('component')),
  value('stringValue'),
  value('booleanValue'),
  value('hexBinaryValue'),
  value('uriValue'),
  value('minValue'),
  value('maxValue'),
  value('meanValue'),
  value('sDev'),
  value('percRank'),
  value('percValue'),
  value('uom'),
  value('coordinateReferenceSystem'),
]

const sensorFields = [
  record('sensorMetadata', metadataFields),
  records('sensorReport', { list: '', element: 'sensorReport' }, reportFields),
]

/** The canonical property order of §8.9; ILMD and the user's extensions follow it. */
const eventFields: readonly Field[] = [
  value('eventTime', timeText),
  value('eventTimeZoneOffset'),
  values('epcList', 'epc'),
  value('parentID'),
  values('inputEPCList', 'epc'),
  values('childEPCs', 'epc'),
  records('quantityList', { element: 'quantityElement' }, quantityFields),
  records('childQuantityList', { element: 'quantityElement' }, quantityFields),
  records('inputQuantityList', { element: 'quantityElement' }, quantityFields),
  values('outputEPCList', 'epc'),
  records('outputQuantityList', { element: 'quantityElement' }, quantityFields),
  value('action'),
  value('transformationID'),
  value('bizStep', termText('bizStep')),
  value('disposition', termText('disposition')),
  record('persistentDisposition', [
    repeated('set', termText('disposition')),
    repeated('unset', termText('disposition')),
  ]),
  record('readPoint', [value('id')]),
  record('bizLocation', [value('id')]),
  records('bizTransactionList', {}, [value('type', termText('bizTransactionType')), value('bizTransaction')]),
  records('sourceList', {}, [value('type', termText('sourceDestType')), value('source')]),
  records('destinationList', {}, [value('type', termText('sourceDestType')), value('destination')]),
  records('sensorElementList', { list: '', element: 'sensorElement' }, sensorFields),
]

/** What §8.9 leaves out: who keeps the event under which ID since when, that it was declared wrong, its certificates. */
const notHashed = ['type', 'eventID', 'recordTime', 'errorDeclaration', 'certificationInfo', '@context']

const eventReader = fieldsReader(eventFields, [...notHashed, 'ilmd'])

/** The text whose SHA-256 is the event's hash ID (CBV 2.0 §8.9). Equal for equal events in any spelling; never throws. */
export function preHashString(event: EpcisEvent, context: Context): string {
  const ilmd = contentText(event.ilmd, context)
  return (
    `eventType=${event.type}${eventReader.text(event, context)}` +
    `${ilmd === '' ? '' : `ilmd${ilmd}`}${eventReader.extensions(event, context)}`
  )
}

const declarationReader = fieldsReader([
  value('declarationTime', timeText),
  value('reason', termText('errorReason')),
  repeated('correctiveEventIDs'),
])

const certificates = fieldsReader([repeated('certificationInfo')])

/** The same kind of text for what the event hash leaves out of the content: certificates and the error declaration; or ''. */
export function unhashedString(event: EpcisEvent, context: Context): string {
  const { certificationInfo, errorDeclaration: declaration } = event
  const certified = certificates.text({ certificationInfo }, context)
  if (!declaration) return certified
  return `${certified}errorDeclaration${declarationReader.text(declaration, context)}${declarationReader.extensions(declaration, context)}`
}

/** The hash ID of a pre-hash string's SHA-256 in hexadecimal, as an RFC 6920 URI. */
export const toHashID = (sha256Hex: string): string => `ni:///sha-256;${sha256Hex}?ver=CBV2.0`
