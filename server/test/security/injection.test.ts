import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { html, jsonScript } from '../../src/platform/html.ts'
import { describedOperations } from '../access/described.ts'
import { operatorKey, type TestApp, type TestParty, testApp } from '../app.ts'
import { gtinOf } from '../gtins.ts'
import { testPerson } from '../people.ts'

let app: TestApp
let party: TestParty
before(async () => {
  app = await testApp({ REQUESTS_PER_MINUTE: '0' })
  party = await app.party('Hợp tác xã')
})
after(() => app.close())

/** What would end a text and begin something else, in SQL, in a pattern, in a path, in markup, in a header, in a shell. */
const ends = [
  `' or 1=1 --`,
  `'; drop table identity.account; --`,
  `") union select hash from identity.password --`,
  `$1); truncate platform.audit; --`,
  `\\'; select pg_sleep(10); --`,
  '%27%20or%201=1',
  '(((((.*)*)*)*)*)$',
  '../../../../etc/passwd',
  '<script>alert(1)</script>',
  '\r\nset-cookie: nguon-session=evil',
  '$(id)`id`|id;id',
  '{{7*7}}#{7*7}<%= 7*7 %>',
]

const tables = async (): Promise<string[]> => {
  const rows = await app.db.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and n.nspname in ('identity', 'platform', 'registry', 'events') order by 1`,
  )
  return rows.map(({ name }) => name)
}

test('what would end a text and begin something else is a text, wherever an address takes one', async () => {
  const before = await tables()
  const deeds = async () => (await app.db.query(`select 1 from platform.audit where action <> 'privacy.export'`)).length
  const counted = await deeds()
  for (const end of ends) {
    const operations = await describedOperations(app, () => encodeURIComponent(end))
    for (const { method, path } of operations.filter((each) => each.method === 'GET')) {
      const query = new URLSearchParams({ after: end, q: end, name: end, EQ_bizStep: end, lang: end, party: end })
      for (const address of [path, `${path}?${query}`]) {
        const response = await fetch(new URL(address, app.url), {
          redirect: 'manual',
          headers: { authorization: `Bearer ${operatorKey}` },
        })
        assert.ok(response.status < 500, `${response.status} ${method} ${address}`)
        assert.ok(!response.headers.getSetCookie().some((each) => each.includes('evil')), address)
        const text = await response.text()
        assert.ok(!text.includes('root:x:0') && !text.includes('$argon2id'), address)
        if (/^text\/html|svg/.test(response.headers.get('content-type') ?? ''))
          assert.ok(!text.includes('<script>alert'), address)
      }
    }
  }
  assert.deepEqual(await tables(), before)
  assert.equal(await deeds(), counted)
})

test('so it is in what is written down, and comes back as it was sent', async () => {
  let kept = 0
  for (const [index, end] of ends.entries()) {
    const gtin = gtinOf(100 + index)
    const put = await party.put(`/api/products/${gtin}`, { names: { vi: end } })
    assert.ok(put.status < 500, `${put.status} ${end}`)
    if (put.status >= 300) continue
    kept += 1
    const { json } = await party.get(`/api/products/${gtin}`)
    assert.equal((json as { names: { vi: string } }).names.vi.trim(), end.normalize('NFC').trim())
    const page = await app.anonymous.get(`/scan/01/0${gtin}`, { accept: 'text/html' })
    assert.ok(page.status < 500 && !page.text.includes('<script>alert'), end)
  }
  assert.ok(kept > ends.length / 2, String(kept))
})

test('a link that is registered leads to the web and to nothing else', async () => {
  const gtin = gtinOf(200)
  await party.put(`/api/products/${gtin}`, { names: { vi: 'Cam' } })
  const link = (href: string) =>
    app.operator.put(`/api/links/01/0${gtin}`, { links: [{ linkType: 'gs1:pip', href, title: 'Cam' }] })
  for (const href of [
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
    '/relative',
    'https://',
    'https://a\r\nset-cookie: a=b',
  ])
    assert.equal((await link(href)).status, 422, href)
  assert.ok((await link('https://example.vn/cam?a=1&b=2')).status < 300)
})

test('data within a page cannot end the element that it stands in', () => {
  const evil = '</script><script>alert(1)</script><!--'
  const { markup } = jsonScript({ name: evil })
  assert.doesNotMatch(markup, /</)
  assert.deepEqual(JSON.parse(markup), { name: evil })
  assert.equal(html`<a title="${'"><b'}">${evil}</a>`.markup.match(/</g)?.length, 2)
})

test('a sign-in name, a person’s name and an address come to a page as text', async () => {
  const evil = '"><script>alert(1)</script>'
  const an = await testPerson(app, party.id, ['administrator'])
  const invited = { party: party.id, signInName: 'x"><script>', name: evil, duties: ['declarer'] }
  const made = await app.operator.post('/api/accounts', invited)
  assert.equal(made.status, 201, made.text)
  const page = await an.get(`/account/people?lang=${encodeURIComponent(evil)}&${evil}`, { accept: 'text/html' })
  assert.equal(page.status, 200)
  assert.ok(!page.text.includes('<script>alert') && page.text.includes('&lt;script&gt;'))
})
