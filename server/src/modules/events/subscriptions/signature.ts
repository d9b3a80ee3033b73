import { createHmac } from 'node:crypto'

/** What a receiver checks: HMAC-SHA256 under its token over `<webhook-id>.<webhook-timestamp>.<body>`, in hexadecimal. */
export const signatureOf = (token: string, { id, timestamp, body }: { id: string; timestamp: string; body: string }) =>
  `sha256=${createHmac('sha256', token).update(`${id}.${timestamp}.${body}`).digest('hex')}`
