import type { IncomingHttpHeaders } from 'node:http'

/** A cookie of ours: where it is kept, how it is set and taken back. */
export type Cookie = {
  name: string
  read(headers: IncomingHttpHeaders): string | undefined
  /** The value of `set-cookie`; `maxAge` in seconds, without it until the browser is closed. */
  set(value: string, maxAge?: number): string
  clear(): string
}

/** What our cookies hold: opaque tokens. */
const token = /^[\w-]{1,200}$/

/**
 * A cookie that scripts cannot read, sent to this host alone and by no other site's requests but its links. Over https it bears
 * the prefix by which browsers refuse one that a neighbour's host or a plain connection planted (RFC 6265bis §4.1.3.2).
 */
export const createCookie = (publicUrl: string, plainName: string): Cookie => {
  const secure = publicUrl.startsWith('https:')
  const name = secure ? `__Host-${plainName}` : plainName
  const flags = `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return {
    name,
    read: ({ cookie = '' }) => {
      const values = cookie.split(';').flatMap((pair) => {
        const [key, value] = pair.split('=', 2)
        return key?.trim() === name && token.test(value?.trim() ?? '') ? [value?.trim()] : []
      })
      // Of two that bear one name nobody can say which is ours.
      return values.length === 1 ? values[0] : undefined
    },
    set: (value, maxAge) => `${name}=${value}${flags}${maxAge === undefined ? '' : `; Max-Age=${maxAge}`}`,
    clear: () => `${name}=${flags}; Max-Age=0`,
  }
}
