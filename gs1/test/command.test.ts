import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { issueCodes } from '../src/index.ts'

const answers = (input: string | Buffer): unknown[] => {
  const command = new URL('../../bin/gs1.ts', import.meta.url).pathname
  const { status, stdout } = spawnSync(process.execPath, [command], {
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  assert.equal(status, 0)
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

test('answers each line, empty ones too, with one line of JSON', () => {
  assert.deepEqual(answers('(01)09506000134352(10)ABC\r\n\n]C1400A\u001d400A \n'), [
    {
      input: '(01)09506000134352(10)ABC',
      kind: 'element-string',
      ok: true,
      elements: [
        ['01', '09506000134352'],
        ['10', 'ABC'],
      ],
      digitalLink: 'https://id.gs1.org/01/09506000134352/10/ABC',
      issues: [],
    },
    {
      input: '',
      kind: 'plain',
      ok: false,
      elements: [],
      digitalLink: null,
      issues: [{ code: 'input-empty', at: 0 }],
    },
    {
      input: ']C1400A\u001d400A ',
      kind: 'scan',
      ok: false,
      elements: [],
      digitalLink: null,
      issues: [{ code: 'character-not-allowed', at: 12 }],
    },
  ])
})

test('needs no newline at the end, and no input', () => {
  assert.equal(answers('95201238').length, 1)
  assert.deepEqual(answers(''), [])
})

test('keeps up with many lines', () => {
  const lines = Array.from({ length: 20_000 }, () => 'https://id.gs1.org/01/09506000134352/10/ABC')
  assert.equal(answers(`${lines.join('\n')}\n`).length, lines.length)
})

test('has a sentence for every issue in both languages', () => {
  for (const language of ['vi', 'en']) {
    const url = new URL(`../../server/messages/${language}/gs1.json`, import.meta.url)
    const sentences: Record<string, string> = JSON.parse(readFileSync(url, 'utf8'))
    assert.deepEqual(Object.keys(sentences).sort(), issueCodes.map((code) => `gs1.${code}`).sort())
    for (const sentence of Object.values(sentences)) assert.match(sentence, /^\p{Lu}.*\.$/u)
  }
})
