import { isTooLong, longestKeyBytes } from './canonical-key.ts'
import type { Context } from './context.ts'
import { expandName, expandTerm, resolveContext } from './context.ts'
import type { EventIssue, Json, JsonObject } from './event.ts'
import { isUri, timeFault } from './format.ts'
import { identifierFault } from './identifier.ts'

/** One validation: where it stands, what it found, what names mean. */
export type Run = { readonly path: (string | number)[]; readonly issues: EventIssue[]; context: Context }

/** One rule of our schema: reports what is wrong with a value at the run's place. */
export type Check = (run: Run, value: Json) => void

/** More issues than these help nobody; the rest is left out. */
export const maxIssues = 50
const maxDepth = 100

/** Reports an issue at the run's place, or at a member of it. */
export function report(run: Run, code: string, params?: Record<string, string>, member?: string): void {
  if (run.issues.length >= maxIssues) return
  const parts = member === undefined ? run.path : [...run.path, member]
  const path = parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  run.issues.push(params ? { code, path, params } : { code, path })
}

/** Applies a rule to a member or item of the value at the run's place. */
export function checkAt(run: Run, step: string | number, value: Json, check: Check): void {
  run.path.push(step)
  check(run, value)
  run.path.pop()
}

const shown = (value: string) => (value.length > 120 ? `${value.slice(0, 117)}...` : value)

const wrongType = (run: Run, expected: string) => report(run, 'type-wrong', { expected })

/** A JSON text. */
export const text: Check = (run, value) => {
  if (typeof value !== 'string') wrongType(run, 'string')
}

/** A number that has a value: 1e999 has none. */
export const number: Check = (run, value) => {
  if (typeof value !== 'number') wrongType(run, 'number')
  else if (!Number.isFinite(value)) report(run, 'number-too-large')
}

export const boolean: Check = (run, value) => {
  if (typeof value !== 'boolean') wrongType(run, 'boolean')
}

/** Any URI. */
export const uri: Check = (run, value) => {
  if (typeof value !== 'string') wrongType(run, 'string')
  else if (!isUri(value)) report(run, 'uri-invalid', { value: shown(value) })
}

/** A time with its zone (EPCIS takes xsd:dateTimeStamp). */
export const time: Check = (run, value) => {
  if (typeof value !== 'string') return wrongType(run, 'string')
  const fault = timeFault(value)
  if (fault) report(run, fault, { value: shown(value) })
}

const tooLong = (run: Run) => report(run, 'uri-too-long', { most: String(longestKeyBytes) })

/** A URI by which events are found later. */
export const keyUri: Check = (run, value) => {
  if (typeof value === 'string' && isTooLong(value)) tooLong(run)
  else uri(run, value)
}

/** A name by which events are found later, in full, however short its prefix makes it. */
export const keyName: Check = (run, value) => {
  if (typeof value !== 'string') wrongType(run, 'string')
  else if (isTooLong(expandTerm(run.context, value))) tooLong(run)
}

/** A text of one form. */
export function matching(form: RegExp, code: string): Check {
  return (run, value) => {
    if (typeof value !== 'string') wrongType(run, 'string')
    else if (!form.test(value)) report(run, code, { value: shown(value) })
  }
}

/** One of a few texts and nothing else. */
export function oneOf(values: readonly string[]): Check {
  const allowed = new Set(values)
  return (run, value) => {
    if (typeof value !== 'string') wrongType(run, 'string')
    else if (!allowed.has(value)) report(run, 'word-unknown', { value: shown(value) })
  }
}

/** A bare word of a vocabulary, or a URI of another vocabulary; `own`: URIs that must be spelt as the bare word. */
export function word(words: readonly string[], own: RegExp): Check {
  const known = new Set(words)
  return (run, value) => {
    if (typeof value !== 'string') wrongType(run, 'string')
    else if (known.has(value)) return
    else if (isTooLong(expandTerm(run.context, value))) tooLong(run)
    else if (!isUri(value)) report(run, 'word-unknown', { value: shown(value) })
    else if (own.test(value)) report(run, 'word-not-bare', { value: shown(value) })
  }
}

/** A URI that names a thing, class, place or party: GS1 keys are held to their rules. */
export function identifier(pattern = false): Check {
  return (run, value) => {
    if (typeof value !== 'string') return wrongType(run, 'string')
    if (!isUri(value)) return report(run, 'uri-invalid', { value: shown(value) })
    if (isTooLong(value)) return tooLong(run)
    const fault = identifierFault(value, pattern)
    if (fault) report(run, fault.code, { ...fault.params, value: shown(value) })
  }
}

/** An array; `unique`: no text of it twice. */
export function list(item: Check, options: { least?: number; unique?: boolean } = {}): Check {
  const { least = 0, unique = false } = options
  return (run, value) => {
    if (!Array.isArray(value)) return wrongType(run, 'array')
    if (value.length < least) report(run, 'list-empty')
    for (let index = 0; index < value.length; index++) checkAt(run, index, value[index] as Json, item)
    if (unique && value.length > 1) reportRepeats(run, value)
  }
}

function reportRepeats(run: Run, values: Json[]): void {
  if (new Set(values).size === values.length) return
  const seen = new Set<Json>()
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as Json
    if (typeof value === 'string' && seen.has(value)) {
      checkAt(run, index, value, () => report(run, 'list-repeats', { value: shown(value) }))
    }
    seen.add(value)
  }
}

/** Which names beside the known ones an object may have: none, names with a resolving prefix or full URIs, or any. */
export type Names = 'closed' | 'extensions' | 'open'

export type Shape = { members: Record<string, Check>; required?: readonly string[]; names: Names; more?: Check }

/** An object by the table of its members. `more`: rules between members, asked last. */
export function object({ members, required = [], names, more }: Shape): Check {
  const checks = new Map(Object.entries(members))
  return (run, value) => {
    if (!isObject(value)) return wrongType(run, 'object')
    for (const name of Object.keys(value)) {
      const check = checks.get(name)
      if (check) checkAt(run, name, value[name] as Json, check)
      else checkExtension(run, names, name, value[name] as Json)
    }
    for (const name of required) if (!Object.hasOwn(value, name)) report(run, 'member-missing', { name }, name)
    if (more) more(run, value)
  }
}

function checkExtension(run: Run, names: Names, name: string, value: Json): void {
  const isName = names !== 'closed' && isUri(name)
  if (!isName && names !== 'open') {
    report(run, name === 'ilmd' ? 'ilmd-not-allowed' : 'member-unknown', { name: shown(name) }, name)
  } else if (isName && expandName(run.context, name) === undefined) {
    report(run, 'prefix-unresolved', { name: shown(name) }, name)
  } else if (typeof value === 'object' && value !== null) {
    checkAt(run, name, value, extension)
  }
}

/** The value of an extension: anything, but names in it that look like prefix:name must mean something. */
export const extension: Check = (run, value) => {
  if (typeof value !== 'object' || value === null) return
  if (run.path.length > maxDepth) return report(run, 'nesting-too-deep', { most: String(maxDepth) })
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) checkAt(run, index, value[index] as Json, extension)
    return
  }
  const outer = run.context
  if (value['@context'] !== undefined) {
    const { context, issues } = resolveContext(value['@context'], outer)
    for (const { code, params } of issues) report(run, code, params, '@context')
    run.context = context
  }
  for (const name of Object.keys(value)) {
    if (name !== '@context') checkExtension(run, 'open', name, value[name] as Json)
  }
  run.context = outer
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
