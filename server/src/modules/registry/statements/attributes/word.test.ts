import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveContext } from '@nguon/epcis'
import { attributeUri, masterDataWords } from './master-data-attributes.ts'
import type { Role, Word } from './word.ts'
import { chooseWords, mapOf, sameValue } from './word.ts'

const word = (declaredBy: string, value: unknown, more: Partial<Word> = {}): Word => ({
  subject: '/01/09521234543213',
  attribute: 'name',
  language: 'vi',
  value,
  declaredBy,
  inNameOf: null,
  basis: null,
  position: 1,
  ...more,
})

const roleOf = ({ declaredBy }: Word): Role => declaredBy as Role

test("the owner's word is the product's, an authority's where the owner is silent, others' never", () => {
  const owner = word('owner', 'Măng cụt Lái Thiêu')
  const authority = word('authority', 'Măng cụt')
  const other = word('other', 'Măng cụt Thái')
  const all = chooseWords([other, authority, owner], roleOf)
  assert.deepEqual(all.chosen, [owner])
  assert.deepEqual(
    all.others.map(({ role, value }) => [role, value]),
    [
      ['other', 'Măng cụt Thái'],
      ['authority', 'Măng cụt'],
    ],
  )
  assert.deepEqual(chooseWords([other, authority], roleOf).chosen, [authority])
  assert.deepEqual(chooseWords([other], roleOf).chosen, [])
})

test('each language is a word of its own, and who says the same is not listed apart', () => {
  const words = [
    word('owner', 'Măng cụt'),
    word('authority', 'Mangosteen', { language: 'en' }),
    word('other', 'Măng cụt'),
  ]
  const { chosen, others } = chooseWords(words, roleOf)
  assert.deepEqual(mapOf(chosen, 'name'), { vi: 'Măng cụt', en: 'Mangosteen' })
  assert.deepEqual(others, [])
})

test('of several authorities the latest is heard', () => {
  const { chosen } = chooseWords([word('authority', 'cũ'), word('authority', 'mới', { position: 5 })], roleOf)
  assert.equal(chosen[0]?.value, 'mới')
})

test('values are the same whatever order their members came in', () => {
  assert.ok(sameValue({ a: 1, b: { c: 2, d: [1, 2] } }, { b: { d: [1, 2], c: 2 }, a: 1 }))
  assert.ok(!sameValue({ a: [1, 2] }, { a: [2, 1] }))
})

test('master data says in its words what the register has attributes for', () => {
  const name = 'urn:epcglobal:cbv:mda:descriptionShort'
  assert.deepEqual(masterDataWords(name, 'Bưởi'), [{ attribute: 'name', language: '', value: 'Bưởi', saidAs: name }])
  const inTwo = [
    { '@value': 'Bưởi', '@language': 'vi' },
    { '@value': 'Pomelo', '@language': 'en' },
  ]
  const saidAs = 'https://gs1.org/voc/productName'
  assert.deepEqual(masterDataWords(saidAs, inTwo), [
    { attribute: 'name', language: 'vi', value: 'Bưởi', saidAs },
    { attribute: 'name', language: 'en', value: 'Pomelo', saidAs },
  ])
})

test('what the register does not know keeps its full URI and its value', () => {
  const own = 'https://example.org/voc/secretRecipe'
  for (const value of [10.9, { sugar: 3 }, ['a', 'b'], { '@value': '1', '@type': 'xsd:decimal' }])
    assert.deepEqual(masterDataWords(own, value), [{ attribute: own, language: '', value }])
  const country = 'urn:epcglobal:cbv:mda:countryOfOrigin'
  assert.equal(masterDataWords(country, 'VN')[0]?.attribute, 'originCountry')
  assert.equal(masterDataWords(country, 'Việt Nam')[0]?.attribute, country)
})

test('an attribute is one whatever prefix it came with', () => {
  const { context } = resolveContext([{ vuon: 'https://vuon.example.vn/ns/' }])
  const expected: [string, string][] = [
    ['cbvmda:latitude', 'urn:epcglobal:cbv:mda:latitude'],
    ['urn:epcglobal:cbv:mda#latitude', 'urn:epcglobal:cbv:mda:latitude'],
    ['gs1:netContent', 'https://gs1.org/voc/netContent'],
    ['vuon:row', 'https://vuon.example.vn/ns/row'],
    ['http://example.com/ext1#array', 'http://example.com/ext1#array'],
    ['address', 'unresolved:address'],
  ]
  for (const [id, uri] of expected) assert.equal(attributeUri(id, context), uri)
})
