import type { Json, JsonObject } from '../event.ts'
import type { Element } from './element.ts'
import { memberName } from './names.ts'
import { plainName } from './plain-name.ts'
import type { Scope } from './prefixes.ts'

/** The text that stands beside attributes or children of an extension's element; the event hash's tools spell it so. */
export const textMember = '#text'

/**
 * The value of an extension's element: its text, or an object of its attributes and children, what repeats as a list. A value
 * that says its type is a number or a boolean where JSON can hold it exactly.
 */
export function extensionValue(element: Element, scope: Scope): Json {
  if (element.isNil) return null
  if (element.attributes.length === 0 && element.children.length === 0) return typedValue(element)
  const value: JsonObject = {}
  for (const { prefix, uri, local, value: text } of element.attributes) {
    append(value, memberName(scope, prefix, uri, local), text)
  }
  for (const child of element.children) appendExtension(value, child, scope)
  const text = element.text.trim()
  if (text !== '') append(value, textMember, text)
  return value
}

/** Adds an extension's element to the object that it extends. */
export function appendExtension(target: JsonObject, element: Element, scope: Scope): void {
  const name = memberName(scope, element.prefix, element.uri, element.local)
  append(target, name, extensionValue(element, scope))
}

/**
 * Adds what stands in an `extension` of EPCIS to the object around it: a name without namespace there is one that EPCIS reserved
 * for itself, so it gets EPCIS's.
 */
export function appendFlat(target: JsonObject, element: Element, scope: Scope): void {
  if (element.uri !== '') appendExtension(target, element, scope)
  else append(target, `epcis:${plainName(element.local)}`, extensionValue(element, scope))
}

/** Adds a value under a name; a second one makes a list. */
export function append(target: JsonObject, name: string, value: Json): void {
  const present = Object.hasOwn(target, name) ? target[name] : undefined
  if (present === undefined) put(target, name, value)
  else if (Array.isArray(present)) present.push(value)
  else put(target, name, [present, value])
}

/** Sets a member as JSON.parse does: '__proto__' is a name like any other. */
export function put(target: JsonObject, name: string, value: Json): void {
  if (name !== '__proto__') target[name] = value
  else Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
}

const numberTypes: ReadonlySet<string> = new Set([
  ...['decimal', 'double', 'float', 'integer', 'int', 'long', 'short', 'byte'],
  ...['nonNegativeInteger', 'positiveInteger', 'nonPositiveInteger', 'negativeInteger'],
  ...['unsignedInt', 'unsignedLong', 'unsignedShort', 'unsignedByte'],
])

function typedValue({ text, type }: Element): Json {
  if (type === undefined) return text
  if (type === 'boolean') return booleanOf(text.trim())
  if (!numberTypes.has(type)) return text
  const digits = text.trim()
  return type === 'double' || type === 'float' || isExact(digits) ? numberOf(digits) : digits
}

/** A double holds any decimal of 15 digits, and integers a little beyond. */
const isExact = (text: string): boolean =>
  text.replace(/[^0-9]/g, '').replace(/^0+/, '').length <= 15 ||
  (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)))

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** A number of XML Schema; what is none stays a text, for the rules to judge. */
export function numberOf(text: string): Json {
  const value = number.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : text
}

/** A boolean of XML Schema; what is none stays a text. */
export function booleanOf(text: string): Json {
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : text
}
