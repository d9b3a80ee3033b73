/** What a server that ends TLS itself shows to the world: a chain of certificates and its key, as PEM. */
export type Tls = Readonly<{ cert: Buffer; key: Buffer }>

/**
 * TLS 1.2 and 1.3; of TLS 1.2 only what keeps a recorded line secret should the key be lost, and what notices a changed byte
 * (RFC 9325 §4.2). The strongest comes first, and our order decides.
 */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
]

/** How the server speaks where it ends TLS itself; a client's certificate is neither asked for nor looked at. */
export const tlsOptions = ({ cert, key }: Tls) => ({
  cert,
  key,
  minVersion: 'TLSv1.2' as const,
  ciphers: ciphers.join(':'),
  honorCipherOrder: true,
  requestCert: false,
})
