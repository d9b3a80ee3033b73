import type { Context } from './context.ts'
import { expandName, resolveContext } from './context.ts'
import type { Json } from './event.ts'
import { curieText, hashedNamespace } from './hash-values.ts'

// How CBV 2.0 §8.9 writes members: name=value, children after their parent's name, lists sorted, extensions last.

type Members = { readonly [member: string]: unknown }
type ToText = (given: unknown, context: Context) => string

/** A member in the canonical order: its text, and that of the extensions inside it ('' where it says nothing). */
export type Field = { name: string; text: ToText; extensions?: ToText }

/** name=value */
export const value = (name: string, toText: ToText = curieText): Field => ({
  name,
  text: (given, context) => assigned(name, toText(given, context)),
})

/** Values that repeat under the member's own name. */
export const repeated = (name: string, toText: ToText = curieText): Field => ({
  name,
  text: (given, context) => sorted(listOf(given).map((each) => assigned(name, toText(each, context)))),
})

/** A list of values, each under the element name that the XML binding gives it. */
export const values = (name: string, element: string): Field => ({
  name,
  text: (given, context) =>
    parent(name, sorted(listOf(given).map((each) => assigned(element, curieText(each, context))))),
})

/** A parent with members in order. */
export const record = (name: string, fields: readonly Field[]): Field => {
  const reader = fieldsReader(fields)
  return {
    name,
    text: (given, context) => parent(name, reader.text(given, context)),
    extensions: (given, context) => parent(name, reader.extensions(given, context)),
  }
}

/** A list of records. The names of the list and of its elements stand in the text where they are not ''. */
export const records = (name: string, names: { list?: string; element?: string }, fields: readonly Field[]): Field => {
  const { list = name, element = '' } = names
  const reader = fieldsReader(fields)
  const each = (toText: ToText) => (given: unknown, context: Context) =>
    parent(list, sorted(listOf(given).map((one) => parent(element, toText(one, context)))))
  return { name, text: each(reader.text), extensions: each(reader.extensions) }
}

/**
 * Reads a record's members in their order, and apart from them its extensions: those inside its members, then its own
 * sorted (rules 20, 21). `left`: members that are neither.
 */
export function fieldsReader(
  fields: readonly Field[],
  left: readonly string[] = [],
): { text: ToText; extensions: ToText } {
  const known = new Set([...fields.map(({ name }) => name), ...left])
  const parents = fields.filter(({ extensions }) => extensions)
  const joined = (given: unknown, members: readonly Field[], of: (field: Field, value: unknown) => string) => {
    let text = ''
    if (isObject(given))
      for (const field of members) if (given[field.name] !== undefined) text += of(field, given[field.name])
    return text
  }
  return {
    text: (given, context) => joined(given, fields, (field, member) => field.text(member, context)),
    extensions: (given, context) =>
      joined(given, parents, (field, member) => field.extensions?.(member, context) ?? '') +
      (isObject(given) ? extensionsText(given, known, context) : ''),
  }
}

/** The members of an object that are not known ones, sorted. It may bring a context of its own (JSON-LD 1.1 §4.1.1). */
export function extensionsText(given: Members, known: ReadonlySet<string>, outer: Context): string {
  const own = known.has('@context') ? undefined : given['@context']
  const context = own === undefined ? outer : resolveContext(own as Json, outer).context
  const names = Object.keys(given).filter((name) => name !== '@context' && !known.has(name))
  return names.length === 0 ? '' : sorted(names.flatMap((name) => extensionTexts(name, given[name], context)))
}

const comments: ReadonlySet<string> = new Set(['{http://www.w3.org/2000/01/rdf-schema#}comment', 'comment'])
const none: ReadonlySet<string> = new Set()

/** One text for each value of an extension member, or of the ILMD. */
function extensionTexts(name: string, given: unknown, context: Context): string[] {
  const key = bracedName(name, context)
  return comments.has(key) ? [] : listOf(given).map((each) => key + contentText(each, context))
}

/** '=value', or the members of an object. */
export function contentText(given: unknown, context: Context): string {
  if (Array.isArray(given)) return sorted(listOf(given).map((each) => contentText(each, context)))
  if (isObject(given)) return extensionsText(given, none, context)
  return assigned('', curieText(given, context))
}

/** '{namespace}local' of a name with a prefix, a term, a full URI or a name under `@vocab`; any other, such as an unknown prefix's, as it stands. */
function bracedName(name: string, context: Context): string {
  const term = context.terms.get(name)
  if (term !== undefined) return bracedUri(term)
  const colon = name.indexOf(':')
  if (colon < 0) return name
  const namespace = name.startsWith('//', colon + 1) ? undefined : context.terms.get(name.slice(0, colon))
  if (namespace !== undefined) return braced(namespace, name.slice(colon + 1))
  return expandName(context, name) === undefined ? name : bracedUri(name)
}

function bracedUri(uri: string): string {
  const end = Math.max(uri.lastIndexOf('/'), uri.lastIndexOf('#'), uri.lastIndexOf(':')) + 1
  return braced(uri.slice(0, end), uri.slice(end))
}

const braced = (namespace: string, local: string) => `{${hashedNamespace(namespace)}}${local}`

/** name=text */
const assigned = (name: string, text: string) => (text === '' ? '' : `${name}=${text}`)

const parent = (name: string, text: string) => (text === '' ? '' : name + text)

/** Joined in the order of their code points (rule 10), which is that of UTF-8. */
function sorted(texts: readonly string[]): string {
  if (texts.length < 2) return texts[0] ?? ''
  const astral = texts.some((text) => /[\uD800-\uDFFF]/.test(text))
  return (astral ? texts.toSorted(byCodePoint) : texts.toSorted()).join('')
}

function byCodePoint(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return rank(a, at) - rank(b, at)
}

/** Code units in code point order: surrogates stand above all others. */
function rank(text: string, at: number): number {
  const unit = at < text.length ? text.charCodeAt(at) : -1
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}

/** JSON-LD has no lists of lists, nor has XML: what stands in them stands in the one. */
const listOf = (given: unknown): readonly unknown[] => {
  if (Array.isArray(given)) return given.some(Array.isArray) ? given.flat(Infinity) : given
  return given === undefined || given === null ? [] : [given]
}

const isObject = (given: unknown): given is Members =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
