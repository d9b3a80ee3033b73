import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { issueCodes as eventIssueCodes } from '@nguon/epcis'
import { issueCodes as gs1IssueCodes } from '@nguon/gs1'
import { allProblems } from '../src/app.ts'
import { createSay, languages, loadCatalogues } from '../src/platform/messages.ts'
import { sentenceOf } from '../src/platform/problem-body.ts'

const catalogues = loadCatalogues()
const say = createSay()
const sources = join(import.meta.dirname, '../src')

/** All TypeScript of the server that is no test. */
const sourceTexts = readdirSync(sources, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))

const missing = (keys: Iterable<string>): string[] =>
  [...new Set(keys)].flatMap((key) =>
    languages.filter((language) => !catalogues[language].has(key)).map((language) => `${language} ${key}`),
  )

test('every problem code has a sentence in each language', () => {
  assert.deepEqual(missing(Object.keys(allProblems)), [])
})

test('every code that the packages name has a sentence in each language', () => {
  assert.deepEqual(missing(eventIssueCodes.map((code) => `epcis.${code}`)), [])
  assert.deepEqual(missing(gs1IssueCodes.map((code) => `gs1.${code}`)), [])
})

test('every key that the source names in full has a sentence in each language', () => {
  const owners = new Set([...catalogues.vi.keys()].map((key) => key.slice(0, key.indexOf('.'))))
  const named = sourceTexts
    .flatMap((text) => [...text.matchAll(/\b(?:say|words)\(\s*(?:[\w.]+,\s*)?'([a-z0-9-]+(?:\.[\w-]+)+)'/g)])
    .map(([, key = '']) => key)
    .filter((key) => owners.has(key.slice(0, key.indexOf('.'))))
  assert.ok(named.length > 40, `only ${named.length} found`)
  assert.deepEqual(missing(named), [])
})

test('every code of a detail or a finding has a sentence in each language', () => {
  const named = sourceTexts
    .flatMap((text) => [...text.matchAll(/\bcode: '([a-z]+(?:-[a-z]+)+)'/g)])
    .map(([, code = '']) => code)
  assert.ok(named.includes('event-id-taken') && named.includes('sender-unknown'))
  for (const code of named) {
    for (const language of languages) assert.notEqual(say(language, code), code, `${language} ${code}`)
  }
})

test('both languages have the same keys, with the same holes', () => {
  const holes = (text: string | undefined) => [...new Set(text?.match(/\{\w+(?::[\w.-]*)?\}/g))].sort()
  assert.deepEqual([...catalogues.vi.keys()].sort(), [...catalogues.en.keys()].sort())
  for (const [key, text] of catalogues.en) assert.deepEqual(holes(catalogues.vi.get(key)), holes(text), key)
})

test('sentences are text in NFC, and not left empty', () => {
  for (const language of languages) {
    for (const [key, text] of catalogues[language]) {
      assert.equal(typeof text, 'string', key)
      assert.equal(text, text.normalize('NFC'), key)
      assert.notEqual(text.trim(), '', key)
    }
  }
})

test('a sentence is found under its owner, else under whoever has it', () => {
  assert.equal(say('en', 'platform.not-found'), catalogues.en.get('platform.not-found'))
  assert.equal(say('en', 'events.json-malformed'), catalogues.en.get('epcis.json-malformed'))
  assert.equal(say('vi', 'check-digit-wrong'), catalogues.vi.get('gs1.check-digit-wrong'))
  assert.equal(say('en', 'events.no-such-sentence'), 'events.no-such-sentence')
  assert.equal(sentenceOf(say, 'en', 'events', { code: 'no-such-sentence' }), 'no-such-sentence')
})

test('the reason within a sentence is said in words too', () => {
  const params = { value: 'https://id.gs1.org/01/09521234543214', reason: 'check-digit-wrong', at: '35' }
  const sentence = sentenceOf(say, 'vi', 'events', { code: 'identifier-invalid', params })
  assert.ok(sentence.endsWith(catalogues.vi.get('gs1.check-digit-wrong') ?? '?'))
  assert.ok(!sentence.includes('check-digit-wrong') && !sentence.includes('{'))
})

test('a word of ours within a sentence is said in the language of the sentence', () => {
  const states = { state: 'ready' }
  for (const language of languages)
    assert.ok(
      say(language, 'imports.too-late', states).includes(catalogues[language].get('imports.state.ready') ?? '?'),
    )
  const allowed = 'columns.product-lists.kind.risk, columns.product-lists.kind.priority'
  assert.equal(say('vi', 'columns.not-among.fix', { allowed }), 'Ghi một trong các từ: rủi ro, ưu tiên.')
  assert.match(say('vi', 'registry.identifier-malformed', { value: '1', scheme: 'tax-code' }), /Mã số thuế/)
  assert.match(
    say('vi', 'imports.too-late', { state: 'no-such-word' }),
    /no-such-word/,
    'what has no words stands as it is',
  )
})

test('a day within a sentence is written as people of its language write it', () => {
  const days = { validFrom: '2026-12-01', validTo: '2026-11-30' }
  assert.equal(say('vi', 'registry.validity-reversed', days), 'Ngày cuối 30/11/2026 đứng trước ngày đầu 01/12/2026.')
  assert.match(say('en', 'registry.validity-reversed', days), /30 Nov 2026 .* 1 Dec 2026/)
})
