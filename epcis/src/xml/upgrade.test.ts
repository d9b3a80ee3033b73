import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cutText, document, when } from '../../test/cut-xml.ts'
import type { JsonObject } from '../event.ts'

describe('EPCIS 1.2 is upgraded:', () => {
  const old = (events: string) => cutText(document(events).replace('xsd:2', 'xsd:1').replace('"2.0"', '"1.2"'))

  test('the document says 2.0', () => {
    const { header, issues } = old('')
    assert.deepEqual([(header as JsonObject).schemaVersion, issues], ['2.0', []])
  })

  test('events and members come out of their extensions', () => {
    const { events, issues } = old(`<extension><TransformationEvent>${when}<baseExtension><eventID>urn:e:1</eventID>
      </baseExtension></TransformationEvent><extension><AssociationEvent>${when}</AssociationEvent></extension></extension>
      <AggregationEvent><extension><childQuantityList/><extension><sensorElementList/></extension></extension>
      </AggregationEvent>`)
    assert.deepEqual(issues, [])
    const times = { eventTime: '2026-05-02T08:30:00+07:00', eventTimeZoneOffset: '+07:00' }
    assert.deepEqual(events, [
      { type: 'TransformationEvent', ...times, eventID: 'urn:e:1' },
      { type: 'AssociationEvent', ...times },
      { type: 'AggregationEvent', childQuantityList: [], sensorElementList: [] },
    ])
  })

  test('a QuantityEvent is an observed quantity', () => {
    const { events } = old(`<QuantityEvent><epcClass>urn:c:1</epcClass><quantity>5</quantity></QuantityEvent>`)
    assert.deepEqual(events, [
      { type: 'ObjectEvent', action: 'OBSERVE', quantityList: [{ epcClass: 'urn:c:1', quantity: 5 }] },
    ])
  })
})
