import { leadingGroups } from './networks.ts'

/**
 * The network of an address, for what is kept: 24 bits of IPv4, 48 of IPv6. It tells one office or provider from another, and
 * no longer which machine of it (ADR 24).
 */
export const shortenAddress = (address: string): string | undefined => {
  const v4 = /^(?:::ffff:)?(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/i.exec(address)?.[1]
  if (v4 !== undefined) return `${v4}.0/24`
  const groups = leadingGroups(address, 3)
  return groups && `${groups.join(':')}::/48`
}
