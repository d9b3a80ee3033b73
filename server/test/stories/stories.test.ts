import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import type { TraceAnswer } from '../../src/modules/trace/answer/trace-answer.ts'
import { playSample, readStory, sampleProductPath, storyNames } from '../../src/sample/index.ts'
import { operatorKey, type TestApp, testApp } from '../app.ts'
import { answerLines, handTracesOf, writtenLines } from './hand-traces.ts'
import { eventTexts, expectedOf, type ScanAnswer, secretsOf } from './tell.ts'
import { assertSound } from './trace-lines.ts'

const stories = await storyNames()
let app: TestApp

before(async () => {
  app = await testApp()
  await playSample(app.url, operatorKey, () => {})
})
after(() => app.close())

const vietnamese = { 'accept-language': 'vi' }
const day = (iso: string) => iso.split('-').reverse().join('/')

test('there are the four stories of the house', () => {
  assert.deepEqual(stories, ['furniture', 'honey', 'mangosteen', 'pomelo'])
})

test('the product that a start shows is one of the stories', async () => {
  const codes = (await expectedOf('mangosteen')).map(({ code }) => code)
  assert.ok(codes.includes(sampleProductPath))
})

test('every document was taken whole, by its own party, and nothing was found amiss', async () => {
  const jobs = (await app.operator.get('/capture?perPage=100')).json as Record<string, unknown>[]
  assert.equal(jobs.length, 31)
  for (const job of jobs) {
    assert.equal(job.success, true)
    assert.deepEqual(job['nguon:findings'], [])
  }
})

for (const story of stories) {
  describe(story, async () => {
    for (const { code, legal, steps } of await expectedOf(story)) {
      test(`${code}: each step with its day, commune and declarer, backward to the source`, async () => {
        const scan = (await app.anonymous.get(`/api/scan${code}`, vietnamese)).json as ScanAnswer
        const told = scan.steps
          .map(({ step, date, commune, declaredBy, depth }) => ({
            bizStep: step,
            date,
            commune: commune ?? null,
            publicName: declaredBy,
            depth,
          }))
          .reverse()
        assert.deepEqual(told, steps)
        assert.equal(scan.sample, true)
      })

      test(`${code}: the seven items of the law`, async () => {
        const scan = (await app.anonymous.get(`/api/scan${code}`, vietnamese)).json as ScanAnswer
        const item = new Map(scan.legal.items.map((each) => [each.id, each]))
        const stated = (id: string) => item.get(id)?.stated.map(({ text }) => text) ?? []
        assert.equal(item.size, 7)
        assert.deepEqual(stated('name'), [legal.name])
        assert.deepEqual(stated('unit'), [legal.producer])
        assert.ok(stated('address')[0]?.includes(legal.address))
        assert.ok(stated('origin').includes(legal.origin))
        const marks = stated('brand-lot-serial').join(' ')
        for (const mark of [legal.brand, legal.lot, legal.serial]) assert.ok(marks.includes(mark ?? ''), mark)
        const { stated: owners = [], others = [] } = item.get('expiry') ?? {}
        const expiry = [...owners, ...others].map(({ text }) => text).join(' ')
        if (legal.expiry === null) assert.equal(expiry, '')
        else assert.ok(expiry.includes(day(legal.expiry)), expiry)
      })

      test(`${code}: the picture is there and small`, async () => {
        const scan = (await app.anonymous.get(`/api/scan${code}`, vietnamese)).json as ScanAnswer
        const src = scan.legal.items.find(({ id }) => id === 'image')?.images[0]?.src ?? ''
        const picture = await fetch(new URL(src, app.url))
        assert.equal(picture.status, 200)
        assert.match(picture.headers.get('content-type') ?? '', /^image\//)
        assert.ok((await picture.arrayBuffer()).byteLength < 30_000)
      })

      test(`${code}: page, data and link set keep to themselves what is nobody's business`, async () => {
        const files = await readStory(story)
        const documents = await Promise.all(files.documents.map(({ file }) => files.text(file)))
        const secrets = secretsOf(JSON.parse(await files.text('parties.json')), documents)
        assert.ok(secrets.length > 5)
        const open = await Promise.all(
          [`/scan${code}`, `/scan${code}?lang=en`, `/api/scan${code}`, `${code}?linkType=linkset`].map(async (path) => {
            const { status, text } = await app.anonymous.get(path, vietnamese)
            assert.equal(status, 200, path)
            return text
          }),
        )
        for (const secret of secrets) for (const text of open) assert.ok(!text.includes(secret), secret)
      })

      test(`${code}: the page weighs at most 14 KB as sent`, async () => {
        const { text } = await app.anonymous.get(`/scan${code}`, vietnamese)
        assert.ok(brotliCompressSync(text).length <= 14 * 1024)
      })
    }

    const { words, traces } = await handTracesOf(story)
    for (const trace of traces)
      test(`${trace.code} ${trace.direction}: the trace that a person wrote out, nothing more and nothing less`, async () => {
        const { status, json, text } = await app.operator.get(`/api/trace${trace.code}?direction=${trace.direction}`)
        assert.equal(status, 200, text)
        assertSound(json as TraceAnswer)
        assert.deepEqual(await answerLines(json as TraceAnswer, await readStory(story), words), writtenLines(trace))
      })

    test('every event comes back as it was written', async () => {
      const files = await readStory(story)
      const kept = await allEvents()
      for (const { file } of files.documents)
        for (const event of eventTexts(await files.text(file))) {
          const written = event.replace(/\s*}$/, '')
          assert.ok(kept.includes(written), `${file}: ${written.slice(0, 120)}`)
        }
    })
  })
}

/** All that the operator may query, page by page, as text. */
const allEvents = async (): Promise<string> => {
  const pages: string[] = []
  for (let path: string | undefined = '/events?perPage=30'; path !== undefined; ) {
    const { text, headers } = await app.operator.get(path, { 'gs1-epc-format': 'Never_Translates' })
    pages.push(text)
    const next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
    path = next === undefined ? undefined : next.slice(new URL(next).origin.length)
  }
  return pages.join('\n')
}
