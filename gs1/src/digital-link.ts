import { type AiEntry, aiIn } from './ai-table.ts'
import type { Piece } from './associations.ts'
import { firstOutside, hostSet, isDigits, uriSet } from './character-sets.ts'
import { elementOf, longestText, mostElements, pieceIssues } from './elements.ts'
import type { IssueCode } from './issue-codes.ts'
import { decodePercent, encodedIndex } from './percent.ts'
import { belongsInPath, isQualifierOrder } from './qualifiers.ts'
import { accept, type Element, type Issue, type Result, refuse } from './result.ts'

/** A Digital Link taken apart; `elements` are those of the path, then those of the query, as they stood. */
export type DigitalLink = {
  stem: string
  key: Element
  qualifiers: Element[]
  attributes: Element[]
  elements: Element[]
}

const slash = 47

const issueAt = (code: IssueCode, at: number, ai?: string): Issue =>
  ai === undefined ? { code, at } : { code, at, params: { ai } }

/** Where the '/key' of the path begins: its rightmost primary key, with pairs of known AIs alone behind it; or -1. */
const keyStart = (uri: string, start: number, end: number): number => {
  let valueSlash = end
  for (;;) {
    valueSlash = uri.lastIndexOf('/', valueSlash - 1)
    const keySlash = valueSlash <= start ? -1 : uri.lastIndexOf('/', valueSlash - 1)
    if (keySlash < start) return -1
    const entry = aiIn(uri, keySlash + 1, valueSlash)
    if (entry === undefined) return -1
    if (entry.qualifiers !== undefined) return keySlash
    valueSlash = keySlash
  }
}

const pieceOf = (uri: string, entry: AiEntry, at: number, valueAt: number, end: number, inQuery: boolean): Piece => ({
  entry,
  value: decodePercent(uri, valueAt, end, inQuery),
  at,
  valueAt,
})

const pieceIssue = (uri: string, piece: Piece, end: number): Issue | undefined => {
  const { entry, value, valueAt } = piece
  if (value.length === 0) return issueAt('value-empty', valueAt, entry.code)
  const nul = value.indexOf('\0')
  return nul === -1 ? undefined : issueAt('character-not-allowed', encodedIndex(uri, valueAt, end, nul), entry.code)
}

/** Reads '/AI/value' pairs; keyStart has seen that every AI is known. */
const readPath = (uri: string, start: number, end: number, pieces: Piece[]): Issue | undefined => {
  let at = start
  while (at < end) {
    const valueSlash = uri.indexOf('/', at + 1)
    const entry = aiIn(uri, at + 1, valueSlash)
    if (entry === undefined) return issueAt('ai-unknown', at + 1)
    if (pieces.length === mostElements) return issueAt('too-many-elements', at + 1)
    const next = uri.indexOf('/', valueSlash + 1)
    const valueEnd = next === -1 || next > end ? end : next
    const piece = pieceOf(uri, entry, at + 1, valueSlash + 1, valueEnd, false)
    const issue = pieceIssue(uri, piece, valueEnd)
    if (issue !== undefined) return issue
    pieces.push(piece)
    at = valueEnd
  }
  return undefined
}

const shortGtins = [8, 12, 13]

/** In the query a GTIN may lack its leading zeros. */
const padGtin = (piece: Piece): Piece =>
  piece.entry.code === '01' && shortGtins.includes(piece.value.length)
    ? { ...piece, value: piece.value.padStart(14, '0') }
    : piece

/** Reads one parameter; those whose name is text are somebody else's and ignored, an empty name is refused. */
const readParameter = (uri: string, start: number, end: number, pieces: Piece[]): Issue | undefined => {
  const equals = uri.indexOf('=', start)
  if (equals === -1 || equals >= end) return undefined
  if (equals > start && !isDigits(uri, start, equals)) return undefined
  const entry = aiIn(uri, start, equals)
  if (entry === undefined) return issueAt('ai-unknown', start, uri.slice(start, equals))
  const piece = pieceOf(uri, entry, start, equals + 1, end, true)
  const issue = pieceIssue(uri, piece, end)
  if (issue === undefined) pieces.push(padGtin(piece))
  return issue
}

const readQuery = (uri: string, start: number, end: number, pieces: Piece[]): Issue | undefined => {
  let parameters = pieces.length
  let at = start
  while (at < end) {
    const ampersand = uri.indexOf('&', at)
    const next = ampersand === -1 || ampersand > end ? end : ampersand
    if (next > at) {
      if (parameters === mostElements) return issueAt('too-many-elements', at)
      parameters += 1
      const issue = readParameter(uri, at, next, pieces)
      if (issue !== undefined) return issue
    }
    at = next + 1
  }
  return undefined
}

/** The first qualifier that breaks the order, or does not belong to this key at all. */
const qualifierIssue = (pieces: readonly Piece[], codes: readonly string[]): Issue | undefined => {
  const key = pieces[0]
  const bad = pieces.slice(1).find((_, index) => key && !isQualifierOrder(key.entry, codes.slice(0, index + 1)))
  if (key === undefined || bad === undefined) return undefined
  const known = key.entry.qualifiers?.some((sequence) => sequence.includes(bad.entry.code)) ?? false
  return issueAt(known ? 'qualifier-out-of-order' : 'qualifier-not-allowed', bad.at, bad.entry.code)
}

/** Order of qualifiers, repeats, and whether each attribute may stand in the query. */
const structureIssue = (pieces: readonly Piece[], inPath: number): Issue | undefined => {
  const key = pieces[0]
  if (key === undefined) return undefined
  const codes: string[] = []
  for (let i = 1; i < inPath; i++) codes.push(pieces[i]?.entry.code ?? '')
  if (!isQualifierOrder(key.entry, codes)) return qualifierIssue(pieces, codes)
  for (let i = inPath; i < pieces.length; i++) {
    const piece = pieces[i]
    if (piece === undefined) break
    const { entry, at } = piece
    for (let j = 0; j < i; j++) if (pieces[j]?.entry === entry) return issueAt('ai-repeated', at, entry.code)
    if (!entry.attribute) return issueAt('attribute-not-allowed', at, entry.code)
    if (belongsInPath(key.entry, codes, entry.code)) return issueAt('attribute-belongs-in-path', at, entry.code)
  }
  return undefined
}

const locateIn = (uri: string, end: number) => {
  return (piece: Piece, index: number): number =>
    Math.min(encodedIndex(uri, piece.valueAt, end, index), Math.max(end - 1, piece.valueAt))
}

const missingKey = (uri: string, pathStart: number, pathEnd: number): Issue =>
  pathEnd - pathStart > 1 && uri.charCodeAt(pathEnd - 1) === slash
    ? issueAt('trailing-slash', pathEnd - 1)
    : issueAt('key-missing', pathStart)

/** The path begins at `pathStart`; what stands before it is the beginning of the stem. */
const parseFrom = (uri: string, pathStart: number): Result<DigitalLink> => {
  const fragment = uri.indexOf('#', pathStart)
  const end = fragment === -1 ? uri.length : fragment
  const mark = uri.indexOf('?', pathStart)
  const pathEnd = mark === -1 || mark > end ? end : mark
  const start = keyStart(uri, pathStart, pathEnd)
  if (start === -1) return { ok: false, issues: [missingKey(uri, pathStart, pathEnd)] }
  const pieces: Piece[] = []
  let issue = readPath(uri, start, pathEnd, pieces)
  if (issue?.at === pathEnd && uri.charCodeAt(pathEnd - 1) === slash) issue = issueAt('trailing-slash', pathEnd - 1)
  const inPath = pieces.length
  issue ??= readQuery(uri, pathEnd + 1, end, pieces) ?? structureIssue(pieces, inPath)
  const issues = issue === undefined ? pieceIssues(pieces, locateIn(uri, end)) : [issue]
  const elements = pieces.map(elementOf)
  const key = elements[0]
  if (issues.length > 0 || key === undefined) return { ok: false, issues }
  const stem = uri.slice(0, start)
  return accept({ stem, key, qualifiers: elements.slice(1, inPath), attributes: elements.slice(inPath), elements })
}

export const schemes = ['https://', 'HTTPS://', 'http://', 'HTTP://']

/** Index of the character that breaks the URI's own rules, with its code; the path's start where there is none. */
const readAuthority = (uri: string): Result<number> => {
  if (uri.length > longestText) return refuse('input-too-long', longestText)
  const bad = firstOutside(uri, uriSet)
  if (bad !== -1) return refuse('character-not-allowed', bad)
  const scheme = schemes.find((one) => uri.startsWith(one))
  if (scheme === undefined) return refuse('scheme-not-allowed', 0)
  const pathStart = uri.indexOf('/', scheme.length)
  const hostEnd = pathStart === -1 ? uri.length : pathStart
  const badHost = firstOutside(uri, hostSet, scheme.length, hostEnd)
  if (badHost !== -1) return refuse('host-character-not-allowed', badHost)
  if (hostEnd === scheme.length) return refuse('host-missing', scheme.length)
  return pathStart === -1 ? refuse('path-missing', uri.length) : accept(pathStart)
}

/**
 * Parses a Digital Link as printed (URI syntax 1.7.0): raw, untrimmed, any host and stem. GTINs in the path have 14
 * digits; names such as /gtin/, a trailing slash, and attributes in the path are refused.
 */
export const parseDigitalLink = (uri: string): Result<DigitalLink> => {
  const authority = readAuthority(uri)
  return authority.ok ? parseFrom(uri, authority.value) : authority
}

/** The same for what an HTTP server sees: the raw path and query, still encoded, from the first slash on. */
export const parseDigitalLinkPath = (rawPathAndQuery: string): Result<DigitalLink> => {
  if (rawPathAndQuery.length > longestText) return refuse('input-too-long', longestText)
  const bad = firstOutside(rawPathAndQuery, uriSet)
  if (bad !== -1) return refuse('character-not-allowed', bad)
  if (rawPathAndQuery.charCodeAt(0) !== slash) return refuse('path-missing', 0)
  return parseFrom(rawPathAndQuery, 0)
}
