import { isTooLong, longestKeyBytes } from './canonical-key.ts'
import { knownContext } from './context-terms.ts'
import type { EventIssue, Json, JsonObject } from './event.ts'

/** Term or prefix → full URI. */
export type Terms = { get(name: string): string | undefined }

/** What a JSON-LD `@context` means for member names. */
export type Context = { readonly terms: Terms; readonly vocab: string | undefined }

/** A context being read: what it says itself (null: unsaid), and the terms around it, which are never copied. */
type Draft = {
  readonly own: Map<string, string | null>
  readonly terms: Terms
  readonly issues: EventIssue[]
  vocab: string | undefined
}

/** The context before any document says one. */
export const emptyContext: Context = { terms: new Map<string, string>(), vocab: undefined }

/**
 * Reads a `@context` value (JSON-LD 1.1) on top of an outer one. Known GS1 contexts come from our own table, nothing is
 * fetched; what is no context at all is left to the validation of the member. An issue is told of the first name alone.
 */
export function resolveContext(value: Json | undefined, outer?: Context): { context: Context; issues: EventIssue[] } {
  const base = outer ?? emptyContext
  if (value === undefined) return { context: base, issues: [] }
  const own = new Map<string, string | null>()
  const draft: Draft = { own, terms: layer(own, base.terms), issues: [], vocab: base.vocab }
  for (const item of Array.isArray(value) ? value : [value]) addContext(draft, item)
  return { context: { terms: draft.terms, vocab: draft.vocab }, issues: draft.issues }
}

function layer(own: ReadonlyMap<string, string | null>, outer: Terms): Terms {
  return {
    get(name) {
      const found = own.get(name)
      return found === undefined ? outer.get(name) : (found ?? undefined)
    },
  }
}

function addContext(draft: Draft, item: Json): void {
  if (typeof item === 'string') addRemote(draft, item)
  else if (isObject(item)) addInline(draft, item)
}

function addRemote(draft: Draft, url: string): void {
  const known = knownContext(url)
  if (!known) return
  for (const [term, uri] of known.terms) draft.own.set(term, uri)
  if (known.vocab !== undefined) draft.vocab = known.vocab
}

function addInline(draft: Draft, definitions: JsonObject): void {
  const vocab = definitions['@vocab']
  if (vocab === null) draft.vocab = undefined
  else if (typeof vocab === 'string') draft.vocab = bounded(draft, absolute(draft, definitions, vocab, 0) ?? vocab)
  for (const term of Object.keys(definitions)) {
    if (term.startsWith('@')) continue
    const uri = definitionOf(draft, definitions, term, 0)
    if (uri !== undefined) draft.own.set(term, bounded(draft, uri))
    else if (definitions[term] === null) draft.own.set(term, null)
  }
}

/** A long URI is written out wherever its short name stands: a small document would become one without end. */
function bounded(draft: Draft, uri: string): string {
  if (isTooLong(uri) && draft.issues.length === 0)
    draft.issues.push({ code: 'uri-too-long', path: '/@context', params: { most: String(longestKeyBytes) } })
  return uri
}

const maxChain = 10

/** The URI of a term of an inline context; its value may be spelt with a prefix of the same object. */
function definitionOf(draft: Draft, definitions: JsonObject, term: string, chain: number): string | undefined {
  if (chain > maxChain || !Object.hasOwn(definitions, term)) return undefined
  const definition = definitions[term]
  const target = isObject(definition) ? definition['@id'] : definition
  return typeof target === 'string' ? absolute(draft, definitions, target, chain) : undefined
}

function absolute(draft: Draft, definitions: JsonObject, target: string, chain: number): string | undefined {
  if (target.startsWith('@')) return target
  const colon = target.indexOf(':')
  if (colon < 0) return definitionOf(draft, definitions, target, chain + 1) ?? draft.terms.get(target)
  if (isFullUri(target)) return target
  const prefix = target.slice(0, colon)
  const start = definitionOf(draft, definitions, prefix, chain + 1) ?? draft.terms.get(prefix)
  return start === undefined ? undefined : start + target.slice(colon + 1)
}

/** Schemes whose URIs have no '//' and yet may name a member without a prefix being meant. */
const opaqueSchemes = new Set(['urn', 'tag', 'ni', 'did', 'info', 'doi', 'geo', 'mailto', 'data'])

function isFullUri(name: string): boolean {
  const colon = name.indexOf(':')
  if (colon < 1) return false
  return name.startsWith('//', colon + 1) || opaqueSchemes.has(name.slice(0, colon).toLowerCase())
}

/**
 * The full URI of a member name: an exact term, prefix:name by the context, a full URI as it stands, or a bare name
 * under the context's `@vocab`. Undefined where nothing tells what it means. The first colon ends the prefix.
 */
export function expandName(context: Context, name: string): string | undefined {
  if (name.startsWith('@')) return undefined
  const exact = context.terms.get(name)
  if (exact !== undefined) return exact.startsWith('@') ? undefined : exact
  const colon = name.indexOf(':')
  if (colon < 0) return context.vocab === undefined ? undefined : context.vocab + name
  const start = name.startsWith('//', colon + 1) ? undefined : context.terms.get(name.slice(0, colon))
  if (start !== undefined && !start.startsWith('@')) return start + name.slice(colon + 1)
  return isFullUri(name) ? name : undefined
}

/** A term of a vocabulary in full: a bare one, and one whose prefix means nothing, stands for itself. */
export const expandTerm = (context: Context, term: string): string =>
  term.includes(':') ? (expandName(context, term) ?? term) : term

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
