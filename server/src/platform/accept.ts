import Negotiator from 'negotiator'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** Whether a browser asks, which names pages among what it takes; a program that takes anything gets data. */
export const wantsPage = ({ headers }: { headers: Headers }): boolean => /text\/html/.test(String(headers.accept ?? ''))

/** A parameter of a media range that is no weight. */
const otherParameter = /;\s*(?!q\s*=)[^\s;,="]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^;,"]*)/gi

/**
 * The type that Accept prefers of those offered (RFC 9110 §12.5.1). Ours have no parameters, so that one of the client's,
 * such as the charset that many libraries add, excludes nothing. An empty header wishes nothing.
 */
export const preferredMedia = (headers: Headers, offered: readonly string[]): string | undefined => {
  const accept = String(headers.accept ?? '').replace(otherParameter, '')
  return new Negotiator({ headers: accept.trim() === '' ? {} : { accept } }).mediaType([...offered])
}
