import { canonicalKey, identifierFault, isUri } from '@nguon/epcis'
import { canonicalStem, keyPath, parseDigitalLinkPath } from '@nguon/gs1'
import { type ProblemDetail, problem } from '../../../platform/problem.ts'

/**
 * The canonical key that the rest of a raw address names: a Digital Link path as it stands, or one segment that is any URI,
 * percent-encoded. Throws a Problem for what is no key.
 */
export const readTraceKey = (rawPath: string): string => {
  const path = normalised(rawPath.endsWith('/') ? rawPath.slice(0, -1) : rawPath)
  if (path.indexOf('/', 1) > 0) return keyOfPath(path)
  const text = decoded(path.slice(1))
  if (text.startsWith('/')) return keyOfPath(text)
  return isLinkPath.test(text) ? keyOfPath(`/${text}`) : keyOfUri(text)
}

/** A whole path in one segment, as a client writes it that fills in a template; no URI begins with a digit. */
const isLinkPath = /^\d{2,4}\//

/** What needs no percent-encoding means the same without (RFC 3986 §6.2.2.2). */
const normalised = (path: string): string =>
  path.replace(/%(?:2[DE]|3\d|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])/gi, decodeURIComponent)

const keyOfPath = (path: string): string => {
  const link = parseDigitalLinkPath(path)
  if (!link.ok) throw malformed(link.issues.map(({ code, params }) => ({ code, params })))
  if (link.value.stem !== '' || link.value.attributes.length > 0) throw malformed([{ code: 'key-missing' }])
  return canonicalKey(canonicalStem + keyPath(link.value))
}

const keyOfUri = (text: string): string => {
  if (!isUri(text)) throw malformed([notUri(text)])
  const fault = identifierFault(text, true)
  if (fault !== undefined) throw malformed([fault])
  return canonicalKey(text)
}

const notUri = (text: string): ProblemDetail => ({ code: 'uri-invalid', params: { value: text.slice(0, 200) } })

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw malformed([notUri(segment)])
  }
}

const malformed = (errors: ProblemDetail[]) =>
  problem('trace.key-malformed', {}, { errors: errors.map((error) => ({ ...error, field: 'key' })) })

/** A key's Digital Link on id.gs1.org, or the URI that it is. */
export const uriOf = (key: string): string => (key.startsWith('/') ? canonicalStem + key : key)

/** The path by which a trace of a key is asked for. */
export const pathOfTrace = (key: string): string =>
  `/api/trace${key.startsWith('/') ? key : `/${encodeURIComponent(key)}`}`
