import { aiOf } from './ai-table.ts'
import { type CharacterSet, epcSet, firstOutside, isDigits } from './character-sets.ts'
import { checkDigit } from './check-digit.ts'
import { type EpcScheme, type EpcTail, epcScheme, longestPrefix, shortestPrefix } from './epc-schemes.ts'
import { decodePercent, encodedIndex } from './percent.ts'
import { accept, type Element, type Issue, type Result, refuse } from './result.ts'
import { valueFault } from './value.ts'

/**
 * A GS1 key written as an EPC URN. An instance or class has the elements of its Digital Link; a pattern with a '*'
 * before its last part stands for many keys and has none. `parts` are the parts after the scheme as written.
 */
export type EpcIdentity = {
  scheme: string
  kind: 'instance' | 'class' | 'pattern'
  elements: Element[]
  companyPrefixLength: number
  parts: string[]
}

/** One dot-separated part and where it stands in the URN. */
type Part = { text: string; at: number }

const partsOf = (urn: string, start: number, count: number): Part[] => {
  const parts: Part[] = []
  let at = start
  for (let i = 1; i < count; i++) {
    const dot = urn.indexOf('.', at)
    if (dot === -1) break
    parts.push({ text: urn.slice(at, dot), at })
    at = dot + 1
  }
  parts.push({ text: urn.slice(at), at })
  return parts
}

/** Characters that must be escaped in an EPC URN, and those that may not stand in the part at all. */
const decodeText = (part: Part, set: CharacterSet): Result<string> => {
  const { text, at } = part
  for (let i = 0; i < text.length; i++) {
    if (text.charAt(i) === '%') {
      const isEscape = i + 2 < text.length && /^[0-9A-Fa-f]{2}$/.test(text.slice(i + 1, i + 3))
      if (!isEscape) return refuse('escape-malformed', at + i)
      i += 2
    } else if (firstOutside(text, epcSet, i, i + 1) !== -1) return refuse('character-not-allowed', at + i)
  }
  const value = decodePercent(text, 0, text.length, false)
  const bad = firstOutside(value, set)
  return bad === -1 ? accept(value) : refuse('character-not-allowed', at + encodedIndex(text, 0, text.length, bad))
}

const lengthIssue = (part: Part, length: number, min: number, max: number): Issue | undefined => {
  if (length < min) return { code: length === 0 ? 'value-empty' : 'value-too-short', at: part.at + part.text.length }
  return length > max ? { code: 'value-too-long', at: part.at + max } : undefined
}

const digitsIssue = (part: Part): Issue | undefined => {
  if (part.text === '') return undefined
  const bad = isDigits(part.text) ? -1 : firstNonDigit(part.text)
  return bad === -1 ? undefined : { code: 'character-not-allowed', at: part.at + bad }
}

const firstNonDigit = (text: string): number => {
  let at = 0
  while (at < text.length && isDigits(text, at, at + 1)) at += 1
  return at
}

/** Company prefix and reference as the digits of the key, its check digit included. */
const numericKey = (scheme: EpcScheme, prefix: Part, reference: Part): Result<string> => {
  const wanted = (scheme.digits ?? 0) - prefix.text.length
  const issue = digitsIssue(reference) ?? lengthIssue(reference, reference.text.length, wanted, wanted)
  if (issue !== undefined) return { ok: false, issues: [issue] }
  const split = scheme.leading === true ? 1 : 0
  const body = reference.text.slice(0, split) + prefix.text + reference.text.slice(split)
  return accept((scheme.filler ?? '') + body + (scheme.check === true ? checkDigit(body) : ''))
}

const textKey = (text: { set: CharacterSet; max: number }, prefix: Part, reference: Part): Result<string> => {
  const value = decodeText(reference, text.set)
  if (!value.ok) return value
  const issue = lengthIssue(reference, value.value.length, 1, text.max - prefix.text.length)
  return issue === undefined ? accept(prefix.text + value.value) : { ok: false, issues: [issue] }
}

const readKey = (scheme: EpcScheme, prefix: Part, reference: Part): Result<string> =>
  scheme.text === undefined ? numericKey(scheme, prefix, reference) : textKey(scheme.text, prefix, reference)

const readTail = (tail: EpcTail, part: Part): Result<string> => {
  const value = decodeText(part, tail.set)
  if (!value.ok) return value
  const issue = lengthIssue(part, value.value.length, tail.min, tail.max)
  return issue === undefined ? value : { ok: false, issues: [issue] }
}

/** An element and where in the URN its value, or the part of it that can still be wrong, begins. */
type Placed = { element: Element; at: number }

const elementIssue = ({ element: [ai, value], at }: Placed): Issue | undefined => {
  const entry = aiOf(ai)
  const found = entry === undefined ? undefined : valueFault(entry, value)
  return found === undefined ? undefined : { code: found.code, at, params: { ai } }
}

/** The elements of an identity whose tails are all given, or wildcards where the namespace has them. */
const readElements = (scheme: EpcScheme, parts: readonly Part[], wildcards: boolean): Result<Element[]> => {
  const [prefix, reference, ...rest] = parts
  if (prefix === undefined || reference === undefined) return refuse('urn-part-missing', 0)
  const key = readKey(scheme, prefix, reference)
  if (!key.ok) return key
  let keyValue = key.value
  const others: Placed[] = []
  for (const [index, tail] of scheme.tails.entries()) {
    const part = rest[index]
    if (part === undefined || (wildcards && part.text === '*')) continue
    const value = readTail(tail, part)
    if (!value.ok) return value
    if (tail.ai === 'key') keyValue += value.value
    else if (value.value !== tail.none) others.push({ element: [tail.ai, value.value], at: part.at })
  }
  const placed: Placed[] = [{ element: [scheme.ai, keyValue], at: prefix.at }, ...others]
  const issues = placed.flatMap((one) => elementIssue(one) ?? [])
  return issues.length > 0 ? { ok: false, issues } : accept(placed.map(({ element }) => element))
}

const prefixIssue = (prefix: Part): Issue | undefined =>
  digitsIssue(prefix) ?? lengthIssue(prefix, prefix.text.length, shortestPrefix, longestPrefix)

const identify = (scheme: EpcScheme, space: string, parts: readonly Part[], end: number): Result<EpcIdentity> => {
  const wanted = scheme.tails.length + 2
  const prefix = parts[0]
  if (prefix === undefined || parts.length < wanted) return refuse('urn-part-missing', end)
  const isPattern = space === 'idpat'
  const wild = isPattern ? parts.findIndex(({ text }) => text === '*') : -1
  const specific = wild === -1 ? undefined : parts.slice(wild).find(({ text }) => text !== '*')
  if (specific !== undefined) return refuse('urn-wildcard-expected', specific.at)
  const shared = { scheme: scheme.name, parts: parts.map(({ text }) => text), companyPrefixLength: prefix.text.length }
  if (wild === 0) return accept({ ...shared, kind: 'pattern', elements: [], companyPrefixLength: 0 })
  const issue = prefixIssue(prefix)
  if (issue !== undefined) return { ok: false, issues: [issue] }
  if (wild === 1) return accept({ ...shared, kind: 'pattern', elements: [] })
  const elements = readElements(scheme, parts, isPattern)
  if (!elements.ok) return elements
  const kind = scheme.space === 'class' || wild !== -1 ? 'class' : 'instance'
  return accept({ ...shared, kind, elements: elements.value })
}

const spaces = ['id', 'class', 'idpat']

/**
 * Parses 'urn:epc:id:…', 'urn:epc:class:lgtin:…' and 'urn:epc:idpat:…' of the schemes that are GS1 keys. Check digits
 * are computed, for the URN has none.
 */
export const parseEpcUrn = (urn: string): Result<EpcIdentity> => {
  if (!urn.startsWith('urn:epc:')) return refuse('urn-prefix-wrong', 0)
  const spaceEnd = urn.indexOf(':', 8)
  const space = spaceEnd === -1 ? urn.slice(8) : urn.slice(8, spaceEnd)
  if (spaceEnd === -1 || !spaces.includes(space)) return refuse('urn-prefix-wrong', 8)
  const nameEnd = urn.indexOf(':', spaceEnd + 1)
  const scheme = epcScheme(nameEnd === -1 ? '' : urn.slice(spaceEnd + 1, nameEnd))
  if (scheme === undefined || (space !== 'idpat' && scheme.space !== space)) {
    return refuse('urn-scheme-unknown', spaceEnd + 1)
  }
  return identify(scheme, space, partsOf(urn, nameEnd + 1, scheme.tails.length + 2), urn.length)
}
