import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, test } from 'node:test'
import { type TestApp, testApp } from '../../app.ts'
import { document, event, gtin, item } from '../../documents.ts'

let app: TestApp
const path = `/01/${gtin(1)}/21/S1`
const phone = 'http://192.168.7.7:8080'

before(async () => {
  app = await testApp({}, { localNetworkUrl: phone })
  await app.operator.post('/capture', document([event({ epcList: [item(1, 'S1')] })]))
})
after(() => app.close())

/** fetch sets Host by itself; a caller that forges it does not. */
const locationFor = (host: string): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    request(`${app.url}${path}`, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.headers.location)
    })
      .on('error', reject)
      .end()
  })

test('links are made from the configured origin, whatever Host says', async () => {
  for (const host of [
    'evil.example',
    'localhost:8080',
    '127.0.0.1',
    '192.168.7.8:8080',
    `${phone.slice(7)}@evil.example`,
  ]) {
    assert.equal(await locationFor(host), `${app.config.publicUrl}/scan${path}`)
  }
})

test('a phone that calls by the configured address of the local network is led on by it', async () => {
  assert.equal(await locationFor(phone.slice('http://'.length)), `${phone}/scan${path}`)
})
