import type { Json, JsonObject } from '../event.ts'
import { attributeKinds, eventMembers, type Member, type Members, type Shape } from './binding.ts'
import { attributeOf, type Element, textOf } from './element.ts'
import { memberName } from './names.ts'
import type { Scope } from './prefixes.ts'
import { append, appendExtension, appendFlat, booleanOf, numberOf, put } from './read-extension.ts'
import { bareSensorTerm, bareTerm } from './terms.ts'

/** One conversion: what prefixes mean, and where faults go. */
export type Reading = {
  readonly scope: Scope
  report(code: string, params: Record<string, string>): void
}

/** The value of a member, by its shape; undefined: the element says that there is none. */
function readValue(shape: Shape, element: Element, reading: Reading): Json | undefined {
  switch (shape.kind) {
    case 'text':
      return textOf(element)
    case 'term':
      return bareTerm(shape.vocabulary, textOf(element))
    case 'quantity':
      return element.isNil ? undefined : numberOf(textOf(element))
    case 'typed':
      return readTyped(shape, element)
    case 'attributes':
      return readAttributes(element, reading)
    case 'list':
      return readList(shape, element, reading)
    case 'record':
      return readInto({}, element, shape.members, reading)
  }
}

function readTyped({ member, vocabulary }: Shape & { kind: 'typed' }, element: Element): Json {
  const type = attributeOf(element, 'type')
  return { ...(type === undefined ? {} : { type: bareTerm(vocabulary, type.trim()) }), [member]: textOf(element) }
}

function readList({ item, of }: Shape & { kind: 'list' }, element: Element, reading: Reading): Json {
  const values: Json[] = []
  for (const child of element.children) {
    if (child.uri !== '' || child.local !== item) reading.report('element-unknown', { name: child.local.slice(0, 120) })
    else values.push(readValue(of, child, reading) ?? null)
  }
  return values
}

/** Sensor data: attributes are the members, whichever namespace they have. */
function readAttributes(element: Element, reading: Reading): Json {
  const value: JsonObject = {}
  for (const { prefix, uri, local, value: text } of element.attributes) {
    if (uri === '') put(value, local, readAttribute(local, text))
    else append(value, memberName(reading.scope, prefix, uri, local), text)
  }
  for (const child of element.children) appendExtension(value, child, reading.scope)
  return value
}

function readAttribute(name: string, text: string): Json {
  switch (attributeKinds.get(name)) {
    case 'number':
      return numberOf(text.trim())
    case 'boolean':
      return booleanOf(text.trim())
    case 'sensorTerm':
      return bareSensorTerm(text.trim())
    case 'component':
      return bareTerm('component', text.trim())
    case 'raw':
      return text
    default:
      return text.trim()
  }
}

/**
 * Reads attributes and children into an object. What EPCIS 1.2 put into `extension` and `baseExtension` belongs where these
 * stand; a name there that EPCIS has not, and that has no namespace, is taken as one of EPCIS's own.
 */
function readInto(target: JsonObject, element: Element, members: Members, reading: Reading, inside = false): Json {
  for (const { prefix, uri, local, value } of element.attributes) {
    append(target, memberName(reading.scope, prefix, uri, local), value)
  }
  for (const child of element.children) {
    const { uri } = child
    const local = spellings.get(child.local) ?? child.local
    const member = uri === '' ? members.get(local) : undefined
    if (member) readMember(target, local, child, member, reading)
    else if (uri === '' && (local === 'extension' || local === 'baseExtension')) {
      readInto(target, child, members, reading, true)
    } else (inside ? appendFlat : appendExtension)(target, child, reading.scope)
  }
  return target
}

/** The drafts of sensor data that came with 1.2 wrote it so. */
const spellings: ReadonlyMap<string, string> = new Map([['sensorMetaData', 'sensorMetadata']])

function readMember(target: JsonObject, name: string, element: Element, member: Member, reading: Reading): void {
  const value = readValue(member, element, reading)
  if (value === undefined) return
  if (!Object.hasOwn(target, name)) target[name] = member.repeats === 'always' ? [value] : value
  else if (member.repeats) append(target, name, value)
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
