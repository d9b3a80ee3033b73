import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cutText, document, seen } from '../../test/cut-xml.ts'
import type { JsonObject } from '../event.ts'

describe('documents of other kinds:', () => {
  const vocabularies = `<VocabularyList><Vocabulary type="urn:epcglobal:epcis:vtype:Location"><VocabularyElementList>
    <VocabularyElement id="urn:p:1"><attribute id="urn:a:1">kho</attribute><attribute id="urn:a:2"><vd:a>1</vd:a></attribute>
    <children><id>urn:p:2</id></children></VocabularyElement></VocabularyElementList></Vocabulary></VocabularyList>`
  const masterData = {
    epcisMasterData: {
      vocabularyList: [
        {
          type: 'urn:epcglobal:epcis:vtype:Location',
          vocabularyElementList: [
            {
              id: 'urn:p:1',
              attributes: [
                { id: 'urn:a:1', attribute: 'kho' },
                { id: 'urn:a:2', attribute: { 'vd:a': '1' } },
              ],
              children: ['urn:p:2'],
            },
          ],
        },
      ],
    },
  }

  test('master data in the header, and who sent it to whom', () => {
    const header = `<EPCISHeader><s:StandardBusinessDocumentHeader
      xmlns:s="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><s:Sender>
      <s:Identifier>urn:s:1</s:Identifier></s:Sender><s:Receiver><s:Identifier>urn:r:1</s:Identifier></s:Receiver>
      <s:DocumentIdentification><s:InstanceIdentifier>17</s:InstanceIdentifier></s:DocumentIdentification>
      </s:StandardBusinessDocumentHeader><extension><EPCISMasterData>${vocabularies}</EPCISMasterData></extension></EPCISHeader>`
    const { header: found, issues } = cutText(document(seen, header))
    assert.deepEqual(issues, [])
    const { sender, receiver, instanceIdentifier, epcisHeader } = found as JsonObject
    assert.deepEqual([sender, receiver, instanceIdentifier], ['urn:s:1', 'urn:r:1', '17'])
    assert.deepEqual(epcisHeader, masterData)
  })

  test('a master data document has no events', () => {
    const { kind, count, header, issues } =
      cutText(`<m:EPCISMasterDataDocument xmlns:m="urn:epcglobal:epcis-masterdata:xsd:2" xmlns:vd="https://vidu.example/ns/"
        schemaVersion="2.0" creationDate="2026-05-02T08:31:00Z"><EPCISBody>${vocabularies}</EPCISBody></m:EPCISMasterDataDocument>`)
    assert.deepEqual([kind, count, issues], ['document', 0, []])
    const { type, epcisHeader, epcisBody } = header as JsonObject
    assert.deepEqual([type, epcisHeader, epcisBody], ['EPCISDocument', masterData, { eventList: [] }])
  })

  test('query results', () => {
    const { kind, events, header, issues } =
      cutText(`<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2" schemaVersion="2.0"
        creationDate="2026-05-02T08:31:00Z"><EPCISBody><q:QueryResults><queryName>SimpleEventQuery</queryName>
        <subscriptionID>s1</subscriptionID><resultsBody><EventList>${seen}</EventList></resultsBody></q:QueryResults>
        </EPCISBody></q:EPCISQueryDocument>`)
    assert.deepEqual([kind, events.length, issues], ['query-document', 1, []])
    const results = { queryName: 'SimpleEventQuery', subscriptionID: 's1', resultsBody: { eventList: [] } }
    assert.deepEqual((header as JsonObject).epcisBody, { queryResults: results })
  })

  test('a bare event brings its context', () => {
    const { kind, count, header, events } = cutText(seen.replace('<ObjectEvent>', '<ObjectEvent xmlns:a="urn:a:">'))
    assert.deepEqual([kind, count, header], ['event', 1, undefined])
    const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { a: 'urn:a:' }]
    assert.deepEqual(events[0]?.['@context'], context)
  })

  test('elements of EPCIS that are qualified mean the same', () => {
    const qualified = document(seen).replaceAll(/<(\/?)(EPCISBody|EventList|ObjectEvent|action)/g, '<$1epcis:$2')
    assert.deepEqual(cutText(qualified).events, cutText(document(seen)).events)
  })
})
