// EPCIS 2.0 §12.5 and the REST binding's CaptureJob: what a job answers, in both bindings, and how it is asked for.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../../app.ts'
import { document, event } from '../../documents.ts'

let app: TestApp
let party: TestParty

before(async () => {
  app = await testApp({ CAPTURE_SYNC_EVENTS: '20' })
  party = await app.party('Sender')
})
after(() => app.close())

const xml = { accept: 'application/xml' }

const jobOf = async (text: string, behaviour = 'rollback'): Promise<string> => {
  const answer = await party.post('/capture', text, { 'gs1-capture-error-behaviour': behaviour })
  assert.equal(answer.status, 202, answer.text)
  return new URL(answer.headers.get('location') ?? '').pathname
}

/** The elements of an XML text in their order, and the attributes of its root. */
const shapeOf = (text: string) => ({
  elements: [...text.matchAll(/<([a-zA-Z:]+)[\s>]/g)].map(([, name]) => name).filter((name) => name !== 'xml'),
  attributes: [...(/<epcis:EPCISCaptureJob([^>]*)>/.exec(text)?.[1] ?? '').matchAll(/(\w+)="/g)]
    .map(([, name]) => name)
    .filter((name) => !['epcis', 'xsi'].includes(name ?? ''))
    .sort(),
})

const examples = join(import.meta.dirname, '../../../../../shared/standards/epcis/examples/XML/CaptureJob')
const official = existsSync(examples)
  ? readdirSync(examples).map((name) => ({ name, text: readFileSync(join(examples, name), 'utf8') }))
  : []

/** One job of each outcome: success, errors, running. An errorFile is the standard's other way to tell of errors. */
const outcomes: [example: string, path: () => Promise<string>][] = [
  ['Success', () => jobOf(document([event()]), 'proceed')],
  ['WithErrors', () => jobOf(document([event({ action: 'NONE' })]), 'proceed')],
  ['Running', () => jobOf(document(Array.from({ length: 30 }, () => event())), 'proceed')],
]

for (const [name, send] of outcomes) {
  const example = official.find((each) => each.name.includes(`CaptureJob${name}.`))
  test(`in XML as the standard's example: ${name}`, { skip: example === undefined }, async () => {
    const answer = await party.get(await send(), xml)
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/xml/)
    assert.deepEqual(shapeOf(answer.text), shapeOf(example?.text ?? ''))
  })
}

test('in JSON, with the members and states of the table', async () => {
  const path = await jobOf(document(Array.from({ length: 30 }, () => event())))
  const running = (await party.get(path)).json as Record<string, unknown>
  assert.deepEqual([running.running, running.success, running.errors], [true, true, []])
  assert.equal('finishedAt' in running, false)
  await app.work()
  const done = (await party.get(path)).json as Record<string, unknown>
  assert.deepEqual([done.running, done.success, done.errors, done.captureErrorBehaviour], [false, true, [], 'rollback'])
  for (const moment of [done.createdAt, done.finishedAt]) assert.match(String(moment), /^\d{4}-\d\d-\d\dT.*Z$/)
})

test('an Accept that is not offered: 406', async () => {
  const path = await jobOf(document([event()]))
  for (const asked of [path, '/capture']) {
    const answer = await party.get(asked, { accept: 'text/csv' })
    assert.equal(answer.status, 406)
    assert.equal((answer.json as { type: string }).type, 'epcisException:NotAcceptableException')
  }
})

test('all jobs, page by page, each once; the last page has no next', async () => {
  for (let n = 0; n < 5; n += 1) await jobOf(document([event()]))
  const seen: string[] = []
  for (let next: string | undefined = '/capture?perPage=2'; next; ) {
    const answer = await party.get(next)
    const jobs = answer.json as { captureID: string }[]
    assert.ok(jobs.length > 0 && jobs.length <= 2)
    seen.push(...jobs.map(({ captureID }) => captureID))
    const link = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
    next = link === undefined ? undefined : link.slice(new URL(link).origin.length)
  }
  const all = (await party.get('/capture?perPage=100')).json as { captureID: string }[]
  assert.deepEqual(
    seen,
    all.map(({ captureID }) => captureID),
  )
  assert.ok(all.length >= 5)
  assert.match((await party.get('/capture', xml)).text, /<epcis:EPCISCaptureJob[^>]*captureID=/)
})

test('an unknown job: 404', async () => {
  for (const id of [crypto.randomUUID(), 'none', "a'b"]) {
    const answer = await party.get(`/capture/${encodeURIComponent(id)}`)
    assert.equal(answer.status, 404)
    assert.equal((answer.json as { type: string }).type, 'epcisException:NoSuchResourceException')
  }
})

test('OPTIONS tells that both error behaviours are there, and the limits', async () => {
  const answer = await fetch(new URL('/capture', app.url), { method: 'OPTIONS' })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers.get('gs1-capture-error-behaviour'), 'all')
  assert.equal(answer.headers.get('gs1-epcis-capture-limit'), String(app.config.limits.captureEvents))
  assert.equal(answer.headers.get('gs1-epcis-capture-file-size-limit'), String(app.config.limits.captureBytes))
})

test('the error behaviour under the name that other implementations send', async () => {
  const text = document([event(), event({ action: 'NONE' })])
  const answer = await party.post('/capture', text, { 'gs1-epcis-capture-error-behaviour': 'proceed' })
  assert.equal(answer.status, 202)
  const job = (await party.get(new URL(answer.headers.get('location') ?? '').pathname)).json as Record<string, unknown>
  assert.deepEqual([job.captureErrorBehaviour, job['nguon:eventsStored']], ['proceed', 1])
})

test('a version that is not spoken: 406; those that are: taken', async () => {
  for (const version of ['3.0', '1.0', 'x']) {
    const answer = await party.post('/capture', document([event()]), { 'gs1-epcis-version': version })
    assert.equal(answer.status, 406, version)
  }
  for (const version of ['2.0', '2.0.0', '2.0.1']) {
    const headers = { 'gs1-epcis-version': version, 'gs1-cbv-version': version }
    assert.equal((await party.post('/capture', document([event()]), headers)).status, 202, version)
  }
})

test('no body: 400', async () => {
  for (const path of ['/capture', '/events']) {
    const answer = await party.post(path, '')
    assert.equal(answer.status, 400)
    assert.equal((answer.json as { type: string }).type, 'epcisException:ValidationException')
  }
})
