import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

/** A network: an address and how many of its bits count. */
type Network = { address: string; prefix: number }

/** Reads CIDR notation, or an address alone. */
export const readNetwork = (text: string): Network | undefined => {
  const [, address = '', stated] = /^([0-9a-fA-F.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const longest = isIPv4(address) ? 32 : 128
  const prefix = Number(stated ?? longest)
  return isIP(address) === 0 || prefix > longest ? undefined : { address, prefix }
}

/** The networks as a list to check addresses against. Throws for a text that is none. */
export const networkList = (texts: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const text of texts) {
    const network = readNetwork(text)
    if (network === undefined) throw new Error(`${text} is no network`)
    list.addSubnet(network.address, network.prefix, familyOf(network.address))
  }
  return list
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6')

/** IANA's registries of special-purpose addresses, and those that stand for IPv4 ones (6to4, Teredo). */
const special = networkList([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
])

/** The rest of IPv6 is local, or holds an IPv4 address: mapped, translated (NAT64). */
const publicIPv6 = networkList(['2000::/3'])

/** Whether an address lies in the public Internet, outside the networks of this machine. */
export const isPublicAddress = (address: string): boolean => {
  const family = familyOf(address)
  if (isIP(address) === 0 || (family === 'ipv6' && !publicIPv6.check(address, family))) return false
  return !special.check(address, family) && !ownNetworks().check(address, family)
}

/** The first groups of an IPv6 address, up to four, in one spelling; undefined for what is none. */
export const leadingGroups = (address: string, count: number): string[] | undefined => {
  const [bare = ''] = address.split('%')
  if (!isIPv6(bare)) return undefined
  const [head = '', tail] = bare.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const groups = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right]
  return groups.slice(0, count).map((group) => Number.parseInt(group, 16).toString(16))
}

const ownAddress = /^(127\.|::1$|::ffff:127\.)/
const ownHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Whether an address is this machine itself, whatever network it is on. */
export const isOwnMachine = (address: string): boolean => ownAddress.test(address)

/** Whether nobody between can read or change what goes there: over TLS, or in the clear within this machine. */
export const isClosedLine = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && ownHost.test(hostname))

/** Asked anew each time: a machine's addresses change. */
const ownNetworks = (): BlockList =>
  networkList(
    Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .flatMap(({ cidr }) => (cidr === null ? [] : [cidr])),
  )

/** Whether an address lies in one of the networks. */
export const isWithin = (networks: BlockList, address: string): boolean =>
  isIP(address) !== 0 && networks.check(address, familyOf(address))
