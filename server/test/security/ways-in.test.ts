import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Described, describedOperations } from '../access/described.ts'
import { type TestApp, testApp } from '../app.ts'
import { testBrowser } from '../people.ts'

let app: TestApp
let operations: Described[]
before(async () => {
  app = await testApp()
  operations = await describedOperations(app)
})
after(() => app.close())

const text = readFileSync(join(import.meta.dirname, '../../../docs/security.md'), 'utf8')
const listed = [...text.matchAll(/^\| `((?:GET|POST) \/[^`]+)`/gm)].map(([, way]) => String(way)).sort()

/** What answers with a session or a token to somebody who had none. */
const isWayIn = ({ method, template, permission }: Described): boolean =>
  permission === 'public' &&
  ((method === 'POST' && /^\/(?:api\/)?(?:sign-in|invitations?|oauth\/token)(?:\/|$)/.test(template)) ||
    template.startsWith('/sign-in/with/'))

test('every way in that the program has stands in docs/security.md, and no other', () => {
  const ways = operations.filter(isWayIn).map(({ method, template }) => `${method} ${template}`)
  assert.ok(ways.length >= 8, ways.join())
  assert.deepEqual(listed, ways.sort())
})

test('nothing else that is public hands out a session or a token', async () => {
  const others = operations.filter((each) => each.permission === 'public' && !isWayIn(each))
  assert.ok(others.length > 20)
  for (const { method, path } of others) {
    const browser = testBrowser(app)
    const answer = await browser.send(method, path, method === 'GET' ? undefined : {})
    assert.ok(![...browser.cookies.keys()].includes('nguon-session'), `${method} ${path}`)
    assert.doesNotMatch(answer.text, /"access_token"/)
  }
})
