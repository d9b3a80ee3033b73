import assert from 'node:assert/strict'
import { request } from 'node:http'
import { type TestApp, type TestParty, testApp } from '../../app.ts'

export const gtin = '/01/09521234543213'
export const voc = 'https://ref.gs1.org/voc/'
export const publicUrl = 'https://nguon.example'

export type Raw = { status: number; headers: Record<string, string>; body: string }

/** A resolver with one registered product, whose owner has links of its own. */
export type ResolverApp = {
  app: TestApp
  owner: TestParty
  /** Sends a request target as it is, as no URL library would. */
  raw(method: string, target: string, headers?: Record<string, string>): Promise<Raw>
}

export async function resolverApp(): Promise<ResolverApp> {
  const app = await testApp({ PUBLIC_URL: publicUrl, FORMER_HOSTS: 'https://old.example' })
  const owner = await app.party('Hợp tác xã', { kind: 'cooperative' })
  const described = await owner.put(`/api/products/${gtin.slice(4)}`, { names: { vi: 'Măng cụt', en: 'Mangosteen' } })
  assert.ok(described.status < 300, described.text)
  return { app, owner, raw: (method, target, headers = {}) => send(app.url, method, target, headers) }
}

/** Registers links and expects that to work. */
export async function putLinks(party: Pick<TestParty, 'put'>, anchor: string, links: object[]): Promise<void> {
  const answer = await party.put(`/api/links${anchor}`, { links })
  assert.equal(answer.status, 200, answer.text)
}

const send = (url: string, method: string, target: string, headers: Record<string, string>): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const outgoing = request({ hostname, port, method, path: target, headers }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text) => {
        body += text
      })
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
          body,
        }),
      )
    })
    outgoing.on('error', reject).end()
  })
