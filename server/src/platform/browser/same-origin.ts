import type { FastifyRequest } from 'fastify'

/** The origins of our own pages: the one that all links are made of, and that of telephones on the same network. */
export const browserOrigins = ({ publicUrl, localNetworkUrl }: OwnUrls): readonly string[] =>
  localNetworkUrl === undefined ? [publicUrl] : [publicUrl, localNetworkUrl]

type OwnUrls = { publicUrl: string; localNetworkUrl: string | undefined }
type Asked = Pick<FastifyRequest, 'method' | 'headers'>

const safeMethods = ['GET', 'HEAD', 'OPTIONS']

/**
 * Whether a request may count on its cookies. One that changes nothing may. Any other, and one that opens a websocket, must come
 * from a page of ours, as the browser itself says: by Sec-Fetch-Site, or, where it does not send that (plain http), by Origin.
 */
export const mayUseCookies = ({ method, headers }: Asked, origins: readonly string[]): boolean => {
  if (safeMethods.includes(method) && headers.upgrade === undefined) return true
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  return headers.origin !== undefined && origins.includes(headers.origin)
}
