import type { Element } from '@nguon/gs1'
import { keyPath } from '@nguon/gs1'

type Identifier = { key: Element; qualifiers: readonly Element[] }

/** Which qualifiers may stand together in a registered anchor, the finest set first (resolver standard 2.5.9, rules 1-3). */
const registrationSets: Record<string, readonly (readonly string[])[]> = {
  '01': [['21'], ['235'], ['22', '10'], ['10'], ['22']],
  '8006': [['21'], ['22', '10'], ['10'], ['22']],
  '414': [['254', '7040'], ['254'], ['7040']],
}

/**
 * The anchors that may hold links for a request, the finest first and the bare key last: all registrable subsets of the
 * request's qualifiers (2.5.9 rule 4). Canonical host-less paths.
 */
export function candidateAnchors({ key, qualifiers }: Identifier): string[] {
  const asked = new Map(qualifiers)
  const sets = registrationSets[key[0]] ?? (qualifiers.length > 0 ? [qualifiers.map(([ai]) => ai)] : [])
  const anchors = sets
    .filter((set) => set.every((ai) => asked.has(ai)))
    .map((set) => keyPath({ key, qualifiers: qualifiers.filter(([ai]) => set.includes(ai)) }))
  return [...anchors, keyPath({ key, qualifiers: [] })]
}

/** Whether links may be registered under exactly these qualifiers: with 21 or 235 nothing else (2.5.9 rules 1-3). */
export const isRegistrable = (identifier: Identifier): boolean =>
  identifier.qualifiers.length === 0 ||
  candidateAnchors(identifier)[0] === keyPath({ key: identifier.key, qualifiers: [...identifier.qualifiers] })

/** Digits before the company prefix in the key's value: the GTIN's indicator, the SSCC's extension digit, a GRAI's zero. */
const leadingDigits: Record<string, number> = { '00': 1, '01': 1, '8003': 1, '8006': 1 }
const shortestPrefix = 4
const longestPrefix = 12

/** Anchors of the company prefixes that a key can begin with, the longest first: where bulk delegations are kept (2.5.11). */
export function prefixAnchors(key: Element): string[] {
  const digits = /^\d*/.exec(key[1].slice(leadingDigits[key[0]] ?? 0))?.[0] ?? ''
  const anchors: string[] = []
  for (let length = Math.min(longestPrefix, digits.length); length >= shortestPrefix; length -= 1) {
    anchors.push(prefixAnchor(digits.slice(0, length)))
  }
  return anchors
}

/** The anchor of all keys of one company prefix. */
export const prefixAnchor = (companyPrefix: string): string => `gcp:${companyPrefix}`
