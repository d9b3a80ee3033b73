import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { newID } from '../../src/platform/ids.ts'
import { openDatabase } from '../../src/platform/postgres/database.ts'
import { type Answer, clientOf, type TestApp, testApp } from '../app.ts'
import { document, event } from '../documents.ts'

let app: TestApp
before(async () => {
  app = await testApp()
})
after(() => app.close())

type Body = {
  type: string
  title: string
  status: number
  instance: string
  errors?: { code: string; field: string; message: string }[]
}

const refusal = (answer: Answer, status: number): Body => {
  const body = answer.json as Body
  assert.equal(answer.status, status, answer.text)
  assert.equal(body.status, status)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.match(body.instance, /^urn:uuid:[0-9a-f-]{36}$/)
  return body
}

const english = { 'accept-language': 'en' }

/** What is asked, what comes back in English and what in Vietnamese. */
const cases: Record<string, [(more: Record<string, string>) => Promise<Answer>, number, string, RegExp, RegExp]> = {
  'no such address': [
    (more) => app.anonymous.get('/nowhere', more),
    404,
    'epcisException:NoSuchResourceException',
    /nothing at this address/,
    /Không có gì ở địa chỉ này/,
  ],
  'another method': [
    (more) => app.operator.put('/health', {}, more),
    405,
    'urn:nguon:problem:platform.method-not-allowed',
    /PUT is not possible here; possible: GET, HEAD/,
    /Không dùng được phương thức PUT/,
  ],
  'no key': [
    (more) => app.anonymous.get('/events', more),
    401,
    'epcisException:SecurityException',
    /or an API key/,
    /Cần đăng nhập, hoặc gửi kèm khóa API/,
  ],
  'broken JSON': [
    (more) => app.operator.post('/api/parties', '{"kind": "enterprise", }', more),
    400,
    'epcisException:ValidationException',
    /breaks at character 23/,
    /sai tại ký tự thứ 23/,
  ],
  'JSON that ends too early': [
    (more) => app.operator.post('/api/parties', '{"kind"', more),
    400,
    'epcisException:ValidationException',
    /breaks at character 7/,
    /sai tại ký tự thứ 7/,
  ],
  'no body': [
    (more) => app.operator.post('/api/parties', ' ', more),
    400,
    'epcisException:ValidationException',
    /body is empty/,
    /Nội dung gửi lên trống/,
  ],
  'a NUL character': [
    (more) => app.operator.post('/api/parties', '{"kind":"enterprise","names":{"vi":"a\\u0000b"}}', more),
    400,
    'epcisException:ValidationException',
    /NUL/,
    /Không chấp nhận ký tự NUL/,
  ],
  'a member that would reach a prototype': [
    (more) => app.operator.post('/api/parties', '{"__proto__":{"a":1}}', more),
    400,
    'epcisException:ValidationException',
    /breaks at character 2/,
    /sai tại ký tự thứ 2/,
  ],
  'too large a body': [
    (more) => app.operator.post('/api/parties', `"${'x'.repeat(1024 * 1024)}"`, more),
    413,
    'urn:nguon:problem:platform.body-too-large',
    /larger than is taken/,
    /lớn hơn mức cho phép/,
  ],
  'another media type': [
    (more) => app.operator.post('/api/parties', '<a/>', { ...more, 'content-type': 'application/xml' }),
    415,
    'epcisException:UnsupportedMediaTypeException',
    /media type/,
    /kiểu nội dung/,
  ],
  'a broken address': [
    (more) => app.operator.get('/events/%E0%A4%A', more),
    400,
    'epcisException:ValidationException',
    /address is broken/,
    /Địa chỉ bị hỏng/,
  ],
}

for (const [name, [ask, status, type, inEnglish, inVietnamese]] of Object.entries(cases)) {
  test(`${name}: ${status}, in both languages`, async () => {
    const en = await ask(english)
    const vi = await ask({})
    assert.equal(refusal(en, status).type, type)
    assert.match(refusal(en, status).title, inEnglish)
    assert.match(refusal(vi, status).title, inVietnamese)
    assert.deepEqual(
      [en, vi].map(({ headers }) => headers.get('content-language')),
      ['en', 'vi'],
    )
    assert.equal(en.headers.get('vary'), 'Accept, Accept-Language')
  })
}

test('a schema that is broken: each place, and what is wrong there, in the language asked for', async () => {
  const body = { kind: 'shop', names: { vi: 5 }, colour: 'red' }
  const en = refusal(await app.operator.post('/api/parties', body, english), 400)
  assert.ok(en.errors?.some(({ field, message }) => field === '/names/vi' && /must be of type string/.test(message)))
  const vi = refusal(await app.operator.post('/api/parties', {}), 400)
  assert.ok(
    vi.errors?.some(({ field, message }) => field === '/names' && message === 'còn thiếu'),
    JSON.stringify(vi),
  )
})

test('a key that is wrong, and one that may not do this', async () => {
  const wrong = clientOf(app.url, `ng_${'0'.repeat(32)}_${'0'.repeat(64)}`)
  refusal(await wrong.get('/events'), 401)
  const party = await app.party('A cooperative')
  const answer = await party.post('/api/parties', { kind: 'enterprise', names: { vi: 'B' } }, english)
  assert.match(refusal(answer, 403).title, /does not permit this: .*\(registry\.administer\)/)
})

test('a refusal of what was asked for leaves at a full step, whatever was read before it', async () => {
  const party = await app.party('A curious cooperative')
  for (const path of ['/events/urn:example:none', '/api/trace/01/09521234543213/21/none', `/api/systems/${newID()}`]) {
    const asked = performance.now()
    refusal(await party.get(path), 404)
    assert.ok(performance.now() - asked >= 25, path)
  }
})

test('the language asked for most is spoken; Vietnamese where none is ours', async () => {
  const asked = {
    'en;q=0.5, vi;q=0.9': 'vi',
    'fr, en;q=0.1': 'en',
    'en-US,en;q=0.9': 'en',
    fr: 'vi',
    '*': 'vi',
    '': 'vi',
  }
  for (const [header, language] of Object.entries(asked)) {
    const { headers } = await app.anonymous.get('/nowhere', { 'accept-language': header })
    assert.equal(headers.get('content-language'), language, header)
  }
})

test('a broken address on a label: a page that helps, in a browser', async () => {
  const path = '/01/09521201000107/10/%E0%A4%A'
  const page = await app.anonymous.get(path, { accept: 'text/html', ...english })
  assert.equal(page.status, 400)
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/)
  assert.match(page.text, /<html lang="en"/)
  refusal(await app.anonymous.get(path), 400)
})

test('OPTIONS tells what an address answers to', async () => {
  const answer = await fetch(new URL('/health', app.url), { method: 'OPTIONS' })
  assert.deepEqual([answer.status, answer.headers.get('allow')], [204, 'GET, HEAD'])
})

/** Sends bytes as they are, and gives back whatever comes. */
const sendRaw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text)).on('error', reject)
  })

test('what is no HTTP is answered all the same, and the server stays up', async () => {
  assert.match(
    await sendRaw('HELLO\r\n\r\n'),
    /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*request-malformed/,
  )
  const long = await sendRaw(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`)
  assert.match(long, /^HTTP\/1\.1 414 [\s\S]*URITooLongException/)
  assert.equal((await app.anonymous.get('/health')).status, 200)
})

test('every answer carries its number and the headers that browsers heed', async () => {
  const { headers } = await app.anonymous.get('/health')
  assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('x-frame-options'), 'DENY')
})

test('a text that an index cannot hold is no fault of ours', async () => {
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  await owner.query('create index on events.event (body)')
  await owner.end()
  const party = await app.party('Another cooperative')
  const told = event({ 'https://example.org/note': randomBytes(6000).toString('base64url') })
  const answer = refusal(await party.post('/capture', document([told]), english), 400)
  assert.match(answer.title, /too long to be kept/)
})
