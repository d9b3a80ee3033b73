import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { issueCodes } from './issue-codes.ts'

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'issue-codes.ts')
  .map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8'))
  .join('\n')

test('every code that is listed can come, and every code that can come is listed', () => {
  const unused = issueCodes.filter((code) => !sources.includes(`'${code}'`))
  assert.deepEqual(unused, [])
  const named = sources.matchAll(
    /(?:code: |report\(run, |report\(|fault\([^'\n]*|fail\(scan, |Refusal\()'([a-z0-9]+(?:-[a-z0-9]+)+)'/g,
  )
  const unlisted = [...named].map(([, code]) => code as string).filter((code) => !issueCodes.includes(code))
  assert.deepEqual(unlisted, [])
})

for (const language of ['vi', 'en']) {
  test(`every code has its sentence in ${language}`, () => {
    const file = new URL(`../../server/messages/${language}/epcis.json`, import.meta.url)
    const messages = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
    assert.deepEqual(Object.keys(messages), [...issueCodes].sort())
  })
}
