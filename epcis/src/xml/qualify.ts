import { type Context, expandName } from '../context.ts'
import { isXmlName, xmlName } from './plain-name.ts'
import { allocate, type Scope, toXmlNamespace } from './prefixes.ts'

/** How a document, or one event of it, is written. `spelling`: of CBV's terms. */
export type Writing = {
  readonly scope: Scope & { readonly used: Set<string> }
  readonly context: Context
  readonly spelling: 'web' | 'urn'
}

export const instancePrefix = 'xsi'
export const typesPrefix = 'xsd'
const taken: ReadonlySet<string> = new Set([instancePrefix, typesPrefix, 'epcis', 'epcisq', 'epcismd', 'sbdh', 'xmlns'])

/** Namespaces that cannot be given a prefix (Namespaces in XML 1.0 §3). */
const undeclarable: ReadonlySet<string> = new Set(['', 'http://www.w3.org/2000/xmlns/'])
const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

/** The name of an element or attribute for a member of an extension, and what tells it from others. */
export type Qualified = { name: string; key: string }

/** The XML name of a member: its namespace by the context, its prefix where that is free; a bare name stays bare. */
export function qualify(name: string, writing: Writing): Qualified {
  const { prefix, namespace, local } = partsOf(name, writing.context)
  if (undeclarable.has(namespace)) return { name: xmlName(name), key: name }
  const chosen = prefixFor(writing, prefix, namespace)
  return { name: `${chosen}:${xmlName(local)}`, key: `${namespace} ${local}` }
}

function partsOf(name: string, context: Context): { prefix: string; namespace: string; local: string } {
  const colon = name.indexOf(':')
  const prefix = colon > 0 && !name.startsWith('//', colon + 1) ? name.slice(0, colon) : ''
  const namespace = prefix === '' || context.terms.get(name) ? undefined : context.terms.get(prefix)
  if (namespace !== undefined && !namespace.startsWith('@')) {
    return { prefix, namespace: toXmlNamespace(namespace), local: name.slice(colon + 1) }
  }
  const uri = colon < 0 && context.terms.get(name) === undefined ? undefined : expandName(context, name)
  if (uri === undefined) return { prefix: '', namespace: '', local: name }
  const end = Math.max(uri.lastIndexOf('/'), uri.lastIndexOf('#'), uri.lastIndexOf(':')) + 1
  return { prefix: '', namespace: toXmlNamespace(uri.slice(0, end)), local: uri.slice(end) }
}

/** The prefix of a namespace at this event: declared at the root, or at the event where the root has it for another. */
export function prefixFor({ scope }: Writing, wanted: string, namespace: string): string {
  if (namespace === xmlNamespace) return 'xml'
  const { document, own, used } = scope
  const first = isXmlName(wanted) && !/^xml/i.test(wanted) && !taken.has(wanted) ? wanted : 'ns'
  const isOthers = document.has(first) && document.get(first) !== namespace && !used.has(first)
  if (isOthers && !own.has(first)) own.set(first, namespace)
  const meaningOf = (prefix: string) => own.get(prefix) ?? document.get(prefix)
  const prefix = allocate(scope, first, namespace, meaningOf)
  if (meaningOf(prefix) === undefined) document.set(prefix, namespace)
  if (!own.has(prefix)) used.add(prefix)
  return prefix
}

/** Declares the prefix that a value begins with, where the context knows it. */
export function keepPrefix(value: string, writing: Writing): string {
  const colon = value.indexOf(':')
  const namespace = colon < 1 ? undefined : writing.context.terms.get(value.slice(0, colon))
  if (namespace && !namespace.startsWith('@')) prefixFor(writing, value.slice(0, colon), toXmlNamespace(namespace))
  return value
}
