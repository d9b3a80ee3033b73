import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { type Answer, type TestApp, type TestParty, testApp } from './app.ts'
import {
  assertComesBack,
  documentOf,
  gs1Context,
  observation,
  usualContext,
} from './conformance/epcis-2.0/sent-documents.ts'

const limits = { CAPTURE_BYTES: '100000', CAPTURE_EVENTS: '50' }
let app: TestApp
let party: TestParty

before(async () => {
  app = await testApp(limits)
  party = await app.party('Hợp tác xã')
})
after(() => app.close())

type Refusal = { type: string; title: string; status: number; detail?: string; errors?: Fault[] }
type Fault = { code: string; event?: number; field?: string; message: string }

const tables = ['events.event', 'events.event_key', 'events.identity', 'events.capture_job', 'trace.assertion']

/** How many rows there are of anything that a capture writes. */
const rowsOfCapture = async (): Promise<number[]> => {
  const counts = tables.map((table) => app.db.query<{ rows: number }>(`select count(*)::int as rows from ${table}`))
  return (await Promise.all(counts)).map(([row]) => row?.rows ?? -1)
}

/** Posts what must be refused in both languages; nothing of it may be stored, and the server must go on. */
const refusedInBoth = async (post: (headers: Record<string, string>) => Promise<Answer>): Promise<Refusal[]> => {
  const rows = await rowsOfCapture()
  const bodies: Refusal[] = []
  for (const language of ['vi', 'en']) {
    const answer = await post({ 'content-type': 'application/ld+json', 'accept-language': language })
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
    assert.equal(answer.headers.get('content-language'), language)
    const body = answer.json as Refusal
    assert.equal(body.status, answer.status)
    bodies.push(body)
  }
  assert.deepEqual(await rowsOfCapture(), rows)
  assert.equal((await app.anonymous.get('/health')).status, 200)
  return bodies
}

const vietnamese = /[ăâđêôơưạảấầẩậắặẹếềểệỉịọốồổộớờởợụủứừửữựỳỵỷỹáàãéèíìóòõúùý]/i
const good = observation()
const bad = (from: RegExp | string, to: string): string => documentOf([good, observation().replace(from, to)])
const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
const random = (characters: number): string => randomBytes(characters).toString('base64url').slice(0, characters)
const far = `["${gs1Context}",{"vd":"https://vidu.example/ns/","far":"https://a.example/${random(1982)}"}]`
const epcs = /"epcList":\[[^\]]*\]/

/** What is sent; the event, the field and the code that the refusal must name. */
const cases: Record<string, [string, number | undefined, string, string]> = {
  'JSON that breaks off': [documentOf([good, observation()]).slice(0, -20), 1, '/epcList', 'json-incomplete'],
  'JSON with a comma too many': [bad('"action"', ',"action"'), 1, '/eventTimeZoneOffset', 'json-malformed'],
  'nothing at all': ['', undefined, '', 'document-empty'],
  'a list in place of a document': ['[]', undefined, '', 'document-not-object'],
  null: ['null', undefined, '', 'document-not-object'],
  'a number where a text is wanted': [bad('"inspecting"', '7'), 1, '/bizStep', 'type-wrong'],
  'a text where a list is wanted': [bad(epcs, '"epcList":"x"'), 1, '/epcList', 'type-wrong'],
  'an event that is none': [documentOf([good, '5']), 1, '', 'type-wrong'],
  'a list of events that is none': [
    documentOf([]).replace('[]', '{}'),
    undefined,
    '/epcisBody/eventList',
    'type-wrong',
  ],
  'a Digital Link with a wrong check digit': [
    bad(epcs, '"epcList":["https://id.gs1.org/01/09521234543214/21/1"]'),
    1,
    '/epcList/0',
    'identifier-invalid',
  ],
  'a place with a wrong check digit': [
    bad('"action"', '"readPoint":{"id":"https://id.gs1.org/414/9521234000007"},"action"'),
    1,
    '/readPoint/id',
    'identifier-invalid',
  ],
  'an EPC that is none': [
    bad(epcs, '"epcList":["urn:epc:id:sgtin:9521234.98765.1"]'),
    1,
    '/epcList/0',
    'identifier-invalid',
  ],
  'a time without zone': [bad(/(T08:30:00)\+07:00/, '$1'), 1, '/eventTime', 'time-without-zone'],
  'a day that is not': [bad(/2026-05-02/, '2026-02-30'), 1, '/eventTime', 'time-invalid'],
  'ten thousand nested arrays': [bad('"action"', `"vd:a":${deep},"action"`), 1, '/vd:a', 'nesting-too-deep'],
  'ten thousand nested arrays and nothing else': [deep, undefined, '', 'nesting-too-deep'],
  'a NUL character, escaped': [bad('"action"', '"vd:a":"x\\u0000","action"'), 1, '/vd:a', 'nul-character'],
  'a NUL character, raw': [bad('"action"', '"vd:a":"x\u0000","action"'), 1, '/vd:a', 'nul-character'],
  'half a character': [bad('"action"', '"vd:a":"\\ud800","action"'), 1, '/vd:a', 'surrogate-lone'],
  'a member that stands twice': [bad('"action"', '"action":"ADD","action"'), 1, '/action', 'member-duplicated'],
  'a prefix without meaning': [bad('"action"', '"la:a":1,"action"'), 1, '/la:a', 'prefix-unresolved'],
  'a word that the vocabulary lacks': [bad('inspecting', 'flying'), 1, '/bizStep', 'word-unknown'],
  'a word that is short by its prefix alone': [
    documentOf([good, observation().replace('inspecting', 'far:y')], far),
    1,
    '/bizStep',
    'uri-too-long',
  ],
  'an event of an own type with an endless name': [
    bad('ObjectEvent', `urn:x:${random(5000)}`),
    1,
    '/type',
    'uri-too-long',
  ],
  'master data of an instance where none is allowed': [
    bad('"action"', '"ilmd":{},"action"'),
    1,
    '/ilmd',
    'ilmd-not-allowed',
  ],
  'a document without context': [
    documentOf([good]).replace('@context', 'context'),
    undefined,
    '/@context',
    'member-missing',
  ],
  'a bare event that is broken': [
    observation(`"@context":${usualContext}`).replace('OBSERVE', 'observe'),
    0,
    '/action',
    'word-unknown',
  ],
  'a document of another kind': ['{"type":"EPCISMasterDataDocument"}', 0, '/type', 'event-type-unknown'],
}

describe('POST /capture names the event and the field, in Vietnamese and in English', () => {
  for (const [name, [body, event, field, code]] of Object.entries(cases)) {
    test(name, async () => {
      const [vi, en] = await refusedInBoth((headers) => party.post('/capture', body, headers))
      for (const refusal of [vi, en]) {
        assert.equal(refusal?.status, 400, JSON.stringify(refusal))
        assert.equal(refusal?.type, 'epcisException:ValidationException')
        const fault = refusal?.errors?.find((each) => each.code === code)
        assert.ok(fault, `${code} in ${JSON.stringify(refusal?.errors)}`)
        assert.deepEqual([fault.event, fault.field], [event, field])
        assert.doesNotMatch(`${refusal?.title}${refusal?.detail}`, /\{\w+\}/)
      }
      const [inVietnamese = '', inEnglish = ''] = [vi, en].map(
        (refusal) => `${refusal?.title} ${refusal?.errors?.[0]?.message}`,
      )
      assert.match(inVietnamese, vietnamese)
      assert.doesNotMatch(inEnglish, vietnamese)
    })
  }

  test('under proceed the good events of a document are kept, and the job names the others', async () => {
    const document = documentOf([observation(), observation().replace('inspecting', 'flying'), observation()])
    const answer = await party.post('/capture', document, { 'gs1-capture-error-behaviour': 'proceed' })
    assert.equal(answer.status, 202)
    const job = (await party.get(new URL(answer.headers.get('location') ?? '').pathname, { 'accept-language': 'en' }))
      .json as { success: boolean; errors: (Fault & { detail: string })[] }
    assert.equal(job.success, false)
    assert.deepEqual(
      job.errors.map(({ event, field, code }) => [event, field, code]),
      [[1, '/bizStep', 'word-unknown']],
    )
    assert.match(job.errors[0]?.detail ?? '', /no word “flying”/)
  })
})

test('an event of an own type is kept and answered as it was sent, though no index holds its members', async () => {
  const sender = await app.party('Nhà máy')
  const long = `https://a.example/${random(5000)}`
  const members = `"bizStep":"far:y","disposition":"${long}","parentID":"${long}","readPoint":{"id":"${long}"}`
  const inspection = `{"type":"vd:Inspection","eventTime":"2026-05-02T08:30:00+07:00","eventTimeZoneOffset":"+07:00","eventID":"urn:example:inspection",${members}}`
  await assertComesBack(sender, documentOf([inspection, observation()], far))
})

describe('POST /events takes one event', () => {
  test('a document is sent elsewhere', async () => {
    const [, en] = await refusedInBoth((headers) => party.post('/events', documentOf([good]), headers))
    assert.deepEqual([en?.status, en?.errors?.map(({ code }) => code)], [400, ['bare-event-expected']])
  })

  test('what is wrong with it is named', async () => {
    const event = observation(`"@context":${usualContext}`).replace('+07:00"', '"')
    const [vi] = await refusedInBoth((headers) => party.post('/events', event, headers))
    assert.deepEqual([vi?.errors?.[0]?.event, vi?.errors?.[0]?.field], [0, '/eventTime'])
  })
})

describe('limits', () => {
  const limitHeaders = (answer: Answer) =>
    ['gs1-epcis-capture-file-size-limit', 'gs1-epcis-capture-limit'].map((name) => answer.headers.get(name))

  test('a document over the limit of bytes, and one over that of events: 413, with both limits', async () => {
    const large = documentOf([observation(`"vd:a":"${'x'.repeat(150_000)}"`)])
    const many = documentOf(Array.from({ length: 51 }, () => observation()))
    for (const body of [large, many]) {
      let last: Answer | undefined
      const [vi, en] = await refusedInBoth(async (headers) => {
        last = await party.post('/capture', body, headers)
        return last
      })
      assert.deepEqual([vi?.status, en?.type], [413, 'epcisException:CaptureLimitExceededException'])
      assert.match(`${en?.title} ${en?.detail}`, /100000.*50/)
      assert.deepEqual(last && limitHeaders(last), [limits.CAPTURE_BYTES, limits.CAPTURE_EVENTS])
    }
  })

  test('one far over the limit still hears why, and the connection goes on', async () => {
    const body = documentOf([observation(`"vd:a":"${'x'.repeat(350_000)}"`)])
    for (let round = 0; round < 3; round += 1) assert.equal((await party.post('/capture', body)).status, 413)
  })

  test('as many bytes and events as are allowed are taken', async () => {
    const document = documentOf(Array.from({ length: 50 }, () => observation()))
    assert.equal((await party.post('/capture', document)).status, 202)
  })

  test('OPTIONS announces the limits', async () => {
    const answer = await fetch(new URL('/capture', app.url), { method: 'OPTIONS' })
    assert.deepEqual([answer.headers.get('gs1-epcis-capture-limit')], [limits.CAPTURE_EVENTS])
  })
})

describe('who may send what', () => {
  const post = (body: string) => (headers: Record<string, string>) => app.anonymous.post('/capture', body, headers)

  test('without a key: 401 and how to bring one', async () => {
    const [vi, en] = await refusedInBoth(post(documentOf([good])))
    assert.deepEqual([vi?.status, en?.type], [401, 'epcisException:SecurityException'])
    const answer = await app.anonymous.post('/capture', documentOf([good]))
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/)
  })

  test('another media type: 415 and those that are taken', async () => {
    const [vi, en] = await refusedInBoth((headers) =>
      party.post('/capture', 'type;time', { ...headers, 'content-type': 'text/csv' }),
    )
    assert.deepEqual([vi?.status, en?.type], [415, 'epcisException:UnsupportedMediaTypeException'])
    assert.match(en?.title ?? '', /application\/ld\+json/)
  })

  test('an error behaviour that is none is named', async () => {
    const [, en] = await refusedInBoth((headers) =>
      party.post('/capture', documentOf([good]), { ...headers, 'gs1-capture-error-behaviour': 'maybe' }),
    )
    assert.equal(en?.status, 400)
    assert.match(en?.title ?? '', /GS1-Capture-Error-Behaviour.*maybe.*rollback, proceed/)
  })

  test("a statement that describes another's key: the job fails, names the event and the field, and stores nothing", async () => {
    const owner = await app.party('Chủ mã')
    const registered = await owner.put('/api/products/09521234200000', { names: { vi: 'Mít', en: 'Jackfruit' } })
    assert.ok(registered.status < 300, registered.text)
    const before = (await rowsOfCapture())[0]
    const foreign = observation()
      .replace('OBSERVE', 'ADD')
      .replace('inspecting', 'commissioning')
      .replace(epcs, '"epcList":["https://id.gs1.org/01/09521234200000/21/1"]')
    const answer = await party.post('/capture', documentOf([observation(), foreign]))
    assert.equal(answer.status, 202)
    const { pathname } = new URL(answer.headers.get('location') ?? '')
    for (const [language, words] of [
      ['vi', /thuộc chủ thể khác/],
      ['en', /belongs to another party/],
    ] as const) {
      const job = (await party.get(pathname, { 'accept-language': language })).json as {
        success: boolean
        errors: (Fault & { type: string; detail: string })[]
      }
      assert.equal(job.success, false)
      assert.deepEqual([job.errors[0]?.event, job.errors[0]?.field], [1, '/epcList'])
      assert.equal(job.errors[0]?.type, 'epcisException:SecurityException')
      assert.match(job.errors[0]?.detail ?? '', words)
    }
    assert.equal((await rowsOfCapture())[0], before)
  })
})

describe('GET /events', () => {
  const wrong: Record<string, [string, string]> = {
    'EQ_colour=red': ['EQ_colour', 'query-parameter-unknown'],
    'GE_eventTime=yesterday': ['GE_eventTime', 'query-value-invalid'],
    'perPage=0': ['perPage', 'query-value-invalid'],
    'eventCountLimit=5': ['eventCountLimit', 'query-limit-unordered'],
  }
  for (const [query, [field, code]] of Object.entries(wrong)) {
    test(`${query}: the parameter is named`, async () => {
      const [vi, en] = await refusedInBoth((headers) => party.get(`/events?${query}`, headers))
      assert.equal(en?.status, 400)
      assert.equal(en?.type, 'epcisException:QueryParameterException')
      assert.deepEqual([en?.errors?.[0]?.field, en?.errors?.[0]?.code], [field, code])
      assert.notEqual(vi?.errors?.[0]?.message, en?.errors?.[0]?.message)
    })
  }

  test('an event that is not there: 404', async () => {
    const [, en] = await refusedInBoth((headers) => party.get('/events/urn%3Auuid%3Anone', headers))
    assert.deepEqual([en?.status, en?.type], [404, 'epcisException:NoSuchResourceException'])
  })
})
