import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from '../app.ts'

const from = (address: string) => ({ 'x-forwarded-for': address })

test('without a proxy of ours nobody says where he calls from', async () => {
  const app = await testApp({ REQUESTS_PER_MINUTE: '2' })
  try {
    assert.equal((await app.anonymous.get('/metrics')).status, 200)
    assert.equal((await app.anonymous.get('/metrics', from('203.0.113.1'))).status, 401)
    for (let times = 0; times < 5; times += 1) {
      assert.equal((await app.anonymous.get('/health', from(`203.0.113.${times}`))).status, 200)
    }
  } finally {
    await app.close()
  }
})

test('a proxy of which the settings know nothing is told to whoever reads the log, once', async () => {
  for (const [settings, times] of [
    [{}, 1],
    [{ TRUST_PROXY: 'on' }, 0],
  ] as const) {
    const app = await testApp({ LOG_LEVEL: 'warn', ...settings })
    try {
      assert.equal((await app.anonymous.get('/health')).status, 200)
      assert.equal(app.logged.length, 0)
      for (const address of ['203.0.113.1', '203.0.113.2']) await app.anonymous.get('/health', from(address))
      assert.equal(app.logged.filter((line) => line.includes('TRUST_PROXY')).length, times)
    } finally {
      await app.close()
    }
  }
})

test('behind one proxy the entry that it wrote counts, not what the client put before it', async () => {
  const app = await testApp({ REQUESTS_PER_MINUTE: '2', TRUST_PROXY: 'on' })
  try {
    const call = (entries: string) => app.anonymous.get('/health', from(entries))
    for (const invented of ['127.0.0.1', '198.51.100.1'])
      assert.equal((await call(`${invented}, 203.0.113.7`)).status, 200)
    const refused = await call('127.0.0.1, 203.0.113.7')
    assert.equal(refused.status, 429)
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
    assert.equal((await call('203.0.113.8')).status, 200)
    assert.equal((await app.anonymous.get('/metrics', from('127.0.0.1, 203.0.113.9'))).status, 401)
  } finally {
    await app.close()
  }
})

test('an origin that is secure asks browsers never to come otherwise; one that is not says nothing of it', async () => {
  for (const [origin, expected] of [
    ['https://nguon.example.vn', 'max-age=31536000; includeSubDomains'],
    ['http://localhost:8080', null],
  ] as const) {
    const app = await testApp({ PUBLIC_URL: origin })
    try {
      const { headers } = await app.anonymous.get('/api/products')
      assert.equal(headers.get('strict-transport-security'), expected)
    } finally {
      await app.close()
    }
  }
})
