import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shortenAddress } from './shorten-address.ts'

test('an address is kept as its network', () => {
  const rows: [string, string | undefined][] = [
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:abcd:12::1', '2001:db8:abcd::/48'],
    ['2001:0DB8::1', '2001:db8:0::/48'],
    ['::1', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['unknown', undefined],
    ['', undefined],
  ]
  for (const [address, network] of rows) assert.equal(shortenAddress(address), network, address)
})
