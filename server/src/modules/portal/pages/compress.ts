import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { namedType, weighed } from '../../resolver/index.ts'

export type Encoding = 'br' | 'gzip'
export type Encoded = { body: Buffer; encoding?: Encoding }

const brotli = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
}

/** The encoding that a browser likes best of those we have; undefined for none. */
export const chooseEncoding = (acceptEncoding: string | string[] | undefined): Encoding | undefined =>
  namedType(weighed(String(acceptEncoding ?? '')), ['br', 'gzip'])

/** A page as it is sent. Pages are small, so the calling thread packs them: no queue, no hop. */
export function compress(text: string, encoding: Encoding | undefined): Encoded {
  const body = Buffer.from(text)
  if (encoding === 'br') return { body: brotliCompressSync(body, brotli), encoding }
  if (encoding === 'gzip') return { body: gzipSync(body, { level: 6 }), encoding }
  return { body }
}
