import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { resolveContext } from '@nguon/epcis'
import { testApp } from '../../../../../test/app.ts'
import { takePosition } from '../../../../platform/positions.ts'
import { recordMasterData } from '../attributes/master-data.ts'
import { ownNames } from '../attributes/master-data-attributes.ts'
import { descendantsOf, keysWithAttribute } from './find-by-master-data.ts'

const app = await testApp()
after(() => app.close())

const owner = await app.party('Nông trường', {
  identifiers: [{ scheme: 'gs1-company-prefix', value: '9521234', verified: true }],
})
const carrier = await app.party('Nhà xe')

const place = (extension: string) => `urn:epc:id:sgln:9521234.00001.${extension}`
const key = (extension: string) => `/414/9521234000013/254/${extension}`
const { context } = resolveContext([{ vuon: 'https://vuon.example.vn/ns/' }])

type Element = { id: string; attributes?: { id: string; attribute: unknown }[]; children?: string[] }
const say = (declaredBy: string, elements: Element[], type = 'urn:epcglobal:epcis:vtype:BusinessLocation') =>
  app.db.transaction(async (tx) => {
    const position = await takePosition(tx)
    await recordMasterData(tx, { declaredBy, position }, [{ type, vocabularyElementList: elements }], context)
    return position
  })

/** farm ⊃ field, shed; field ⊃ row; row ⊃ farm: a ring, as hostile or careless data have it. */
const position = await say(owner.id, [
  { id: place('farm'), children: [place('field'), 'https://id.gs1.org/414/9521234000013/254/shed'] },
  { id: place('field'), children: [place('row')] },
  { id: place('row'), children: [place('farm')] },
])

const below = async (viewer: string | null, keys: string[], most = 100, asOf?: number) =>
  (await descendantsOf(app.db, viewer, keys, most, { asOf })).toSorted()

test('a place holds what lies below it, however deep and in a ring; siblings and parents are not below', async () => {
  assert.deepEqual(await below(owner.id, [key('farm')]), ['farm', 'field', 'row', 'shed'].map(key))
  assert.deepEqual(await below(owner.id, [key('shed')]), [key('shed')])
  assert.deepEqual(await below(owner.id, []), [])
})

test('a GLN with an extension is not below the GLN without: only master data say so', async () => {
  assert.deepEqual(await below(owner.id, ['/414/9521234000013']), ['/414/9521234000013'])
})

test("another does not learn the owner's hierarchy by asking; the operator sees all", async () => {
  assert.deepEqual(await below(carrier.id, [key('farm')]), [key('farm')])
  assert.equal((await below(null, [key('farm')])).length, 4)
})

test("a stranger's word on an owned place is not kept, and its word on a free one is its own alone", async () => {
  await say(carrier.id, [{ id: place('shed'), children: [place('den')] }])
  assert.deepEqual(await below(null, [key('shed')]), [key('shed')])
  await say(carrier.id, [{ id: 'https://xe.example.vn/bai/1', children: ['https://xe.example.vn/bai/1/a'] }])
  assert.equal((await below(carrier.id, ['https://xe.example.vn/bai/1'])).length, 2)
  assert.equal((await below(owner.id, ['https://xe.example.vn/bai/1'])).length, 1)
})

test('too many are more than asked for, and never all', async () => {
  const many = Array.from({ length: 50 }, (_, at) => place(`plot${at}`))
  await say(owner.id, [{ id: place('estate'), children: many }])
  assert.equal((await below(owner.id, [key('estate')], 20)).length, 21)
})

test('the hierarchy can be had as it was', async () => {
  await say(owner.id, [{ id: place('field'), children: [place('bed')] }])
  assert.deepEqual(await below(owner.id, [key('field')], 100, position), ['farm', 'field', 'row', 'shed'].map(key))
  assert.deepEqual(await below(owner.id, [key('field')]), ['bed', 'field'].map(key))
})

const having = (viewer: string | null, attribute: string, values?: string[], most = 100) =>
  keysWithAttribute(app.db, viewer, attribute, values, most)

test('a key has an attribute by its URI whatever the prefix; a value is compared whole', async () => {
  const silo = 'https://id.gs1.org/414/9521234000013/254/silo'
  await say(owner.id, [
    {
      id: silo,
      attributes: [
        { id: 'cbvmda:sst', attribute: '201' },
        { id: 'vuon:crop', attribute: 'Bưởi' },
        { id: 'vuon:crop', attribute: 'Cam' },
        { id: 'vuon:size', attribute: 12.5 },
        { id: 'https://ref.gs1.org/voc/netArea', attribute: '3' },
      ],
    },
  ])
  await say(owner.id, [{ id: place('silo'), attributes: [{ id: 'cbvmda:ssa', attribute: '402' }] }], 'urn:x:other')
  const found: [string, string[] | undefined, boolean][] = [
    ['urn:epcglobal:cbv:mda:sst', undefined, true],
    ['urn:epcglobal:cbv:mda#sst', ['201'], true],
    ['cbvmda:sst', ['20', '2010'], false],
    ['cbvmda:ssa', undefined, true],
    ['https://vuon.example.vn/ns/crop', ['Cam'], true],
    ['https://vuon.example.vn/ns/crop', ['Bưởi'.normalize('NFD')], true],
    ['https://vuon.example.vn/ns/crop', ['cam'], false],
    ['https://vuon.example.vn/ns/size', ['12.5'], true],
    ['https://vuon.example.vn/ns/cro', undefined, false],
    ['gs1:netArea', ['3'], true],
    ['https://gs1.org/voc/netArea', undefined, true],
    ['crop', undefined, false],
  ]
  for (const [attribute, values, is] of found)
    assert.deepEqual(await having(owner.id, attribute, values), is ? [key('silo')] : [], `${attribute} ${values}`)
})

test('what nobody else may read nobody else may ask; what the register shows, everybody may', async () => {
  assert.deepEqual(await having(carrier.id, 'cbvmda:sst'), [])
  assert.deepEqual(await having(null, 'cbvmda:sst'), [key('silo')])
  const gtin = 'https://id.gs1.org/01/09521234543213'
  await say(owner.id, [{ id: gtin, attributes: [{ id: 'cbvmda:descriptionShort', attribute: 'Ghế' }] }])
  assert.deepEqual(await having(carrier.id, 'urn:epcglobal:cbv:mda:descriptionShort', ['Ghế']), ['/01/09521234543213'])
  assert.deepEqual(await having(carrier.id, 'https://gs1.org/voc/productName', ['Ghế']), [])
})

test('what the owner takes back or says otherwise is gone', async () => {
  await say(owner.id, [{ id: place('silo'), attributes: [{ id: 'cbvmda:sst', attribute: '202' }] }])
  assert.deepEqual(await having(owner.id, 'cbvmda:sst', ['201']), [])
  assert.deepEqual(await having(owner.id, 'cbvmda:sst', ['202']), [key('silo')])
})

test('the index of attributes holds every word that can be sought by one', async () => {
  const [index] = await app.db.query<{ text: string }>(
    `select indexdef as text from pg_indexes where schemaname = 'registry' and indexname = 'statement_attribute'`,
  )
  const named = [...(index?.text ?? '').matchAll(/'([^']*)'::text/g)].map(([, name]) => name)
  assert.deepEqual(named.toSorted(), ['%:%', ...ownNames])
})
