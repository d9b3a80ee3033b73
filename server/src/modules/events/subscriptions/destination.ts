import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { type BlockList, isIP } from 'node:net'
import { isPublicAddress, isWithin } from '../../../platform/networks.ts'

/** Why a destination is not called, by the key of its sentence. */
export type Refusal = { code: string; params?: Record<string, string> }

const longest = 2000

/** The address of a receiver as it may be stated: http or https, without a name and password in it. */
export const readDestination = (stated: unknown): { url: URL } | Refusal => {
  if (typeof stated !== 'string' || stated.length > longest) return { code: 'destination-invalid' }
  const url = URL.parse(stated)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return { code: 'destination-invalid' }
  if (url.username !== '' || url.password !== '') return { code: 'destination-with-password' }
  return { url }
}

/** Host of a URL as the network knows it: an IPv6 address without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** Whether a receiver may stand at an address: on the public Internet, or in a network that the operator allows. */
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

/** A receiver inside our own network. */
export class InnerDestination extends Error {
  constructor(host: string) {
    super(`${host} is inside the server's own network`)
  }
}

const patience = 3000

/** Whether a receiver is known to stand inside our own network. A name that says nothing now is judged when it is called. */
export const isInner = async (networks: BlockList, url: URL): Promise<boolean> => {
  const asked = callableAddresses(networks, hostOf(url)).then(
    () => false,
    (error: unknown) => error instanceof InnerDestination,
  )
  return Promise.race([asked, new Promise<boolean>((resolve) => setTimeout(resolve, patience, false).unref())])
}
