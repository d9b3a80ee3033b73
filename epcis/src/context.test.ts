import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { expandName, resolveContext } from './context.ts'
import type { Json } from './event.ts'

const gs1 = (version: string) => `https://ref.gs1.org/standards/epcis/${version}epcis-context.jsonld`
const expand = (value: Json, name: string) => expandName(resolveContext(value).context, name)

test('gs1: means what the context that the document names says', () => {
  assert.equal(expand(gs1('2.0.0/'), 'gs1:Temperature'), 'https://gs1.org/voc/Temperature')
  assert.equal(expand(gs1('2.0.1/'), 'gs1:Temperature'), 'https://ref.gs1.org/voc/Temperature')
  assert.equal(expand(gs1(''), 'gs1:Temperature'), 'https://ref.gs1.org/voc/Temperature')
  assert.equal(
    expand('https://gs1.github.io/EPCIS/epcis-context.jsonld', 'cbv:Comp-x'),
    'https://ref.gs1.org/cbv/Comp-x',
  )
})

test('an inline prefix, in an object, an array or a later object, resolves', () => {
  assert.equal(expand({ ex: 'https://ex.example/' }, 'ex:a'), 'https://ex.example/a')
  assert.equal(expand([gs1(''), { ex: { '@id': 'https://ex.example/' } }], 'ex:a'), 'https://ex.example/a')
  assert.equal(
    expand([{ ex: 'https://one.example/' }, { ex: 'https://two.example/' }], 'ex:a'),
    'https://two.example/a',
  )
  assert.equal(expand([gs1(''), { cbvmda: 'https://ours.example/' }], 'cbvmda:lot'), 'https://ours.example/lot')
  assert.equal(expand([{ ex: 'https://ex.example/' }, { ex: null }], 'ex:a'), undefined)
  assert.equal(expand({ ex: 'https://ex.example' }, 'ex:a'), 'https://ex.examplea')
})

test('a prefix may be spelt with another one, whatever their order', () => {
  assert.equal(expand({ b: 'a:deep/', a: 'https://a.example/' }, 'b:x'), 'https://a.example/deep/x')
  assert.equal(expand({ a: 'b:', b: 'a:' }, 'a:x'), undefined)
  assert.equal(expand({ a: 'a:x' }, 'a:x'), undefined)
})

test('a defined name stands for its own URI, a typed one for prefix and name', () => {
  assert.equal(
    expand({ 'ex:weight': 'https://w.example/weight', ex: 'https://e.example/' }, 'ex:weight'),
    'https://w.example/weight',
  )
  assert.equal(
    expand({ 'ex:day': { '@type': 'xsd:date' }, ex: 'https://e.example/' }, 'ex:day'),
    'https://e.example/day',
  )
})

test('a full URI is its own name; an unknown prefix means nothing', () => {
  for (const name of ['https://a.example/b', 'urn:x:y', 'tag:a.example,2026:b', 'ftp://a/b'])
    assert.equal(expand({}, name), name)
  for (const name of ['ex:a', 'gs1:a', 'bare', '@id', '_:b', 'ex:']) assert.equal(expand({}, name), undefined)
})

test('a bare name needs @vocab', () => {
  assert.equal(expand({ '@vocab': 'https://v.example/' }, 'a'), 'https://v.example/a')
  assert.equal(expand([{ '@vocab': 'https://v.example/' }, { '@vocab': null }], 'a'), undefined)
  assert.equal(expand({ '@vocab': 'v:x/', v: 'https://v.example/' }, 'a'), 'https://v.example/x/a')
})

test('an unknown context is not fetched, and no fault', () => {
  const { context, issues } = resolveContext(['https://other.example/context.jsonld', { ex: 'https://ex.example/' }])
  assert.deepEqual(issues, [])
  assert.equal(expandName(context, 'ex:a'), 'https://ex.example/a')
  assert.equal(expandName(context, 'other:a'), undefined)
})

test('an event’s own context extends its document’s and leaves it alone', () => {
  const { context: outer } = resolveContext([gs1('2.0.0/'), { ex: 'https://ex.example/' }])
  const { context: inner } = resolveContext({ more: 'https://more.example/' }, outer)
  assert.equal(expandName(inner, 'ex:a'), 'https://ex.example/a')
  assert.equal(expandName(inner, 'more:a'), 'https://more.example/a')
  assert.equal(expandName(outer, 'more:a'), undefined)
  assert.equal(expandName(resolveContext({ ex: null }, outer).context, 'ex:a'), undefined)
  assert.equal(resolveContext(undefined, outer).context, outer)
})

test('no value makes it throw', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string(), (value, name) => {
      const expanded = expand(value as Json, name)
      assert.ok(expanded === undefined || typeof expanded === 'string')
    }),
  )
})

test('what a name stands for has an end', () => {
  const long = `https://long.example/${'x'.repeat(2000)}`
  const issues = (value: Json) => resolveContext(value).issues.map(({ code, path }) => `${code} ${path}`)
  const values: Json[] = [{ a: long }, { '@vocab': long }, { a: { '@id': long } }, { a: 'b:x', b: long.slice(0, 2000) }]
  for (const value of values)
    assert.deepEqual(issues([gs1(''), value]), ['uri-too-long /@context'], JSON.stringify(value).slice(0, 20))
  assert.deepEqual(issues({ a: long.slice(0, 2000), b: 'a' }), [])
})
