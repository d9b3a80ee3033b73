import type { VocabularyName } from '../cbv.ts'

/**
 * How XML holds the value of a member. `typed`: a text with its type in an attribute. `attributes`: each member is an
 * attribute. `list`: each item stands in an element of that name; the schema may want at least one.
 */
export type Shape =
  | { kind: 'text' | 'quantity' | 'attributes' }
  | { kind: 'term'; vocabulary: VocabularyName }
  | { kind: 'typed'; member: string; vocabulary: VocabularyName }
  | { kind: 'list'; item: string; of: Shape; least: 0 | 1 }
  | { kind: 'record'; members: Members }

/** `repeats`: the items of a list stand side by side under the member's own name; 'maybe': one alone is no list in JSON. */
export type Member = Shape & { repeats?: 'always' | 'maybe' }

/** The members of an object, in the order in which they are written. */
export type Members = ReadonlyMap<string, Member>

const text: Shape = { kind: 'text' }
const term = (vocabulary: VocabularyName): Shape => ({ kind: 'term', vocabulary })
const list = (item: string, of: Shape, least: 0 | 1 = 0): Shape => ({ kind: 'list', item, of, least })
const record = (members: Record<string, Member>): Shape => ({
  kind: 'record',
  members: new Map(Object.entries(members)),
})

const epcs = list('epc', text)
const quantities = list('quantityElement', record({ epcClass: text, quantity: { kind: 'quantity' }, uom: text }))
const place = record({ id: text })
const disposition = term('disposition')

const references = (item: string, vocabulary: VocabularyName) =>
  list(item, { kind: 'typed', member: item, vocabulary }, 1)

const errorDeclaration = record({
  declarationTime: text,
  reason: term('errorReason'),
  correctiveEventIDs: list('correctiveEventID', text),
})

const sensorElement = record({
  sensorMetadata: { kind: 'attributes' },
  sensorReport: { kind: 'attributes', repeats: 'always' },
})

/** The members of events. */
export const eventMembers: Members = new Map<string, Member>([
  ['eventTime', text],
  ['recordTime', text],
  ['eventTimeZoneOffset', text],
  ['eventID', text],
  ['errorDeclaration', errorDeclaration],
  ['certificationInfo', { ...text, repeats: 'maybe' }],
  ['parentID', text],
  ['epcList', epcs],
  ['childEPCs', epcs],
  ['inputEPCList', epcs],
  ['inputQuantityList', quantities],
  ['outputEPCList', epcs],
  ['outputQuantityList', quantities],
  ['transformationID', text],
  ['action', text],
  ['bizStep', term('bizStep')],
  ['disposition', disposition],
  ['readPoint', place],
  ['bizLocation', place],
  ['bizTransactionList', references('bizTransaction', 'bizTransactionType')],
  ['quantityList', quantities],
  ['childQuantityList', quantities],
  ['sourceList', references('source', 'sourceDestType')],
  ['destinationList', references('destination', 'sourceDestType')],
  ['sensorElementList', list('sensorElement', sensorElement, 1)],
  [
    'persistentDisposition',
    record({ unset: { ...disposition, repeats: 'always' }, set: { ...disposition, repeats: 'always' } }),
  ],
  ['ilmd', record({})],
])

/** Where the schema of 2.0 has another order than the table: the member that moves, and the one it stands before. */
const moves: ReadonlyMap<string, readonly [name: string, before: string]> = new Map([
  ['TransactionEvent', ['bizTransactionList', 'parentID']],
  ['AssociationEvent', ['childQuantityList', 'action']],
])

const orders = new Map([...moves].map(([type, [name, before]]) => [type, moved(name, before)]))

function moved(name: string, before: string): Members {
  const members = [...eventMembers].filter(([other]) => other !== name)
  const at = members.findIndex(([other]) => other === before)
  return new Map(members.toSpliced(at, 0, [name, eventMembers.get(name) as Member]))
}

/** The members of an event of a type in the order of its schema. */
export const membersOf = (type: string): Members => orders.get(type) ?? eventMembers

/** Attributes of sensor data that are no plain texts. */
export const attributeKinds: ReadonlyMap<string, 'number' | 'boolean' | 'sensorTerm' | 'component' | 'raw'> = new Map([
  ['type', 'sensorTerm'],
  ['exception', 'sensorTerm'],
  ['component', 'component'],
  ['stringValue', 'raw'],
  ['booleanValue', 'boolean'],
  ...(['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue'] as const).map(
    (name): [string, 'number'] => [name, 'number'],
  ),
])
