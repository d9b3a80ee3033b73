import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { namedType, weighed } from '../../resolver/index.ts'

type Encoded = { body: Buffer; encoding?: 'br' | 'gzip' }

const brotli = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
}

/** A page in the encoding that the browser likes best. Pages are small, so the calling thread does it: no queue, no hop. */
export function compress(text: string, acceptEncoding: string | undefined): Encoded {
  const body = Buffer.from(text)
  const encoding = namedType(weighed(acceptEncoding), ['br', 'gzip'])
  if (encoding === 'br') return { body: brotliCompressSync(body, brotli), encoding }
  if (encoding === 'gzip') return { body: gzipSync(body, { level: 6 }), encoding }
  return { body }
}
