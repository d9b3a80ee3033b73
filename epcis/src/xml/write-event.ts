import type { Context } from '../context.ts'
import { type EpcisEvent, eventTypes, type Json, type JsonObject } from '../event.ts'
import { numberText } from '../hash-values.ts'
import { attributeKinds, type Member, type Members, membersOf, type Shape } from './binding.ts'
import { escapeAttribute, escapeText } from './escape.ts'
import type { Prefixes } from './prefixes.ts'
import { instancePrefix, keepPrefix, prefixFor, qualify, type Writing } from './qualify.ts'
import { isSensorTerm, uriTerm } from './terms.ts'
import { elementXml, extensionXml } from './write-extension.ts'

/** An event with what its names mean: the context of its document, and its own on top. */
export type ContextualEvent = { event: EpcisEvent; context: Context }

/** An event as an element of an EventList. Prefixes that the document lacks are added to it. */
export function eventXml(
  { event, context }: ContextualEvent,
  document: Prefixes,
  spelling: Writing['spelling'],
): string {
  const scope = { document, own: new Map(), used: new Set<string>() }
  const writing: Writing = { scope, context, spelling }
  const members = membersOf(event.type)
  const { type, '@context': _context, ...rest } = event as JsonObject & EpcisEvent
  const isStandard = (eventTypes as readonly string[]).includes(type)
  const tag = isStandard ? type : qualify(type, writing).name
  const inside = recordXml(rest as JsonObject, members, writing)
  const xml = elementXml(tag, inside, declarations(scope.own))
  return isStandard ? xml : elementXml('extension', xml)
}

/** Declarations of prefixes, as attributes. */
export const declarations = (prefixes: Prefixes): string =>
  Array.from(prefixes, ([prefix, uri]) => ` xmlns:${prefix}="${escapeAttribute(uri)}"`).join('')

/** The members of an object in the order of the schema, and its extensions behind them. */
function recordXml(value: JsonObject, members: Members, writing: Writing): string {
  let xml = ''
  for (const [name, member] of members) {
    const given = value[name]
    if (given !== undefined) xml += memberXml(name, member, given, writing)
    else if (member.kind === 'quantity' && value.uom !== undefined) xml += `<${name} ${instancePrefix}:nil="true"/>`
  }
  for (const name of Object.keys(value)) {
    if (!members.has(name)) xml += extensionXml(name, value[name] as Json, writing)
  }
  return xml
}

function memberXml(name: string, member: Member, value: Json, writing: Writing): string {
  const values = member.repeats && Array.isArray(value) ? value : [value]
  return values.map((each) => shapeXml(name, member, each, writing) ?? extensionXml(name, each, writing)).join('')
}

/** The element of a value; undefined where it has not the shape, which only events of extension types may lack. */
function shapeXml(name: string, shape: Shape, value: Json, writing: Writing): string | undefined {
  if (shape.kind === 'list') return Array.isArray(value) ? listXml(name, shape, value, writing) : undefined
  if (shape.kind === 'text' || shape.kind === 'term' || shape.kind === 'quantity') {
    return typeof value === 'object' ? undefined : elementXml(name, escapeText(plainText(shape, value, writing)))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  if (shape.kind === 'record') return elementXml(name, recordXml(value, shape.members, writing))
  return shape.kind === 'typed' ? typedXml(shape, value, writing) : attributesXml(name, value, writing)
}

function plainText(shape: Shape, value: string | number | boolean, writing: Writing): string {
  if (typeof value === 'number') return numberText(value)
  if (shape.kind !== 'term' || typeof value !== 'string') return String(value)
  return keepPrefix(uriTerm(shape.vocabulary, value, writing.spelling), writing)
}

function listXml(
  name: string,
  { item, of, least }: Shape & { kind: 'list' },
  values: Json[],
  writing: Writing,
): string {
  if (values.length < least) return ''
  return elementXml(
    name,
    values.map((value) => shapeXml(item, of, value, writing) ?? extensionXml(item, value, writing)).join(''),
  )
}

function typedXml({ member, vocabulary }: Shape & { kind: 'typed' }, value: JsonObject, writing: Writing): string {
  const { type, [member]: text } = value
  const given = typeof type === 'string' ? keepPrefix(uriTerm(vocabulary, type, writing.spelling), writing) : undefined
  const attribute = given === undefined ? '' : ` type="${escapeAttribute(given)}"`
  return `<${member}${attribute}>${escapeText(String(text))}</${member}>`
}

/** Sensor data: scalars are attributes, and what an attribute cannot hold, or would hold twice, is an element inside. */
function attributesXml(name: string, value: JsonObject, writing: Writing): string {
  const seen = new Set<string>()
  let attributes = ''
  let inside = ''
  for (const member of Object.keys(value)) {
    const given = value[member] as Json
    const { name: attribute, key } = member.includes(':') ? qualify(member, writing) : { name: member, key: member }
    if (typeof given === 'object' || seen.has(key) || !isAttributeName(attribute)) {
      inside += extensionXml(member, given, writing)
    } else attributes += ` ${attribute}="${escapeAttribute(attributeText(member, given, writing))}"`
    seen.add(key)
  }
  return elementXml(name, inside, attributes)
}

const isAttributeName = (name: string): boolean => /^[A-Za-z]+$/.test(name) || name.includes(':')

function attributeText(name: string, value: string | number | boolean, writing: Writing): string {
  if (typeof value !== 'string') return String(value)
  switch (attributeKinds.get(name)) {
    case 'sensorTerm':
      return sensorTerm(value, writing)
    case 'component':
      return keepPrefix(uriTerm('component', value, writing.spelling), writing)
    default:
      return value
  }
}

/** The examples of the standard have gs1:Word, whose namespace tells what the word means. */
function sensorTerm(value: string, writing: Writing): string {
  if (!isSensorTerm(value)) return keepPrefix(value, writing)
  const namespace = writing.context.terms.get('gs1') ?? 'https://gs1.org/voc/'
  const prefix = prefixFor(writing, 'gs1', namespace)
  return prefix === 'gs1' ? `gs1:${value}` : namespace + value
}
