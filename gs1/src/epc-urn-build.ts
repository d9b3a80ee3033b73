import { aiOf } from './ai-table.ts'
import { epcSet, firstOutside } from './character-sets.ts'
import { type EpcScheme, type EpcTail, epcSchemes, longestPrefix, shortestPrefix } from './epc-schemes.ts'
import { accept, type Element, type Result, refuse } from './result.ts'
import { valueFault } from './value.ts'

/** Escapes what TDS wants escaped in a URN: the double quote and # % & / < > ? of the AI character sets. */
const escapeEpc = (value: string): string => {
  let escaped = ''
  for (let i = 0; i < value.length; i++) {
    escaped +=
      firstOutside(value, epcSet, i, i + 1) === -1
        ? value.charAt(i)
        : `%${value.charCodeAt(i).toString(16).toUpperCase().padStart(2, '0')}`
  }
  return escaped
}

/** The scheme that says most with the present AIs: a GTIN with a serial is an SGTIN, with a lot alone an LGTIN. */
const schemeFor = (keyAi: string, present: ReadonlySet<string>): EpcScheme | undefined => {
  const candidates = epcSchemes.filter(({ ai }) => ai === keyAi)
  const filled = candidates.find(({ tails }) => tails.some(({ ai }) => ai !== 'key' && present.has(ai)))
  return filled ?? candidates[0]
}

/** Cuts the end of the key's value into the scheme's own tails; the last one takes what is left. */
const cutTails = (tails: readonly EpcTail[], rest: string): string[] => {
  const own = tails.filter(({ ai }) => ai === 'key')
  let at = 0
  return own.map((tail, index) => {
    const start = at
    at = index === own.length - 1 ? rest.length : at + tail.max
    return rest.slice(start, at)
  })
}

/** The text of each tail; undefined where the identity does not have it. */
const tailTexts = (scheme: EpcScheme, keyRest: string, values: ReadonlyMap<string, string>): (string | undefined)[] => {
  const own = cutTails(scheme.tails, keyRest)
  return scheme.tails.map((tail) => {
    const value = tail.ai === 'key' ? own.shift() : values.get(tail.ai)
    return value ? escapeEpc(value) : tail.none
  })
}

type Split = { prefix: string; reference: string; rest: string }

const splitKey = (scheme: EpcScheme, value: string, length: number): Split => {
  if (scheme.digits === undefined) {
    return { prefix: value.slice(0, length), reference: escapeEpc(value.slice(length)), rest: '' }
  }
  const start = scheme.filler?.length ?? 0
  const body = value.slice(start, start + scheme.digits)
  const lead = scheme.leading === true ? 1 : 0
  return {
    prefix: body.slice(lead, lead + length),
    reference: body.slice(0, lead) + body.slice(lead + length),
    rest: value.slice(start + scheme.digits + (scheme.check === true ? 1 : 0)),
  }
}

/**
 * Writes the elements of a Digital Link as an EPC URN. The length of the company prefix must be known, it is never
 * guessed. A key without its serial becomes a class pattern such as 'urn:epc:idpat:sgtin:4012345.012345.*'.
 * An issue's `at` is the element's index.
 */
export const toEpcUrn = (elements: readonly Element[], companyPrefixLength: number): Result<string> => {
  const key = elements[0]
  if (key === undefined) return refuse('input-empty', 0)
  const values = new Map(elements)
  const scheme = schemeFor(key[0], new Set(values.keys()))
  if (scheme === undefined) return refuse('urn-scheme-missing', 0, { ai: key[0] })
  const length = companyPrefixLength
  if (!Number.isInteger(length) || length < shortestPrefix || length > longestPrefix) {
    return refuse('company-prefix-length-wrong', 0)
  }
  for (const [index, [ai, value]] of elements.entries()) {
    const entry = aiOf(ai)
    if (entry === undefined) return refuse('ai-unknown', index, { ai })
    const found = valueFault(entry, value)
    if (found !== undefined) return refuse(found.code, index, { ai })
  }
  const { prefix, reference, rest } = splitKey(scheme, key[1], length)
  if (firstOutside(prefix, epcSet) !== -1 || !/^\d+$/.test(prefix)) return refuse('company-prefix-not-digits', 0)
  if (scheme.digits === undefined && reference === '') return refuse('company-prefix-length-wrong', 0)
  const tails = tailTexts(scheme, rest, values)
  const space = tails.includes(undefined) ? 'idpat' : scheme.space
  const parts = [prefix, reference, ...tails.map((tail) => tail ?? '*')]
  return accept(`urn:epc:${space}:${scheme.name}:${parts.join('.')}`)
}
