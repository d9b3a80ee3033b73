import type { VocabularyName } from '../cbv.ts'
import type { Json, JsonObject } from '../event.ts'
import { attributeOf, type Element, textOf } from './element.ts'
import { memberName, type Scope } from './names.ts'
import { append, appendExtension, appendFlat, booleanOf, numberOf, put } from './read-extension.ts'
import { bareSensorTerm, bareTerm } from './terms.ts'

/** One conversion: what prefixes mean, and where faults go. */
export type Reading = {
  readonly scope: Scope
  report(code: string, params: Record<string, string>): void
}

/** Reads the value of a member from its element; undefined: the element says nothing. */
type Reader = (element: Element, reading: Reading) => Json | undefined

/** A member: its reader, its name where JSON has another, and whether several elements make a list, or even one. */
type Member = { read: Reader; name?: string; list?: 'of several' | 'always' }

type Members = ReadonlyMap<string, Member>

const membersOf = (readers: Record<string, Reader | Member>): Members =>
  new Map(
    Object.entries(readers).map(([name, reader]) => [name, typeof reader === 'function' ? { read: reader } : reader]),
  )

const text: Reader = textOf

const term =
  (vocabulary: VocabularyName): Reader =>
  (element) =>
    bareTerm(vocabulary, textOf(element))

/** A list whose items stand in elements of one name. */
const list =
  (item: string, read: Reader): Reader =>
  (element, reading) => {
    const values: Json[] = []
    for (const child of element.children) {
      if (child.uri !== '' || child.local !== item) reading.report('element-unknown', { name: child.local })
      else values.push(read(child, reading) ?? null)
    }
    return values
  }

/** An object of known members, and extensions beside them. */
const record = (readers: Record<string, Reader | Member>): Reader => {
  const members = membersOf(readers)
  return (element, reading) => {
    const value: JsonObject = {}
    readInto(value, element, members, reading)
    return value
  }
}

const quantityElement = record({
  epcClass: text,
  quantity: (element) => (element.isNil ? undefined : numberOf(textOf(element))),
  uom: text,
})

const quantities = list('quantityElement', quantityElement)
const epcs = list('epc', text)
const place = record({ id: text })

/** A value with its type beside it as an attribute. */
const typed =
  (member: string, vocabulary: VocabularyName): Reader =>
  (element) => {
    const type = attributeOf(element, 'type')
    return {
      ...(type === undefined ? {} : { type: bareTerm(vocabulary, type.trim()) }),
      [member]: textOf(element),
    }
  }

const party = (member: string) => list(member, typed(member, 'sourceDestType'))

const disposition = term('disposition')
const dispositions: Member = { read: disposition, list: 'always' }

const errorDeclaration = record({
  declarationTime: text,
  reason: term('errorReason'),
  correctiveEventIDs: list('correctiveEventID', text),
})

const numbers = ['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue']

/** How the attributes of a sensor's report are read; all others are texts. */
const attributeReaders = new Map<string, (value: string) => Json>([
  ...numbers.map((name): [string, (value: string) => Json] => [name, numberOf]),
  ['booleanValue', booleanOf],
  ['type', bareSensorTerm],
  ['exception', bareSensorTerm],
  ['component', (value) => bareTerm('component', value)],
])

const textAttributes: ReadonlySet<string> = new Set(['stringValue'])

/** Sensor data: attributes are the members, whichever namespace they have. */
const sensorData: Reader = (element, reading) => {
  const value: JsonObject = {}
  for (const { prefix, uri, local, value: given } of element.attributes) {
    if (uri !== '') put(value, memberName(reading.scope, prefix, uri, local), given)
    else put(value, local, textAttributes.has(local) ? given : (attributeReaders.get(local) ?? String)(given.trim()))
  }
  for (const child of element.children) appendExtension(value, child, reading.scope)
  return value
}

const sensorElement = record({
  sensorMetadata: sensorData,
  // The drafts that came with 1.2 wrote it so.
  sensorMetaData: { read: sensorData, name: 'sensorMetadata' },
  sensorReport: { read: sensorData, list: 'always' },
})

const eventMembers = membersOf({
  eventTime: text,
  recordTime: text,
  eventTimeZoneOffset: text,
  eventID: text,
  errorDeclaration,
  certificationInfo: { read: text, list: 'of several' },
  action: text,
  bizStep: term('bizStep'),
  disposition,
  persistentDisposition: record({ set: dispositions, unset: dispositions }),
  readPoint: place,
  bizLocation: place,
  bizTransactionList: list('bizTransaction', typed('bizTransaction', 'bizTransactionType')),
  sourceList: party('source'),
  destinationList: party('destination'),
  sensorElementList: list('sensorElement', sensorElement),
  ilmd: record({}),
  epcList: epcs,
  quantityList: quantities,
  parentID: text,
  childEPCs: epcs,
  childQuantityList: quantities,
  inputEPCList: epcs,
  inputQuantityList: quantities,
  outputEPCList: epcs,
  outputQuantityList: quantities,
  transformationID: text,
})

/**
 * Reads attributes and children into an object. What EPCIS 1.2 put into `extension` and `baseExtension` belongs where these
 * stand; a name there that EPCIS has not, and that has no namespace, is taken as one of EPCIS's own.
 */
function readInto(target: JsonObject, element: Element, members: Members, reading: Reading, inside = false): void {
  for (const { prefix, uri, local, value } of element.attributes) {
    append(target, memberName(reading.scope, prefix, uri, local), value)
  }
  for (const child of element.children) {
    const { uri, local } = child
    const member = uri === '' ? members.get(local) : undefined
    if (member) readMember(target, child, member, reading)
    else if (uri === '' && (local === 'extension' || local === 'baseExtension')) {
      readInto(target, child, members, reading, true)
    } else (inside ? appendFlat : appendExtension)(target, child, reading.scope)
  }
}

function readMember(target: JsonObject, element: Element, member: Member, reading: Reading): void {
  const { name = element.local, list } = member
  const value = member.read(element, reading)
  if (value === undefined) return
  if (!Object.hasOwn(target, name)) target[name] = list === 'always' ? [value] : value
  else if (list) append(target, name, value)
  else reading.report('member-duplicated', { name })
}

/** An event in its JSON binding, without context. What is wrong in it is for the rules of events to say. */
export function readEvent(element: Element, reading: Reading): JsonObject {
  const { prefix, uri, local } = element
  const event: JsonObject = { type: memberName(reading.scope, prefix, uri, local) }
  readInto(event, element, eventMembers, reading)
  return local === 'QuantityEvent' && uri === '' ? withoutQuantityEvent(event) : event
}

/** EPCIS 1.2 §7.4.4: a QuantityEvent, which 2.0 has no more, is an ObjectEvent that observed a quantity of a class. */
function withoutQuantityEvent({ epcClass, quantity, ...event }: JsonObject): JsonObject {
  const quantityElement: JsonObject = { epcClass: typeof epcClass === 'string' ? epcClass.trim() : null }
  if (typeof quantity === 'string') quantityElement.quantity = numberOf(quantity.trim())
  return { ...event, type: 'ObjectEvent', action: 'OBSERVE', quantityList: [quantityElement] }
}
