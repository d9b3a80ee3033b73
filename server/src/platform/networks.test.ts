import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPublicAddress, isWithin, networkList, readNetwork } from './networks.ts'

test('addresses of the public Internet, and what only looks like them', () => {
  const shown = ['1.1.1.1', '203.162.4.190', '172.32.0.1', '100.128.0.1', '2405:4800::1', '2a00:1450:4001::5']
  const hidden = [
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '100.127.255.255', '192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.9'],
    ...['224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '3fff::1'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1'],
    ...['2002:7f00:1::', '2002:0a00:1::1', '2001::1', '64:ff9b::7f00:1', '64:ff9b:1::10.0.0.1'],
    ...['localhost', '', '1.1.1', '256.1.1.1'],
  ]
  assert.deepEqual([...shown, ...hidden].filter(isPublicAddress), shown)
})

test('networks are read in CIDR notation, and an address lies within them or not', () => {
  const list = networkList(['10.1.0.0/16', '127.0.0.1', 'fd00::/8'])
  for (const inside of ['10.1.255.1', '127.0.0.1', 'fdab::1', '::ffff:10.1.0.1'])
    assert.ok(isWithin(list, inside), inside)
  for (const outside of ['10.2.0.1', '127.0.0.2', 'fe80::1', 'localhost']) assert.ok(!isWithin(list, outside), outside)
  for (const wrong of ['10.0.0.0/33', '::1/129', 'intranet', '10.0.0/8', '10.0.0.0/', ''])
    assert.equal(readNetwork(wrong), undefined)
})
