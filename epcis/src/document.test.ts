import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Json } from './event.ts'
import { validateHeader } from './validate.ts'

const context = ['https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld', { ex: 'https://ex.example/' }]
const farm = {
  id: 'https://id.gs1.org/414/9521234543213',
  attributes: [
    { id: 'cbvmda:name', attribute: 'Vườn Lái Thiêu' },
    { id: 'ex:area', attribute: 2.5 },
    { id: 'ex:point', attribute: { 'ex:lat': 10.9 } },
  ],
  children: ['urn:uuid:1'],
}

const document = {
  '@context': context,
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-01-05T08:00:00Z',
  id: 'urn:uuid:2',
  sender: 'htx',
  receiver: 'st',
  instanceIdentifier: '7',
  'ex:batch': 1,
  epcisHeader: {
    epcisMasterData: {
      vocabularyList: [{ type: 'urn:epcglobal:epcis:vtype:Location', vocabularyElementList: [farm] }],
    },
  },
  epcisBody: { eventList: [] },
}

const query = {
  '@context': context,
  type: 'EPCISQueryDocument',
  epcisBody: { queryResults: { queryName: 'q', subscriptionID: 's', resultsBody: { eventList: [] } } },
}

const faults = (header: unknown) => validateHeader(header as Json).map(({ code, path }) => `${code} ${path}`)
const withElement = (change: object) => ({
  ...document,
  epcisHeader: {
    epcisMasterData: { vocabularyList: [{ type: 'urn:x:y', vocabularyElementList: [{ ...farm, ...change }] }] },
  },
})

test('a document and a query document are taken', () => {
  assert.deepEqual(faults(document), [])
  assert.deepEqual(faults(query), [])
})

const refused: [header: unknown, ...faults: string[]][] = [
  [{ ...document, type: 'Document' }, 'document-type-unknown /type'],
  [
    { type: 'EPCISDocument' },
    ...['@context', 'schemaVersion', 'creationDate', 'epcisBody'].map((name) => `member-missing /${name}`),
  ],
  [{ ...document, schemaVersion: '2.' }, 'version-invalid /schemaVersion'],
  [{ ...document, schemaVersion: 'abc' }, 'version-invalid /schemaVersion'],
  [{ ...document, schemaVersion: '3.0' }, 'version-unsupported /schemaVersion'],
  [{ ...document, creationDate: '2026-01-05' }, 'time-invalid /creationDate'],
  [{ ...document, creationDate: '2026-01-05T08:00:00' }, 'time-without-zone /creationDate'],
  [{ ...document, id: '_:document1' }, 'uri-invalid /id'],
  [{ ...document, sender: 5 }, 'type-wrong /sender'],
  [{ ...document, epcisBody: {} }, 'member-missing /epcisBody/eventList'],
  [{ ...document, epcisBody: { eventList: {} } }, 'type-wrong /epcisBody/eventList'],
  [{ ...document, note: 1 }, 'member-unknown /note'],
  [{ ...document, 'la:note': 1 }, 'prefix-unresolved /la:note'],
  [{ ...document, '@context': [...context, null] }, 'context-invalid /@context/2'],
  [{ ...document, epcisHeader: { other: 1 } }, 'member-unknown /epcisHeader/other'],
  [
    withElement({ id: undefined }),
    'type-wrong /epcisHeader/epcisMasterData/vocabularyList/0/vocabularyElementList/0/id',
  ],
  [
    withElement({ attributes: [{ attribute: ['x'] }] }),
    'type-wrong /epcisHeader/epcisMasterData/vocabularyList/0/vocabularyElementList/0/attributes/0/attribute',
    'member-missing /epcisHeader/epcisMasterData/vocabularyList/0/vocabularyElementList/0/attributes/0/id',
  ],
  [{ ...query, sender: 'x' }, 'member-unknown /sender'],
  [
    { ...query, epcisBody: { eventList: [] } },
    'member-unknown /epcisBody/eventList',
    'member-missing /epcisBody/queryResults',
  ],
  [
    { ...query, epcisBody: { queryResults: { resultsBody: {} } } },
    'member-missing /epcisBody/queryResults/resultsBody/eventList',
    'member-missing /epcisBody/queryResults/queryName',
  ],
  [undefined, 'type-wrong '],
  [[], 'type-wrong '],
]

for (const [header, ...expected] of refused) {
  test(`a header is refused: ${expected[0]}`, () => assert.deepEqual(faults(header), expected))
}

test('no header makes it throw', () => {
  const names = fc.constantFrom(...Object.keys(document))
  fc.assert(
    fc.property(fc.constantFrom(document, query), fc.dictionary(names, fc.jsonValue()), (header, change) => {
      assert.ok(faults({ ...header, ...change }).length <= 50)
    }),
  )
})
