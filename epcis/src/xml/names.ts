import { knownContext } from '../context-terms.ts'
import type { Json, JsonObject } from '../event.ts'
import { schemaInstance, schemaTypes, versionOf } from './element.ts'

/** The context that documents from XML are given: XML says nothing of it, and GS1's own examples name this one. */
export const standardContext = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

/** CBV's master data namespace ends in a colon in JSON alone. */
const masterDataInXml = 'urn:epcglobal:cbv:mda'
const masterDataInJson = 'urn:epcglobal:cbv:mda:'

/** A namespace as JSON's contexts spell it. */
export const toJsonNamespace = (uri: string): string => (uri === masterDataInXml ? masterDataInJson : uri)

/** A namespace as XML spells it. */
export const toXmlNamespace = (uri: string): string => (uri === masterDataInJson ? masterDataInXml : uri)

/** Prefix → namespace. */
export type Prefixes = Map<string, string>

/** Prefixes that GS1's context defines. */
export const standardPrefixes: ReadonlyMap<string, string> = knownContext(standardContext)?.terms ?? new Map()

/** The prefixes of a document, and beside them those of one event. */
export type Scope = { readonly document: Prefixes; readonly own: Prefixes }

/** Namespaces of the syntax itself, which mean nothing in JSON. */
const ofSyntax: ReadonlySet<string> = new Set([
  schemaInstance,
  schemaTypes,
  'http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader',
  'http://www.w3.org/2000/xmlns/',
  'http://www.w3.org/XML/1998/namespace',
])

/** Takes the namespaces that a tag declares; a prefix that has another meaning already is renamed where it is used. */
export function declare(document: Prefixes, namespaces: Readonly<Record<string, string>> | undefined): void {
  for (const prefix in namespaces) {
    const uri = namespaces[prefix] as string
    if (prefix === '' || uri === '' || ofSyntax.has(uri) || versionOf(uri) !== undefined) continue
    if (!standardPrefixes.has(prefix) && !document.has(prefix)) document.set(prefix, toJsonNamespace(uri))
  }
}

/** The name of a member: prefix:local, the sender's prefix where nothing else has it. */
export function memberName(scope: Scope, prefix: string, uri: string, local: string): string {
  if (uri === '') return local
  const namespace = toJsonNamespace(uri)
  const first = prefix === '' ? 'ns' : prefix
  for (let count = 0; ; count++) {
    const candidate = count === 0 ? first : `${first}${count}`
    const bound = meaningOf(scope, candidate)
    if (bound === undefined) scope.own.set(candidate, namespace)
    if (bound === undefined || bound === namespace) return `${candidate}:${local}`
  }
}

const meaningOf = ({ document, own }: Scope, prefix: string): string | undefined =>
  standardPrefixes.get(prefix) ?? document.get(prefix) ?? own.get(prefix)

/** The `@context` that a set of prefixes needs beside GS1's; undefined where there is none. */
export function inlineContext(prefixes: Prefixes): JsonObject | undefined {
  const terms = [...prefixes].filter(([prefix, uri]) => standardPrefixes.get(prefix) !== uri)
  return terms.length === 0 ? undefined : (Object.fromEntries(terms) as JsonObject)
}

/** GS1's context with the prefixes on top. */
export function wholeContext(prefixes: Prefixes): Json {
  const inline = inlineContext(prefixes)
  return inline === undefined ? standardContext : [standardContext, inline]
}
