import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import sections from './asvs-5.0-levels-1-and-2.json' with { type: 'json' }

const root = join(import.meta.dirname, '../../..')
const documents = ['docs/security.md', 'docs/security-protocols.md']

/** A row of the checklist: a requirement, and what shows that it is met, or why it is not. */
type Row = { id: string; does: string; shown: string }

const rowsOf = (text: string): Row[] =>
  [...text.matchAll(/^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+) \|$/gm)].map(([, id = '', does = '', shown = '']) => ({
    id,
    does,
    shown,
  }))

/** Rules that the rows rest on: a thing, what holds for it, and the test that holds it. */
const rulesOf = (text: string): Row[] =>
  [...text.matchAll(/^\| (?!\d+\.\d+\.\d+ )([^|]+?) \| (.+?) \| (`[^`]+\.test\.ts` .+) \|$/gm)].map(
    ([, id = '', does = '', shown = '']) => ({ id, does, shown }),
  )

const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')
const rows = documents.flatMap((path) => rowsOf(textOf(path)))
const required = Object.entries(sections).flatMap(([section, numbers]) => numbers.map((each) => `${section}.${each}`))

const proof = /^`(?<file>[^`]+\.test\.ts)` (?<title>.+)$/
const isReason = (row: Row): boolean => row.shown.startsWith('Reason: ')
const mostReasons = 10

/** Whether a test file has a test of this title, as it stands in the source. */
const holds = (source: string, title: string): boolean =>
  [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) =>
    new RegExp(`\\btest\\(\\s*${quoted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`).test(source),
  )

/** What is wrong with what a row names. */
const faultsOf = ({ id, shown }: Row): string[] =>
  shown.split('<br>').flatMap((each) => {
    const { file, title } = proof.exec(each.trim())?.groups ?? {}
    if (file === undefined || title === undefined) return [`${id}: "${each}" names no test`]
    if (!existsSync(join(root, file))) return [`${id}: there is no ${file}`]
    return holds(textOf(file), title) ? [] : [`${id}: ${file} has no test "${title}"`]
  })

describe('the checklist of OWASP ASVS 5.0', () => {
  test('each requirement of levels 1 and 2 has one row, in order', () => {
    assert.equal(required.length, 253)
    assert.deepEqual(
      rows.map(({ id }) => id),
      required,
    )
  })

  test('each row says what is done, and names tests that there are', () => {
    assert.deepEqual(rows.filter((row) => !isReason(row)).flatMap(faultsOf), [])
    assert.deepEqual(
      rows.filter(({ does }) => does.trim().length < 15).map(({ id }) => id),
      [],
    )
  })

  test('each rule of input, of combination, of limits and of access names the test that holds it', () => {
    const rules = rulesOf(textOf('docs/security.md'))
    assert.ok(rules.length >= 40, String(rules.length))
    assert.deepEqual(rules.flatMap(faultsOf), [])
  })

  test('no more than ten rows have a reason instead, and each has one', () => {
    const reasons = rows.filter(isReason)
    assert.ok(reasons.length <= mostReasons, `${reasons.length} reasons`)
    assert.deepEqual(
      reasons.filter(({ shown }) => shown.length < 60).map(({ id }) => id),
      [],
    )
  })

  test('a row that names what is not there is seen', () => {
    const row = (shown: string): Row => ({ id: '1.1.1', does: 'something', shown })
    const own = '`server/test/security/checklist.test.ts`'
    assert.deepEqual(faultsOf(row(`${own} a row that names what is not there is seen`)), [])
    for (const shown of ['`server/test/none.test.ts` a title', `${own} a title that is none`, own, 'by looking'])
      assert.equal(faultsOf(row(shown)).length, 1, shown)
  })
})
