import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../../test/app.ts'
import { document, event, eventsOf, gtin, item } from '../../../../../test/documents.ts'

const app = await testApp()
after(() => app.close())

const owner = await app.party('Nông trường', {
  identifiers: [{ scheme: 'gs1-company-prefix', value: '9521234', verified: true }],
})
const carrier = await app.party('Nhà xe')

type Element = {
  id: string
  type: string[]
  attributes?: { id: string; attribute: unknown; declaredBy: string }[]
  children?: string[]
}
type Page = { '@context': unknown; items: Element[]; next?: string }

const mda = 'urn:epcglobal:cbv:mda:'
const vtype = 'urn:epcglobal:epcis:vtype:'
const place = (extension: string) => `https://id.gs1.org/414/9521234000013/254/${extension}`
const at = (id: string) => `/api/master-data/${encodeURIComponent(id)}`
const ask = async (query: string, client = owner as Pick<typeof owner, 'get'>) => {
  const answer = await client.get(`/api/master-data?${query}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Page
}
const idsOf = ({ items }: Page) => items.map(({ id }) => id)
const attributesOf = (element: unknown) => (element as Element).attributes?.map(({ id, attribute }) => [id, attribute])

const farm = {
  '@context': { vuon: 'https://vuon.example.vn/ns/' },
  id: 'urn:epc:id:sgln:9521234.00001.farm',
  type: [`${vtype}BusinessLocation`, `${vtype}ReadPoint`],
  attributes: [
    { id: 'cbvmda:name', attribute: { '@value': 'Vườn Năm Lá', '@language': 'vi' } },
    { id: 'cbvmda:name', attribute: { '@value': 'Five Leaves', '@language': 'en' } },
    { id: 'urn:epcglobal:cbv:mda#sst', attribute: '201' },
    { id: 'vuon:soil', attribute: { ph: 5.5, 'vuon:depth': { 'vuon:cm': 40 } } },
    { id: 'vuon:crop', attribute: 'Bưởi' },
    { id: 'vuon:crop', attribute: 'Cam' },
  ],
  children: ['urn:epc:id:sgln:9521234.00001.field', place('shed')],
}

test('what a party states of a place it reads again, each word with its speaker', async () => {
  const put = await owner.put(at(farm.id), farm)
  assert.equal(put.status, 200, put.text)
  const element = put.json as Element
  assert.deepEqual((await owner.get(at(place('farm')))).json, element)
  assert.deepEqual([element.id, element.children], [place('farm'), [place('field'), place('shed')]])
  assert.deepEqual(element.type.toSorted(), [`${vtype}BusinessLocation`, `${vtype}ReadPoint`])
  assert.deepEqual(
    attributesOf(element)?.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    [
      ['https://vuon.example.vn/ns/crop', 'Bưởi'],
      ['https://vuon.example.vn/ns/crop', 'Cam'],
      [
        'https://vuon.example.vn/ns/soil',
        { ph: 5.5, 'https://vuon.example.vn/ns/depth': { 'https://vuon.example.vn/ns/cm': 40 } },
      ],
      [`${mda}name`, { '@value': 'Five Leaves', '@language': 'en' }],
      [`${mda}name`, { '@value': 'Vườn Năm Lá', '@language': 'vi' }],
      [`${mda}sst`, '201'],
    ],
  )
  assert.ok(element.attributes?.every(({ declaredBy }) => declaredBy === owner.id))
})

test('the register itself knows what master data said, and master data what the register was told', async () => {
  const location = (await app.anonymous.get('/api/locations/9521234000013/farm')).json as { names: object }
  assert.deepEqual(location.names, { vi: 'Vườn Năm Lá', en: 'Five Leaves' })
  await owner.put('/api/products/09521234543213', { names: { vi: 'Măng cụt' }, origin: { country: 'VN' } })
  const product = (await app.anonymous.get(at('https://id.gs1.org/01/09521234543213'))).json as Element
  assert.deepEqual(attributesOf(product), [
    [`${mda}descriptionShort`, { '@value': 'Măng cụt', '@language': 'vi' }],
    [`${mda}countryOfOrigin`, 'VN'],
  ])
  assert.deepEqual(product.type, [`${vtype}EPCClass`])
})

test('others read what is public; what is not they neither read nor find', async () => {
  for (const client of [app.anonymous, carrier]) {
    const element = (await client.get(at(farm.id))).json as Element
    assert.deepEqual(
      attributesOf(element)?.map(([id]) => id),
      [`${mda}name`, `${mda}name`],
    )
    assert.deepEqual([element.children, element.type], [[], [`${vtype}Location`]])
    for (const query of [
      `HASATTR=${mda}sst`,
      `EQATTR_${mda}sst=201`,
      `vocabularyName=${vtype}ReadPoint`,
      `WD_name=${farm.id}&HASATTR=${mda}sst`,
    ])
      assert.deepEqual(idsOf(await ask(query, client)), [], query)
    assert.equal((await client.get(at(place('field')))).status, 404)
  }
  assert.equal((await ask(`HASATTR=${mda}sst`, app.operator)).items.length, 1)
})

test('put again it is replaced whole; what the register alone holds stays; the past can be read', async () => {
  const { position } = (await app.operator.get(`/api/parties/${owner.id}`)).json as { position: number }
  await owner.put('/api/locations/9521234000013/shed', { names: { vi: 'Kho' }, kind: 'warehouse' })
  await owner.put(at(place('shed')), { attributes: [{ id: 'cbvmda:sst', attribute: '202' }] })
  await owner.put(at(place('shed')), { attributes: [{ id: 'cbvmda:ssa', attribute: '402' }], children: [place('bay')] })
  const now = (await owner.get(at(place('shed')))).json as Element
  assert.deepEqual([attributesOf(now), now.children], [[[`${mda}ssa`, '402']], [place('bay')]])
  const kept = (await owner.get('/api/locations/9521234000013/shed')).json as { kind?: string }
  assert.equal(kept.kind, 'warehouse')
  assert.equal((await owner.get(`${at(place('shed'))}?asOf=${position}`)).status, 404)
})

test('who may speak is the register’s own rule', async () => {
  assert.equal((await carrier.put(at(farm.id), { attributes: [] })).status, 409)
  assert.equal((await app.anonymous.put(at(farm.id), { attributes: [] })).status, 401)
  const depot = 'https://xe.example.vn/bai/1'
  assert.equal((await carrier.put(at(depot), { children: [`${depot}/a`] })).status, 200)
  assert.equal((await owner.get(at(depot))).status, 404)
  assert.equal((await carrier.get(at(depot))).status, 200)
})

test('asked as a SimpleMasterDataQuery: by name, below a name, by attribute and value, by vocabulary', async () => {
  await owner.put(at(place('field')), { type: [`${vtype}ReadPoint`], children: [place('row')] })
  await owner.put(at(place('row')), { attributes: [{ id: 'cbvmda:sst', attribute: '203' }] })
  const found: [query: string, extensions: string[]][] = [
    [`EQ_name=${farm.id}`, ['farm']],
    [`id=${place('farm')}|${place('row')}`, ['farm', 'row']],
    [`WD_name=${place('farm')}`, ['farm', 'field', 'row', 'shed']],
    [`WD_name=${place('field')}`, ['field', 'row']],
    ['HASATTR=cbvmda:sst', ['farm', 'row']],
    [`attribute=${mda}ssa|${mda}sst`, ['farm', 'row', 'shed']],
    [`EQATTR_${mda}sst=203`, ['row']],
    [`EQATTR_${mda}sst=20`, []],
    ['EQATTR_https://vuon.example.vn/ns/crop=Cam', ['farm']],
    [`EQATTR_${mda}sst=201|203&WD_name=${place('field')}`, ['row']],
    [`type=${vtype}ReadPoint`, ['farm', 'field']],
    [`type=${vtype}BusinessLocation|${vtype}ReadPoint`, ['farm', 'field']],
  ]
  for (const [query, extensions] of found)
    assert.deepEqual(idsOf(await ask(query)).toSorted(), extensions.map(place), query)
})

test('it shows as much as is asked for', async () => {
  const [bare] = (await ask(`EQ_name=${farm.id}&includeAttributes=false&includeChildren=false`)).items
  assert.deepEqual(Object.keys(bare ?? {}), ['id', 'type'])
  const [named] = (await ask(`EQ_name=${farm.id}&attributeNames=cbvmda:sst`)).items
  assert.deepEqual(attributesOf(named), [[`${mda}sst`, '201']])
})

test('pages follow each other to the end; more than maxElementCount is an error', async () => {
  const all = idsOf(await ask('limit=200'))
  const paged: string[] = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page: Page = await ask(`limit=2${next && `&after=${encodeURIComponent(next)}`}`)
    paged.push(...idsOf(page))
    next = page.next
    assert.ok(paged.length <= all.length)
  }
  assert.deepEqual(paged, all)
  assert.ok(all.length > 4)
  assert.equal((await ask(`maxElementCount=${all.length}`)).items.length, all.length)
  const tooMany = await owner.get(`/api/master-data?maxElementCount=${all.length - 1}`)
  assert.equal(tooMany.status, 413)
  assert.equal((tooMany.json as { type: string }).type, 'epcisException:QueryTooLargeException')
})

test('a parameter that is unknown or wrong is named', async () => {
  for (const query of [
    'colour=red',
    'EQ_name=shed',
    'includeChildren=yes',
    'EQATTR_sst=1',
    'limit=0',
    'at=2026-02-31',
    'maxElementCount=-1',
  ]) {
    const answer = await owner.get(`/api/master-data?${query}`)
    const { type, detail } = answer.json as { type: string; detail: string }
    assert.deepEqual([answer.status, type], [400, 'epcisException:QueryParameterException'], query)
    assert.ok(detail.includes(query.split('=')[0] ?? ''), detail)
  }
})

test('what is no master data is refused, and named', async () => {
  const deep = '{"a":'.repeat(300) + '1' + '}'.repeat(300)
  const wrong: [body: unknown, status: number][] = [
    [{ attributes: [{ id: 'la:ten', attribute: 1 }] }, 422],
    [{ id: place('other') }, 422],
    [{ attributes: [{ id: 'sst', attribute: 1 }] }, 400],
    [{ children: ['not a uri'] }, 400],
    [{ colour: 'red' }, 400],
    [{ attributes: [{ id: 'cbvmda:sst', attribute: 'a\u0000b' }] }, 400],
    [{ attributes: [{ id: 'cbvmda:sst', attribute: JSON.parse(deep) }] }, 400],
    [{ validFrom: '2026-02-01', validTo: '2026-01-01' }, 422],
  ]
  for (const [body, status] of wrong) {
    const answer = await owner.put(at(place('odd')), body)
    assert.equal(answer.status, status, `${JSON.stringify(body).slice(0, 80)} ${answer.text}`)
  }
  assert.equal((await owner.put('/api/master-data/odd', {})).status, 422)
  assert.equal((await owner.get(at(place('odd')))).status, 404)
})

test('the master data of a document, with events and without, is found the same', async () => {
  const vocabularyList = [
    {
      type: `${vtype}EPCClass`,
      vocabularyElementList: [
        { id: `https://id.gs1.org/01/${gtin(40)}`, attributes: [{ id: 'vuon:grade', attribute: 'A' }] },
      ],
    },
  ]
  const more = {
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', farm['@context']],
    epcisHeader: { epcisMasterData: { vocabularyList } },
  }
  const answer = await carrier.post('/capture', document([], more))
  assert.equal(answer.status, 202, answer.text)
  const page = await ask('EQATTR_https://vuon.example.vn/ns/grade=A', carrier)
  assert.deepEqual(
    page.items.map(({ id, type }) => [id, type]),
    [[`https://id.gs1.org/01/${gtin(40)}`, [`${vtype}EPCClass`]]],
  )
})

test('an EPCISMasterDataDocument in XML is the same, and its places lie within each other', async () => {
  const sgln = (extension: string) => `urn:epc:id:sgln:9521234.00002.${extension}`
  const element = (extension: string, inside: string) =>
    `<VocabularyElement id="${sgln(extension)}">${inside}</VocabularyElement>`
  const children = (...extensions: string[]) =>
    `<children>${extensions.map((extension) => `<id>${sgln(extension)}</id>`).join('')}</children>`
  const answer = await owner.post(
    '/capture',
    `<?xml version="1.0" encoding="UTF-8"?>
     <epcismd:EPCISMasterDataDocument xmlns:epcismd="urn:epcglobal:epcis-masterdata:xsd:2" schemaVersion="2.0"
       creationDate="2026-07-01T00:00:00Z"><EPCISBody><VocabularyList>
       <Vocabulary type="${vtype}BusinessLocation"><VocabularyElementList>
         ${element('0', `<attribute id="https://vuon.example.vn/ns/use">farm</attribute>${children('1')}`)}
         ${element('1', children('2'))}
       </VocabularyElementList></Vocabulary>
       <Vocabulary type="${vtype}ReadPoint"><VocabularyElementList>
         ${element('0', '<attribute id="https://vuon.example.vn/ns/use">gate</attribute>')}
       </VocabularyElementList></Vocabulary>
     </VocabularyList></EPCISBody></epcismd:EPCISMasterDataDocument>`,
    { 'content-type': 'application/xml' },
  )
  assert.equal(answer.status, 202, answer.text)
  const below = (extension: string) => `https://id.gs1.org/414/9521234000020/254/${extension}`
  const top = 'https://id.gs1.org/414/9521234000020'
  assert.deepEqual(idsOf(await ask(`WD_name=${sgln('0')}&includeAttributes=false`)), [top, below('1')])
  const found = (await owner.get(at(sgln('0')))).json as Element
  assert.deepEqual(attributesOf(found), [
    ['https://vuon.example.vn/ns/use', 'farm'],
    ['https://vuon.example.vn/ns/use', 'gate'],
  ])
  assert.deepEqual(found.type.toSorted(), [`${vtype}BusinessLocation`, `${vtype}ReadPoint`])
  const seen = event({ epcList: [item(41, 'X1')], readPoint: { id: below('2') }, bizLocation: { id: below('1') } })
  assert.equal((await owner.post('/capture', document([seen]))).status, 202)
  const count = async (query: string, client = owner) => {
    const queried = await client.get(`/events?${query}&MATCH_epc=${encodeURIComponent(item(41, 'X1'))}`)
    assert.equal(queried.status, 200, queried.text)
    return eventsOf(queried).length
  }
  const expected: [query: string, events: number][] = [
    [`WD_readPoint=${sgln('0')}`, 1],
    [`WD_bizLocation=${top}`, 1],
    [`WD_bizLocation=${below('2')}`, 0],
    [`EQ_readPoint=${top}`, 0],
    ['HASATTR_bizLocation=https://vuon.example.vn/ns/use', 0],
  ]
  for (const [query, events] of expected) assert.equal(await count(query), events, query)
  await owner.put(at(below('1')), { attributes: [{ id: 'cbvmda:sst', attribute: '201' }], children: [below('2')] })
  assert.equal(await count('EQATTR_bizLocation_urn:epcglobal:cbv:mda:sst=201'), 1)
  assert.equal(await count('HASATTR_bizLocation=cbvmda:sst'), 1)
  assert.equal(await count('EQATTR_bizLocation_cbvmda:sst=20'), 0)
})
