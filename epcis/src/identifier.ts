import { parseDigitalLink, parseEpcUrn } from '@nguon/gs1'
import { gs1Key } from './canonical-key.ts'

/** A fault of an identifier: our code, and that of the gs1 package with its place. */
export type IdentifierFault = { code: string; params: Record<string, string> }

/**
 * What is wrong with a URI that names a thing, a class, a place or a party. EPC URNs and Digital Links
 * must be right down to the check digit; any other URI is the business of who made it. `pattern`: class patterns
 * (urn:epc:idpat:…) may stand here.
 */
export function identifierFault(uri: string, pattern: boolean): IdentifierFault | undefined {
  const urn = isEpcUrn(uri)
  if (urn && !pattern && /^idpat:/i.test(uri.slice(8))) return { code: 'identifier-pattern', params: { value: uri } }
  if (gs1Key(uri) !== undefined) return undefined
  if (urn ? otherScheme.test(uri.slice(8)) : !looksLikeLink(uri)) return undefined
  const parsed = urn ? parseEpcUrn(`urn:epc${uri.slice(7)}`) : parseDigitalLink(uri)
  if (parsed.ok) return undefined
  const [issue] = parsed.issues
  const params = { ...issue?.params, value: uri, reason: issue?.code ?? 'invalid', at: String(issue?.at ?? 0) }
  return { code: 'identifier-invalid', params }
}

const isEpcUrn = (uri: string): boolean => uri.startsWith('urn:epc:') || /^urn:epc:/i.test(uri)

/** Pure identities of TDS 2 that are no GS1 keys. */
const otherScheme = /^(?:id|idpat):(?:gid|usdod|adi|bic|imovn):/

const resolverHost = /^https?:\/\/id\.gs1\.org(?:[/?#:]|$)/i
const numericKeys = new Set(['00', '01', '253', '255', '402', '414', '417', '8003', '8006', '8017', '8018'])
const otherKeys = new Set(['401', '8004', '8010', '8013'])

/** Whether a web address means to be a GS1 Digital Link: by its host, or by a GS1 key and its pairs ending the path. */
function looksLikeLink(uri: string): boolean {
  if (!/^https?:\/\//i.test(uri)) return false
  if (resolverHost.test(uri)) return true
  const segments = uri.slice(uri.indexOf('//') + 2, uri.search(/[?#]|$/)).split('/')
  if (segments.at(-1) === '') segments.pop()
  for (let at = segments.length - 2; at >= 1; at -= 2) {
    const ai = segments[at] as string
    if (numericKeys.has(ai)) return /^\d{8}/.test(segments[at + 1] as string)
    if (otherKeys.has(ai)) return true
    if (!/^\d{2,4}$/.test(ai)) return false
  }
  return false
}
