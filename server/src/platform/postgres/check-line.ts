import { lookup } from 'node:dns/promises'
import { hostOf } from '../destination.ts'
import type { Log } from '../log.ts'
import { isOwnMachine, isPublicAddress } from '../networks.ts'

/**
 * How the line to a database of the operator's own is kept from others. Throws one sentence where it would lead over the
 * Internet in the clear; within a network of one's own it is said aloud.
 */
export const checkLine = async (databaseUrl: string, log: Log): Promise<void> => {
  const url = URL.parse(databaseUrl)
  if (url === null || isEncrypted(url)) return
  const host = url.searchParams.get('host') ?? decodeURIComponent(hostOf(url))
  // None, or a path: a socket on this machine.
  if (host === '' || host.startsWith('/')) return
  const found = await lookup(host, { all: true }).catch(() => [])
  const addresses = found.map(({ address }) => address)
  if (addresses.some(isPublicAddress))
    throw new Error('DATABASE_URL leads over the Internet without TLS: add sslmode=verify-full to it')
  if (addresses.some((address) => !isOwnMachine(address)))
    log.warn({ host }, 'the line to the database is not encrypted: sslmode=verify-full in DATABASE_URL encrypts it')
}

/** The words by which the driver asks for TLS with a certificate that it checks. */
const isEncrypted = ({ searchParams }: URL): boolean =>
  ['require', 'verify-ca', 'verify-full'].includes(searchParams.get('sslmode') ?? '') ||
  ['true', '1'].includes(searchParams.get('ssl') ?? '')
