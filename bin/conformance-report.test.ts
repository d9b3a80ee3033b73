import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Chapter, Check } from './conformance/check.ts'
import { discovery } from './conformance/checks/discovery.ts'
import { chapters } from './conformance/checks/index.ts'
import { findUncovered } from './conformance/coverage.ts'
import { runChecks } from './conformance/run-report.ts'

const root = join(import.meta.dirname, '..')

const asked: Check = {
  clause: 'none',
  operation: 'GET /events',
  sent: 'a parameter that there is not',
  ask: { method: 'GET', path: '/events?EQ_nothing=1' },
  status: 400,
}

/** Expectations of one answer, and the fault that is seen in each; none where it is right. */
const planted: [Partial<Check>, RegExp | undefined][] = [
  [{ exception: 'QueryParameterException', media: 'application/problem+json', headers: { vary: /./ } }, undefined],
  [{ status: 200 }, /^400 QueryParameterException, not 200/],
  [{ exception: 'ValidationException' }, /^QueryParameterException, not ValidationException/],
  [{ media: 'application/xml' }, /not application\/xml/],
  [{ headers: { 'gs1-epcis-version': '1.2.0' } }, /gs1-epcis-version: 2/],
  [{ headers: { 'gs1-nothing': /./ } }, /no gs1-nothing/],
  [{ says: ['nothing', ({ text }) => text === ''] }, /not: nothing/],
  [{ says: ['a list', ({ json }) => (json as string[])[0]?.length === 1] }, /not: a list/],
  [{ ask: { method: 'GET', path: '/events', as: 'unknown' } }, /^401 /],
]

test('the run holds a real server to each check, sees every difference, and tells nothing of its own time and place', async () => {
  const faulty: Chapter = { title: 'Planted', checks: planted.map(([more]) => ({ ...asked, ...more })) }
  const hooks = { began: () => {}, stopped: () => false }
  const { report, checks, failed, lines } = await runChecks([discovery, faulty], [{ what: 'a clause' }], hooks)
  const wrong = planted.filter(([, fault]) => fault !== undefined)
  assert.deepEqual([checks, failed], [discovery.checks.length + planted.length + 1, wrong.length + 1], lines.join('\n'))
  for (const [index, [, fault]] of wrong.entries()) {
    assert.match((lines[index] ?? '').replace('GET /events, a parameter that there is not: ', ''), fault ?? /$/)
  }
  assert.equal(report.match(/\*\*differs\*\*/g)?.length, wrong.length)
  assert.match(report, /No check: a clause\./)
  assert.doesNotMatch(report, /127\.0\.0\.1|[0-9a-f]{8}-[0-9a-f]{4}-|\d\d:\d\d:\d\d\.\d/, 'no address, no ID, no time')
})

test('docs/standards.md has a row for every check, all as they must be', () => {
  const report = readFileSync(join(root, 'docs/standards.md'), 'utf8')
  assert.doesNotMatch(report, /\*\*differs\*\*|^No check/m)
  const inCell = (text: string) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|')
  const missing = chapters
    .flatMap((chapter) => chapter.checks)
    .filter(({ operation, sent }) => !report.includes(`| ${inCell(operation)} | ${inCell(sent)} |`))
  assert.deepEqual(missing, [])
})

const noStandards = !existsSync(join(root, '../shared/standards/epcis/rest/openapi.json'))

test('every operation, status and parameter of GS1’s own files has a check', { skip: noStandards }, () => {
  assert.deepEqual(findUncovered(chapters), [])
  const all = findUncovered([])
  for (const what of [
    'GET /epcs/{epc}/events',
    'DELETE /nextPageToken/{token}',
    'perPage',
    'EQ_INNER_SENSORREPORT_ex:field',
    '409',
  ])
    assert.ok(
      all.some((demand) => demand.what === what),
      what,
    )
})
