import { isIPv6 } from 'node:net'

/**
 * The network of an address, for what is kept: 24 bits of IPv4, 48 of IPv6. It tells one office or provider from another, and
 * no longer which machine of it (ADR 24).
 */
export const shortenAddress = (address: string): string | undefined => {
  const v4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(address)?.[1]
  if (v4 !== undefined) return `${v4}.0/24`
  const [bare = ''] = address.split('%')
  if (!isIPv6(bare)) return undefined
  const [head = '', tail] = bare.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const groups = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right]
  const network = groups.slice(0, 3).map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/48`
}
