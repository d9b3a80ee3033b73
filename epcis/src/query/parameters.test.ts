import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { queryCases } from '../../test/query-cases.ts'
import { here, holds, inHere } from '../../test/query-events.ts'
import { parseQueryBody } from '../index.ts'

for (const [name, value, found, missed] of queryCases) {
  test(`${name}=${value}`, () => {
    const isSingle = !value.includes('|')
    const query = isSingle ? parseQueryBody({ '@context': here, [name]: value }) : inHere(name, value)
    assert.ok(holds(query, found), 'must be found')
    assert.ok(!holds(query, missed), 'must not be found')
  })
}

const schemaFile = new URL('../../../../shared/standards/epcis/rest/query-schema.json', import.meta.url)

type Schema = Record<'properties' | 'patternProperties', Record<string, { type?: string; $ref?: string }>>

/** A name that a pattern of the schema means: its regular expressions for prefixes are broken (`\\:\\w`). */
const nameOf = (pattern: string): string =>
  pattern
    .replace(/^\^|\$$/g, '')
    .replace('\\\\w+_\\\\w+', 'bizLocation_ex:field')
    .replace('[a-z][a-zA-Z0-9]*\\\\:\\\\w+', 'ex:field')
    .replace('[a-z][a-zA-Z0-9_]+', 'some_type')
    .replace('[A-Z0-9]{2,4}', 'CEL')

test('no name of GS1’s query schema is refused, and each has its case here', { skip: !existsSync(schemaFile) }, () => {
  const { definitions } = JSON.parse(readFileSync(schemaFile, 'utf8'))
  const { properties, patternProperties } = definitions['EPCIS-Query'] as Schema
  const names = [...Object.keys(properties), ...Object.keys(patternProperties).map(nameOf)].filter(
    (n) => n !== '@context',
  )
  assert.equal(names.length, 168)
  const refused = names.filter((name) =>
    parseQueryBody({ '@context': here, [name]: 'x' }).issues.some(({ code }) => code === 'query-parameter-unknown'),
  )
  assert.deepEqual(refused, [])
  const shape = (name: string) => name.replace(/^(EQ_(?:bizTransaction|source|destination)|.*_quantity)_.*$/, '$1_')
  const tested = new Set(queryCases.map(([name]) => shape(name)))
  const elsewhereTested =
    /^(orderBy|orderDirection|eventCountLimit|maxEventCount|.._recordTime|WD_.*|HASATTR_.*|EQ_ATTR_.*)$/
  assert.deepEqual(
    names.filter((name) => !tested.has(shape(name)) && !elsewhereTested.test(name)),
    [],
  )
})
