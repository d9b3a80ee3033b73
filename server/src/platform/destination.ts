import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { type BlockList, isIP, type LookupFunction } from 'node:net'
import { isPublicAddress, isWithin } from './networks.ts'

/** Host of a URL as the network knows it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** Whether we call an address: on the public Internet, or in a network that the operator allows. */
const isCallable = (networks: BlockList, address: string): boolean =>
  isWithin(networks, address) || isPublicAddress(address)

/**
 * The addresses of a host that may be called; throws where there is none. A name is looked up here and connected to by what
 * was found, so that no second answer of its name server leads elsewhere.
 */
export const callableAddresses = async (networks: BlockList, host: string): Promise<LookupAddress[]> => {
  const family = isIP(host)
  const found = family === 0 ? await lookup(host, { all: true }) : [{ address: host, family }]
  const callable = found.filter(({ address }) => isCallable(networks, address))
  if (callable.length === 0) throw new InnerDestination(host)
  return callable
}

/** Of these addresses those in networks of the operator's own: the only ones to which something may go in the clear. */
export const ownAddresses = (networks: BlockList, addresses: LookupAddress[]): LookupAddress[] => {
  const own = addresses.filter(({ address }) => isWithin(networks, address))
  if (own.length === 0) throw new Error('plain http is for receivers in CALLBACK_NETWORKS alone: give an https address')
  return own
}

/** A destination inside our own network. */
export class InnerDestination extends Error {
  constructor(host: string) {
    super(`${host} is inside the server's own network`)
  }
}

/** The work's outcome, unless the signal comes first. */
export const bounded = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    }),
  ])

/** A look-up whose answer is known. */
export const answering =
  (addresses: LookupAddress[]): LookupFunction =>
  (_hostname, options, done) => {
    const [first] = addresses
    if (options.all || first === undefined) done(null, addresses)
    else done(null, first.address, first.family)
  }
