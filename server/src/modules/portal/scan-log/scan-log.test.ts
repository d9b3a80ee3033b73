import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Scan } from './scan-log.store.ts'
import { createScanLog, deviceOf, isPerson, regionOf } from './scan-log.ts'

const scan = (scanID: string): Scan => ({
  scanID,
  at: new Date(0),
  key: 'k',
  product: null,
  code: '/01/1',
  level: 'product',
  state: 'traced',
  language: 'vi',
  device: 'phone',
  region: null,
  sample: false,
})

test('stopping writes what is left', async () => {
  const written: string[] = []
  const log = createScanLog(
    async (scans) => {
      written.push(...scans.map(({ scanID }) => scanID))
    },
    () => assert.fail(),
    60_000,
  )
  for (let index = 0; index < 1200; index += 1) log.add(scan(String(index)))
  await log.stop()
  assert.equal(new Set(written).size, 1200)
})

test('a store that is away costs no page and no endless wait', async () => {
  let faults = 0
  const log = createScanLog(
    () => Promise.reject(new Error('away')),
    () => {
      faults += 1
    },
    60_000,
  )
  log.add(scan('1'))
  await log.stop()
  assert.ok(faults > 0)
})

test('machines and pages loaded ahead are no scans', () => {
  assert.equal(isPerson({ 'user-agent': 'Mozilla/5.0 (Linux; Android 14) Mobile' }), true)
  assert.equal(isPerson({ 'user-agent': 'Googlebot/2.1' }), false)
  assert.equal(isPerson({ 'user-agent': 'Mozilla/5.0', 'sec-purpose': 'prefetch' }), false)
  assert.equal(isPerson({}), false)
})

test('only coarse things are kept of a reader', () => {
  assert.equal(deviceOf('Mozilla/5.0 (iPhone)'), 'phone')
  assert.equal(regionOf('VN-57'), 'VN-57')
  assert.equal(regionOf('10.1.2.3'), null)
})
