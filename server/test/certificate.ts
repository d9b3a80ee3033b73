import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A certificate that vouches for itself, and its key, as PEM. */
export type SelfSigned = { cert: string; key: string }

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts)
const bytes = (tag: number, ...content: number[]): Buffer => der(tag, Buffer.from(content))
const text = (tag: number, content: string): Buffer => der(tag, Buffer.from(content))

const ecdsaWithSha256 = sequence(bytes(0x06, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
const commonName = bytes(0x06, 0x55, 0x04, 0x03)
const basicConstraints = bytes(0x06, 0x55, 0x1d, 0x13)
const subjectAltName = bytes(0x06, 0x55, 0x1d, 0x11)
const yes = bytes(0x01, 0xff)
const name = sequence(der(0x31, sequence(commonName, text(0x0c, 'of the tests'))))
const validity = sequence(text(0x17, '250101000000Z'), text(0x17, '490101000000Z'))
/** localhost and 127.0.0.1 (RFC 5280 §4.2.1.6). */
const names = sequence(text(0x82, 'localhost'), bytes(0x87, 127, 0, 0, 1))
const extensions = sequence(
  sequence(basicConstraints, yes, der(0x04, sequence(yes))),
  sequence(subjectAltName, der(0x04, names)),
)

const pem = (label: string, content: Buffer): string =>
  `-----BEGIN ${label}-----\n${content.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`

/** A certificate of this machine by its own word (RFC 5280 §4.1), on a curve of 256 bits. */
export const selfSigned = (): SelfSigned => {
  const { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  })
  const version = der(0xa0, bytes(0x02, 2))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const body = sequence(...[version, bytes(0x02, 1), ecdsaWithSha256, name, validity, name, key], der(0xa3, extensions))
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  return {
    cert: pem('CERTIFICATE', sequence(body, ecdsaWithSha256, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
