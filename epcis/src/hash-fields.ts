import type { Context } from './context.ts'
import { curieText } from './hash-values.ts'

// How CBV 2.0 §8.9 writes members: name=value, children after their parent's name, lists sorted, extensions last.

type Members = { readonly [member: string]: unknown }
type ToText = (given: unknown, context: Context) => string

/** A member in the canonical order, and its text with its name ('' where it says nothing). */
export type Field = { name: string; text: ToText }

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
export const record = (name: string, fields: readonly Field[]): Field => ({
  name,
  text: (given, context) => (isObject(given) ? parent(name, recordText(given, fields, context)) : ''),
})

/** A list of records. The list's name and the elements' stand in the text where they are not ''. */
export const records = (name: string, names: { list?: string; element?: string }, fields: readonly Field[]): Field => {
  const { list = name, element = '' } = names
  const elementText = (given: unknown, context: Context) =>
    isObject(given) ? parent(element, recordText(given, fields, context)) : ''
  return {
    name,
    text: (given, context) => parent(list, sorted(listOf(given).map((each) => elementText(each, context)))),
  }
}

const fieldNames = new WeakMap<readonly Field[], Set<string>>()

function namesOf(fields: readonly Field[]): Set<string> {
  const known = fieldNames.get(fields)
  if (known) return known
  const names = new Set(fields.map(({ name }) => name))
  fieldNames.set(fields, names)
  return names
}

/** The members in their order, then all others sorted (rules 19–21). `left`: members that are not hashed. */
export function recordText(
  members: Members,
  fields: readonly Field[],
  context: Context,
  left: readonly string[] = [],
): string {
  let text = ''
  for (const field of fields) {
    const given = members[field.name]
    if (given !== undefined) text += field.text(given, context)
  }
  const names = namesOf(fields)
  const others = Object.keys(members).filter((name) => !names.has(name) && !left.includes(name))
  return others.length === 0
    ? text
    : text + sorted(others.flatMap((name) => extensionTexts(name, members[name], context)))
}

const comment = '{http://www.w3.org/2000/01/rdf-schema#}comment'

/** One text for each value of an extension member, or of the ILMD as a whole. */
function extensionTexts(name: string, given: unknown, context: Context): string[] {
  const braced = bracedName(name, context)
  return braced === comment ? [] : listOf(given).map((each) => braced + contentText(each, context))
}

function contentText(given: unknown, context: Context): string {
  if (Array.isArray(given)) return sorted(given.map((each) => contentText(each, context)))
  if (isObject(given)) return sorted(Object.keys(given).flatMap((name) => extensionTexts(name, given[name], context)))
  const text = curieText(given, context)
  return text === '' ? '' : `=${text}`
}

/** '{namespace}local' of a name with a prefix, a term, a full URI or a name under `@vocab`; any other as it stands. */
function bracedName(name: string, context: Context): string {
  const term = context.terms.get(name)
  if (term !== undefined) return bracedUri(term)
  const colon = name.indexOf(':')
  if (colon < 0) return name
  const namespace = name.startsWith('//', colon + 1) ? undefined : context.terms.get(name.slice(0, colon))
  return namespace === undefined ? bracedUri(name) : `{${namespace}}${name.slice(colon + 1)}`
}

function bracedUri(uri: string): string {
  const end = Math.max(uri.lastIndexOf('/'), uri.lastIndexOf('#'), uri.lastIndexOf(':')) + 1
  return `{${uri.slice(0, end)}}${uri.slice(end)}`
}

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

const listOf = (given: unknown): readonly unknown[] =>
  Array.isArray(given) ? given : given === undefined || given === null ? [] : [given]

const isObject = (given: unknown): given is Members =>
  typeof given === 'object' && given !== null && !Array.isArray(given)
