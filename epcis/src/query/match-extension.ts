import { canonicalKey } from '../canonical-key.ts'
import type { Context } from '../context.ts'
import { expandName, resolveContext } from '../context.ts'
import type { Json, JsonObject } from '../event.ts'
import { sortable, stands } from './compare.ts'
import type { Comparison, ExtensionPredicate, ExtensionScope } from './query.ts'
import type { Subject } from './subject.ts'
import { instantOf, numberOf } from './values.ts'

/** Whether an extension's member of the name is there, and any value of it as asked. */
export function hasExtension(predicate: ExtensionPredicate, subject: Subject): boolean {
  const values = extensionValues(subject, predicate)
  if (predicate.op === 'exists') return values.length > 0
  const { op, values: asked } = predicate
  return values.flatMap(plainValues).some((value) => asked.some((bound) => fits(value, op, bound)))
}

/** The values of an extension's member in its scope, or below the members of the scope. */
export function extensionValues(
  { event, context }: Subject,
  { scope, inner, names }: Pick<ExtensionPredicate, 'scope' | 'inner' | 'names'>,
): Json[] {
  if (event === undefined) return []
  const found: Json[] = []
  for (const holder of holdersOf(event as unknown as JsonObject, scope)) {
    if (inner) for (const value of extensionsOf(holder, scope, context)) collectBelow(value, names, context, found)
    else collect(holder, names, context, found)
  }
  return found
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

const objects = (value: Json | undefined): JsonObject[] => listOf(value).filter(isObject)

/** The objects whose members a scope means. */
function holdersOf(event: JsonObject, scope: ExtensionScope): JsonObject[] {
  const elements = () => objects(event.sensorElementList)
  switch (scope) {
    case 'event':
      return [event]
    case 'sensorElement':
      return elements()
    case 'sensorMetadata':
      return elements().flatMap(({ sensorMetadata }) => objects(sensorMetadata))
    case 'sensorReport':
      return elements().flatMap(({ sensorReport }) => objects(sensorReport))
    default:
      return objects(event[scope])
  }
}

/** What stands in a holder as an extension: names of the standard have no colon, and an ILMD has none but extensions. */
function extensionsOf(holder: JsonObject, scope: ExtensionScope, context: Context): Json[] {
  return Object.entries(holder).flatMap(([name, value]) =>
    name !== '@context' && (scope === 'ilmd' || name.includes(':') || context.terms.get(name) !== undefined)
      ? [value]
      : [],
  )
}

function collect(holder: JsonObject, names: readonly string[], context: Context, found: Json[]): void {
  for (const [name, value] of Object.entries(holder)) {
    if (name.startsWith('@')) continue
    const full = expandName(context, name)
    if (names.includes(name) || (full !== undefined && names.includes(full))) found.push(value)
  }
}

/** Members of that name at any depth below; an object may bring a context of its own. */
function collectBelow(value: Json, names: readonly string[], outer: Context, found: Json[]): void {
  if (Array.isArray(value)) for (const item of value) collectBelow(item, names, outer, found)
  if (!isObject(value)) return
  const { context } = resolveContext(value['@context'], outer)
  collect(value, names, context, found)
  for (const [name, member] of Object.entries(value))
    if (name !== '@context') collectBelow(member, names, context, found)
}

/** The simple values that a member holds: itself, those of its list, and JSON-LD's `{"@value": …}` and `{"@id": …}`. */
export function plainValues(value: Json): (string | number | boolean)[] {
  if (Array.isArray(value)) return value.flatMap(plainValues)
  if (!isObject(value)) return value === null ? [] : [value]
  return plainValues(value['@value'] ?? value['@id'] ?? null)
}

/** A number is compared as one, a time as an instant, any other text as it stands (EPCIS 2.0 §8.2.7.1). */
function fits(value: string | number | boolean, op: Comparison, bound: string | number): boolean {
  if (typeof value === 'boolean') return op === 'eq' && String(value) === bound
  const number = typeof value === 'number' ? value : numberOf(value)
  if (typeof bound === 'number') return number !== undefined && stands(number, op, bound)
  if (typeof value === 'number') return op === 'eq' && numberOf(bound) === value
  if (op === 'eq' && (value === bound || (bound.startsWith('/') && canonicalKey(value) === bound))) return true
  const [time, other] = [instantOf(value), instantOf(bound)]
  return time !== undefined && other !== undefined && stands(sortable(time), op, sortable(other))
}
