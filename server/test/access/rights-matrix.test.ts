import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  boundedRoles,
  type Duty,
  duties,
  isOpenToMachine,
  type Role,
  rights,
  roles,
} from '../../src/modules/identity/index.ts'
import { chiefKeyOf, operatorKey, type TestApp, type TestParty, testApp } from '../app.ts'
import { testPerson } from '../people.ts'
import { type Described, describedOperations } from './described.ts'

// Every role calls every operation that the API describes, and is let in where the table of rights says so, and nowhere else:
// its machine without scopes, its machine with all of them, and a person of each duty.

let app: TestApp
let operations: Described[]
const parties = new Map<Role, TestParty>()

before(async () => {
  app = await testApp({ REQUESTS_PER_MINUTE: '1000000' })
  operations = (await describedOperations(app)).sort(
    (a, b) => lastCalls.indexOf(a.template) - lastCalls.indexOf(b.template),
  )
  for (const role of roles) parties.set(role, await partyOf(role))
})
after(() => app.close())

/** What a person calls last, in this order: it is signed in no more. */
const lastCalls = ['/api/sign-out', '/sign-out']

const partyOf = async (role: Role): Promise<TestParty> => {
  const party = await app.party(`Tổ chức ${role}`, { kind: 'agency' })
  const bounds = Object.fromEntries((boundedRoles[role] ?? []).map((name) => [name, ['25966']]))
  const given = await app.operator.post(`/api/parties/${party.id}/roles`, { role, ...bounds })
  assert.equal(given.status, 201, given.text)
  return party
}

type Answered = 'let in' | 'forbidden' | 'to sign in'

/** Asks with nothing but the credential: whoever is let in may then be told what is missing. Streams are not waited for. */
const call = async ({ method, path }: Described, credential: Record<string, string>): Promise<Answered> => {
  const waiting = new AbortController()
  const response = await fetch(new URL(path, app.url), {
    method,
    redirect: 'manual',
    signal: waiting.signal,
    headers: { 'accept-language': 'en', ...credential },
  })
  const isRefused = response.status === 401 || response.status === 403
  const text = isRefused ? await response.text() : ''
  waiting.abort()
  if (response.status === 401) return 'to sign in'
  return /does not permit this: /.test(text) ? 'forbidden' : 'let in'
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

const asked = (operation: Described): string => `${operation.method} ${operation.template} ${operation.permission}`

/** So many calls are on their way at once: whoever is let in is mostly refused for what is missing, which waits for its step. */
const atOnce = 16

/** Calls everything with one credential. */
const assertLetIn = async (credential: Record<string, string>, may: (permission: string) => boolean): Promise<void> => {
  for (let first = 0; first < operations.length; first += atOnce)
    await Promise.all(
      operations.slice(first, first + atOnce).map(async (operation) => {
        const answered = await call(operation, credential)
        assert.equal(answered, may(operation.permission) ? 'let in' : 'forbidden', asked(operation))
      }),
    )
}

const mayRole = (role: Role, permission: string): boolean =>
  permission === 'public' || rights.some((right) => right.role === role && right.permission === permission)

const mayPerson = (role: Role, duty: Duty, permission: string): boolean =>
  ['public', 'signed-in'].includes(permission) ||
  rights.some(
    (right) =>
      right.role === role && right.permission === permission && (right.duty === undefined || right.duty === duty),
  )

for (const role of roles)
  test(`${role}: its machine is let in where the table of rights says so, but where a person decides`, async () => {
    const { key } = parties.get(role) as TestParty
    await assertLetIn(bearer(key), (permission) => mayRole(role, permission) && isOpenToMachine(permission, null))
  })

for (const role of roles.filter((role) => rights.some((right) => right.role === role)))
  test(`${role}: its machine with all scopes is let in where the table says so, and nowhere else`, async () => {
    const key = await chiefKeyOf(app.operator, parties.get(role)?.id ?? '')
    await assertLetIn(bearer(key), (permission) => mayRole(role, permission))
  })

for (const role of roles)
  for (const duty of duties)
    test(`${role}: a person with the duty ${duty} is let in where the table says so, and nowhere else`, async () => {
      const person = await testPerson(app, parties.get(role)?.id, [duty])
      const cookie = [...person.cookies].map((pair) => pair.join('=')).join('; ')
      await assertLetIn({ cookie, origin: app.config.publicUrl }, (permission) => mayPerson(role, duty, permission))
    })

test('without a credential only what is public is answered', async () => {
  for (const operation of operations)
    assert.equal(
      await call(operation, {}),
      operation.permission === 'public' ? 'let in' : 'to sign in',
      asked(operation),
    )
})

test('the operator’s key is let in everywhere, but for what only a person may do', async () => {
  for (const operation of operations.filter(({ permission }) => permission !== 'signed-in'))
    assert.equal(await call(operation, bearer(operatorKey)), 'let in', asked(operation))
})

test('every permission of the table opens something, and every one that is asked for stands in it', () => {
  const ofOperatorAlone = ['events.erase', 'files.read-all']
  const named = new Set([...rights.map(({ permission }) => permission), ...ofOperatorAlone, 'public', 'signed-in'])
  const unnamed = operations.filter(({ permission }) => !named.has(permission))
  assert.deepEqual(unnamed.map(asked), [])
})
