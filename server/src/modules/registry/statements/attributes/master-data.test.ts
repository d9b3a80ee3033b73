import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { takePosition } from '../../../../platform/positions.ts'
import { productCard } from '../../products/product-card.ts'
import { checkMasterData, recordMasterData } from './master-data.ts'
import { insertWords } from './statement.store.ts'

const app = await testApp()
after(() => app.close())

const maker = await app.party('Xưởng Gỗ', {
  identifiers: [{ scheme: 'gs1-company-prefix', value: '9521234', verified: true }],
})
const trader = await app.party('Công ty Buôn')
const agency = await app.party('Chi cục', { kind: 'agency' })
const owned = '09521234543213'
const free = '09506000134352'

const vocabulary = (name: string, ...ids: string[]) => [
  {
    type: 'urn:epcglobal:epcis:vtype:EPCClass',
    vocabularyElementList: ids.map((id) => ({
      id,
      attributes: [
        { id: 'urn:epcglobal:cbv:mda#descriptionShort', attribute: { '@language': 'vi', '@value': name } },
        { id: 'urn:epcglobal:cbv:mda#countryOfOrigin', attribute: 'VN' },
      ],
      children: [`${id}/10/L1`],
    })),
  },
]
const record = (declaredBy: string, list: unknown) =>
  app.db.transaction(async (tx) => recordMasterData(tx, { declaredBy, position: await takePosition(tx) }, list))
const links = [`https://id.gs1.org/01/${owned}`, `https://tem.example.vn/01/${free}`]

test("the maker's master data is the product's content; of an unowned product it is kept as its word, and reported", async () => {
  const findings = await record(maker.id, vocabulary('Ghế gỗ cao su', ...links))
  assert.deepEqual(findings, [
    { code: 'key-unclaimed', refused: false, path: '/0/vocabularyElementList/1', params: { key: `/01/${free}` } },
  ])
  const card = await productCard(app.db, owned)
  assert.deepEqual([card?.names, card?.origin], [{ vi: 'Ghế gỗ cao su' }, { country: 'VN' }])
  const unowned = await productCard(app.db, free)
  assert.deepEqual([unowned?.names, unowned?.others[0]?.declaredBy], [{}, maker.id])
})

test("another's word on an owned product is refused and not kept", async () => {
  const list = vocabulary('Ghế nhái', ...links)
  const [refused] = await checkMasterData(app.db, { declaredBy: trader.id }, list)
  assert.deepEqual(
    [refused?.code, refused?.refused, refused?.path],
    ['key-of-another', true, '/0/vocabularyElementList/0'],
  )
  await record(trader.id, list)
  assert.deepEqual((await productCard(app.db, owned))?.others, [])
})

test("an authority's word stands beside the owner's", async () => {
  assert.deepEqual(await record(agency.id, vocabulary('Ghế, theo hồ sơ', `https://id.gs1.org/01/${owned}`)), [])
  const card = await productCard(app.db, owned)
  assert.deepEqual(card?.names, { vi: 'Ghế gỗ cao su' })
  assert.deepEqual(
    card?.others.map(({ role, value }) => [role, value]),
    [['authority', 'Ghế, theo hồ sơ']],
  )
})

test('said again it is not written again', async () => {
  const count = () => app.db.query<{ n: number }>('select count(*)::int as n from registry.statement')
  const before = await count()
  await record(maker.id, vocabulary('Ghế gỗ cao su', ...links))
  assert.deepEqual(await count(), before)
})

test('whatever comes instead of a list is no list', async () => {
  for (const odd of [undefined, null, 'x', {}, [null], [{ vocabularyElementList: [null, { id: 7 }, { id: '' }] }]])
    assert.deepEqual(await record(trader.id, odd), [])
})

test('no word stands on a key that is none of the register: neither here nor after all that was said before', async () => {
  const word = { subject: '/01/09506000134376', attribute: 'name', language: 'vi', value: 'Lạc', declaredBy: maker.id }
  await assert.rejects(
    app.db.transaction(async (tx) => insertWords(tx, [], [word], await takePosition(tx))),
    /no subject: \/01\/09506000134376/,
  )
  const count = (more: string) =>
    app.db.query<{ n: number }>(`select count(*)::int as n from registry.statement w ${more}`)
  assert.ok(((await count(''))[0]?.n ?? 0) > 0)
  const astray = 'where not exists (select from registry.subject s where s.key = w.subject)'
  assert.deepEqual(await count(astray), [{ n: 0 }])
})
