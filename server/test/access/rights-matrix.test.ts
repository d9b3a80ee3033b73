import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { boundedRoles, type Role, rights, roles } from '../../src/modules/identity/index.ts'
import { operatorKey, type TestApp, testApp } from '../app.ts'
import { type Described, describedOperations } from './described.ts'

// Every role calls every operation that the API describes, and is let in where the table of rights says so, and nowhere else.

let app: TestApp
let operations: Described[]

before(async () => {
  app = await testApp({ REQUESTS_PER_MINUTE: '1000000' })
  operations = await describedOperations(app)
})
after(() => app.close())

type Answered = 'let in' | 'forbidden' | 'to sign in'

/** Asks with nothing but the credential: whoever is let in may then be told what is missing. Streams are not waited for. */
const call = async ({ method, path }: Described, key: string | undefined): Promise<Answered> => {
  const waiting = new AbortController()
  const response = await fetch(new URL(path, app.url), {
    method,
    redirect: 'manual',
    signal: waiting.signal,
    headers: { 'accept-language': 'en', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
  })
  const isRefused = response.status === 401 || response.status === 403
  const text = isRefused ? await response.text() : ''
  waiting.abort()
  if (response.status === 401) return 'to sign in'
  return /does not permit this \(/.test(text) ? 'forbidden' : 'let in'
}

const keyOf = async (role: Role): Promise<string> => {
  const party = await app.party(`Tổ chức ${role}`, { kind: 'agency' })
  const bounds = Object.fromEntries((boundedRoles[role] ?? []).map((name) => [name, ['25966']]))
  const given = await app.operator.post(`/api/parties/${party.id}/roles`, { role, ...bounds })
  assert.equal(given.status, 201, given.text)
  return party.key
}

const mayRole = (role: Role, permission: string): boolean =>
  permission === 'public' || rights.some((right) => right.role === role && right.permission === permission)

for (const role of roles)
  test(`${role}: its machine is let in where the table of rights says so, and nowhere else`, async () => {
    const key = await keyOf(role)
    for (const operation of operations) {
      const expected = mayRole(role, operation.permission) ? 'let in' : 'forbidden'
      assert.equal(
        await call(operation, key),
        expected,
        `${operation.method} ${operation.template} ${operation.permission}`,
      )
    }
  })

test('without a credential only what is public is answered', async () => {
  for (const operation of operations)
    assert.equal(
      await call(operation, undefined),
      operation.permission === 'public' ? 'let in' : 'to sign in',
      `${operation.method} ${operation.template}`,
    )
})

test('the operator’s key is let in everywhere, but for what only a person may do', async () => {
  for (const operation of operations.filter(({ permission }) => permission !== 'signed-in'))
    assert.equal(await call(operation, operatorKey), 'let in', `${operation.method} ${operation.template}`)
})

test('every permission of the table opens something, and every one that is asked for stands in it', () => {
  const asked = new Set(operations.map(({ permission }) => permission))
  const ofOperatorAlone = ['events.erase', 'files.read-all']
  const named = new Set([...rights.map(({ permission }) => permission), ...ofOperatorAlone])
  assert.deepEqual(
    [...asked].filter((permission) => !named.has(permission) && !['public', 'signed-in'].includes(permission)),
    [],
  )
})
