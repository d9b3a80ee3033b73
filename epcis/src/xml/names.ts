import { gs1Namespaces } from '../cbv.ts'
import { knownContext, standardContext } from '../context-terms.ts'
import type { Json, JsonObject } from '../event.ts'
import { schemaInstance, schemaTypes, versionOf } from './element.ts'
import { plainName } from './plain-name.ts'
import { allocate, type Prefixes, type Scope, toJsonNamespace } from './prefixes.ts'

/** The context that documents from XML are given where their `gs1:` is the later namespace: in JSON the context tells it. */
const laterContext = 'https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld'

const [firstVocabulary, laterVocabulary] = gs1Namespaces

/** Prefixes that GS1's context defines. */
const standardPrefixes: ReadonlyMap<string, string> = knownContext(standardContext)?.terms ?? new Map()

const standardPrefixOf: ReadonlyMap<string, string> = new Map(
  Array.from(standardPrefixes, ([prefix, namespace]) => [namespace, prefix]),
)

/** Namespaces of the syntax itself, which mean nothing in JSON. */
const ofSyntax: ReadonlySet<string> = new Set([
  schemaInstance,
  schemaTypes,
  'http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader',
  'http://www.w3.org/2000/xmlns/',
  'http://www.w3.org/XML/1998/namespace',
])

/**
 * Takes the namespaces that a tag declares. GS1's own keep their prefixes in JSON; a sender may give those another meaning, as its
 * published examples do, but for `gs1:`, on which the bare words of sensor reports hang.
 */
export function declare(document: Prefixes, namespaces: Readonly<Record<string, string>> | undefined): void {
  for (const prefix in namespaces) {
    const uri = namespaces[prefix] as string
    if (prefix === '' || uri === '' || ofSyntax.has(uri) || versionOf(uri) !== undefined) continue
    const namespace = toJsonNamespace(uri)
    const isStandard = standardPrefixOf.has(namespace) || (prefix === 'gs1' && uri !== laterVocabulary)
    if (!isStandard && !document.has(prefix)) document.set(prefix, namespace)
  }
}

/** Takes what `gs1:` means at an event where that is not what its document says. */
export function declareVocabulary({ document, own }: Scope, uri: string | undefined): void {
  const isVocabulary = uri === firstVocabulary || uri === laterVocabulary
  if (isVocabulary && uri !== (document.get('gs1') ?? firstVocabulary)) own.set('gs1', uri)
}

/** The name of a member: prefix:local, the sender's prefix where nothing else has it; GS1's own where the sender's is not declared. */
export function memberName(scope: Scope, prefix: string, uri: string, local: string): string {
  const own = plainName(local)
  if (uri === '') return own
  const namespace = toJsonNamespace(uri)
  const meaningOf = (name: string) => scope.own.get(name) ?? scope.document.get(name) ?? standardPrefixes.get(name)
  const standard = meaningOf(prefix) === namespace ? prefix : standardPrefixOf.get(namespace)
  if (standard !== undefined && meaningOf(standard) === namespace) return `${standard}:${own}`
  const name = allocate(scope, prefix === '' ? 'ns' : prefix, namespace, meaningOf)
  if (meaningOf(name) === undefined) scope.own.set(name, namespace)
  return `${name}:${own}`
}

/** The `@context` of an event inside its document: what its prefixes add; undefined where they add nothing. */
export function eventContext(own: Prefixes): Json | undefined {
  if (own.size === 0) return undefined
  return own.has('gs1') ? wholeContext(own) : Object.fromEntries(own)
}

/** GS1's context with the prefixes on top. */
export function wholeContext(prefixes: Prefixes): Json {
  const url = prefixes.get('gs1') === laterVocabulary ? laterContext : standardContext
  const terms: JsonObject = Object.fromEntries([...prefixes].filter(([prefix]) => prefix !== 'gs1'))
  return Object.keys(terms).length === 0 ? url : [url, terms]
}
