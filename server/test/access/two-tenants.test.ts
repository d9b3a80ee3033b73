import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Role } from '../../src/modules/identity/index.ts'
import { playSample } from '../../src/sample/index.ts'
import { clientOf, operatorKey, type TestApp, type TestParty, testApp } from '../app.ts'
import { document, event, gtin, item, lot } from '../documents.ts'
import { type Described, describedOperations } from './described.ts'

// Public data are everybody's. Of all else: whatever one organisation does in its own affairs, and tries with another's,
// changes nothing that the other is answered. Made from the description of the API, with values out of its own answers, so
// that a new operation is in it by itself.

let app: TestApp
let gets: Described[]
let writes: Described[]
/** An organisation of the sample with events, products and places. */
let first: { id: string; key: string }
let second: TestParty

before(async () => {
  app = await testApp({ REQUESTS_PER_MINUTE: '1000000' })
  await playSample(app.url, operatorKey, () => {})
  const { items } = (await app.operator.get('/api/parties?limit=200&q=bưởi')).json as { items: { id: string }[] }
  const [{ id } = { id: '' }] = items
  const { key } = (await app.operator.post(`/api/parties/${id}/keys`, { label: 'two tenants' })).json as { key: string }
  first = { id, key }
  second = await app.party('Công ty Bên Cạnh', {
    identifiers: [{ scheme: 'gs1-company-prefix', value: '9521299', verified: true }],
  })
  const operations = await describedOperations(app, ({ name }) => `{${name}}`)
  gets = operations.filter(({ method, permission }) => method === 'GET' && permission !== 'public')
  writes = operations.filter(({ method }) => method !== 'GET')
})
after(() => app.close())

type Answer = { status: number; text: string; link: string | null }

const ask = async (path: string, key: string): Promise<Answer> => {
  const { status, text, headers } = await clientOf(app.url, key).get(path, { 'accept-language': 'en' })
  return { status, text, link: headers.get('link') }
}

const isTold = ({ status, text }: Answer): boolean => status >= 200 && status < 300 && text.length > 2

/** What may differ between two answers to one question: a request's own id, the overall position (ADR 4), sealed tokens,
 * those of forms. */
const settled = ({ status, text, link }: Answer): string =>
  [status, text, link ?? '']
    .join('\n')
    .replace(/urn:uuid:[0-9a-f-]{36}"(?=,?"?\}?$)/g, '…')
    .replace(/("(?:nguon:position|asOf|resume|next|now|takenAt|creationDate|lastUsedAt)":\s*)("[^"]*"|\d+)/g, '$1…')
    .replace(/(nextPageToken|after|resume)=[^&>;"]+/g, '$1=…')
    .replace(/(name="csrf" value)="[^"]+"/g, '$1=…')

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return value.length > 0 && value.length < 200 ? [value] : []
  if (value === null || typeof value !== 'object') return []
  return [
    ...Object.entries(value).flatMap(([name, inner]) => [...(Array.isArray(value) ? [] : [name]), ...stringsIn(inner)]),
  ]
}

const mostTried = 25

/** Questions that are answered with something: those without a value at once, others with what the answers so far named. */
const questionsOf = async (key: string): Promise<Map<string, string>> => {
  const asked = new Map<string, string>()
  const pool = new Set([first.id, `/01/${gtin(1)}`])
  const keep = async (template: string, path: string): Promise<boolean> => {
    const answer = await ask(path, key)
    if (!isTold(answer)) return false
    asked.set(template, path)
    try {
      for (const text of stringsIn(JSON.parse(answer.text))) pool.add(text)
    } catch {
      // Pages and pictures name nothing for the next question.
    }
    return true
  }
  for (const { template, path } of gets) if (!path.includes('{')) await keep(template, path)
  for (const { template, path } of gets.filter(({ path }) => path.includes('{'))) {
    const wantsID = /\{(id|\w+ID)\}/.test(path)
    const values = [...pool].filter((text) => !wantsID || /^[0-9a-f-]{36}$/.test(text) || !/[{}]/.test(text))
    const likely = values.sort((a, b) => rank(path, a) - rank(path, b)).slice(0, mostTried)
    for (const value of likely) if (await keep(template, path.replace(/\{[^}]+\}/g, encodeURIComponent(value)))) break
  }
  return asked
}

const rank = (path: string, value: string): number => {
  const isID = /^[0-9a-f]{8}-/.test(value)
  if (/\{(id|\w+ID)\}/i.test(path) && isID) return 0
  if (/epc/i.test(path) && /^https?:\/\/.*\/(01|00|414)\//.test(value)) return 0
  if (/gtin/i.test(path) && /^\d{14}$/.test(value)) return 0
  return isID ? 2 : 1
}

let round = 0

/** What the second does: its own business first, then all that it may try with what is the first's. */
const bustle = async (asked: ReadonlyMap<string, string>): Promise<void> => {
  round += 1
  const own = 900 + round
  const at = (serial: string) => item(own, serial)
  await second.post('/capture', document([event({ epcList: [at('A')], action: 'ADD', bizStep: 'commissioning' })]))
  await second.post('/capture', document([event({ epcList: [at('A'), lot(own, 'L')] }), event({ epcList: [at('B')] })]))
  await second.put(`/api/products/${gtin(own)}`, { names: { vi: `Hàng của bên kia ${round}` } })
  await second.post('/api/products', { gtin: gtin(own), names: { vi: 'Hàng' } })
  await second.post('/queries', { name: `second-${round}`, query: { EQ_bizStep: ['shipping'] } })
  const values = [...asked.values()]
  for (const { method, path } of writes) {
    const stem = path.split('/{')[0] ?? path
    const theirs = values.find((value) => value.startsWith(`${stem}/`)) ?? path.replace(/\{[^}]+\}/g, first.id)
    if (/rebuild|sample|restore/.test(path)) continue
    const client = clientOf(app.url, second.key)
    const body = { names: { vi: 'Sửa' }, name: 'x', label: 'x', query: {}, basis: 'x' }
    if (method === 'DELETE') await client.delete(theirs)
    else if (method === 'PUT') await client.put(theirs, body)
    else await client.post(theirs, body)
  }
  await app.work()
}

/** Where two texts part; empty where they do not. */
const difference = (before: string, after: string): string => {
  if (before === after) return ''
  const at = [...before].findIndex((character, index) => after[index] !== character)
  return `…${before.slice(Math.max(0, at - 60), at + 60)}… is now …${after.slice(Math.max(0, at - 60), at + 60)}…`
}

/** Roles whose reach ends at their own organisation, its members, or what is named with the role. */
const bounded: Partial<Record<Role, object>> = {
  enterprise: {},
  farmer: {},
  'solution-provider': {},
  certifier: {},
  association: {},
  finance: {},
  commune: { units: ['25888'] },
  sector: { groups: ['fruit'] },
  inspector: { units: ['25888'] },
}

for (const [role, bounds] of Object.entries(bounded))
  test(`${role}: what another organisation does changes nothing that it is answered`, async () => {
    const roles = `/api/parties/${first.id}/roles`
    const { items } = (await app.operator.get(roles)).json as { items: { id: string; endedAt: string | null }[] }
    for (const { id, endedAt } of items) if (endedAt === null) await app.operator.delete(`${roles}/${id}`)
    assert.equal((await app.operator.post(roles, { role, ...bounds })).status, 201)
    const asked = await questionsOf(first.key)
    const before = new Map<string, string>()
    for (const [template, path] of asked) before.set(template, settled(await ask(path, first.key)))
    await bustle(asked)
    for (const [template, path] of asked)
      assert.equal(difference(before.get(template) ?? '', settled(await ask(path, first.key))), '', path)
    assert.ok(asked.size > 2, `only ${asked.size} questions were answered`)
  })
