import assert from 'node:assert/strict'
import { test } from 'node:test'
import { masterDataWords } from './master-data-attributes.ts'
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
  const name = 'urn:epcglobal:cbv:mda#descriptionShort'
  assert.deepEqual(masterDataWords(name, 'Bưởi'), [{ attribute: 'name', language: '', value: 'Bưởi' }])
  const inTwo = [
    { '@value': 'Bưởi', '@language': 'vi' },
    { '@value': 'Pomelo', '@language': 'en' },
  ]
  assert.deepEqual(masterDataWords('https://gs1.org/voc/productName', inTwo), [
    { attribute: 'name', language: 'vi', value: 'Bưởi' },
    { attribute: 'name', language: 'en', value: 'Pomelo' },
  ])
  assert.deepEqual(masterDataWords('gs1:countryOfOrigin', 'VN'), [
    { attribute: 'originCountry', language: '', value: 'VN' },
  ])
})

test('what the register does not know keeps its full URI and its value', () => {
  const latitude = 'urn:epcglobal:cbv:mda#latitude'
  assert.deepEqual(masterDataWords('cbvmda:latitude', 10.9), [{ attribute: latitude, language: '', value: 10.9 }])
  assert.deepEqual(masterDataWords('address', 'x'), [{ attribute: 'unresolved:address', language: '', value: 'x' }])
  const own = 'https://example.org/voc/secretRecipe'
  assert.deepEqual(masterDataWords(own, { sugar: 3 }), [{ attribute: own, language: '', value: { sugar: 3 } }])
})
