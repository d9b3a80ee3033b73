import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Tls } from './tls.ts'

/**
 * Certificate and key of a server that ends TLS itself, from the files that the settings name; undefined where neither is set.
 * Throws one sentence that names the setting, and nothing of the key.
 */
export const readTls = (
  certificate: string | undefined,
  key: string | undefined,
  publicUrl: string,
): Tls | undefined => {
  if (certificate === undefined && key === undefined) return undefined
  if (certificate === undefined || key === undefined) throw new Error('TLS_CERTIFICATE and TLS_KEY go together')
  if (!publicUrl.startsWith('https:'))
    throw new Error('TLS_CERTIFICATE needs a PUBLIC_URL that begins with https://, the name in the certificate')
  const read = { cert: readPem('TLS_CERTIFICATE', certificate), key: readPem('TLS_KEY', key) }
  if (!isPair(read)) throw new Error('TLS_KEY is not the key of TLS_CERTIFICATE, or one of them is no PEM')
  return Object.freeze(read)
}

const readPem = (setting: string, path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch {
    throw new Error(`${setting} names ${path}, which cannot be read`)
  }
}

/** The first certificate of a chain is the server's own. */
const isPair = ({ cert, key }: Tls): boolean => {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
  } catch {
    return false
  }
}
