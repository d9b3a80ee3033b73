/** One event of each kind with all its members, as text; the extension prefix is `vd`. */

const when = '"eventTime": "2026-05-02T08:30:00.120+07:00", "eventTimeZoneOffset": "+07:00"'
const where = `"readPoint": {"id": "urn:epc:id:sgln:9521234.00001.0"}, "bizLocation": {"id": "https://id.gs1.org/414/9521234000020"}`
const why = `"bizTransactionList": [{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:9521234000020:PO-7"}],
  "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:9521234.00002"}],
  "destinationList": [{"type": "possessing_party", "destination": "https://id.gs1.org/417/9521234000037"}]`
const quantity = (lot: string) =>
  `[{"epcClass": "urn:epc:class:lgtin:9521234.098765.${lot}", "quantity": 12.50, "uom": "KGM"}, {"epcClass": "https://id.gs1.org/01/09521234987659/10/${lot}B"}]`

export const everyKind: Readonly<Record<string, string>> = {
  'ObjectEvent with ILMD': `{"type": "ObjectEvent", ${when}, "action": "ADD", "bizStep": "commissioning", "disposition": "active",
    "epcList": ["urn:epc:id:sgtin:9521234.098765.A1"], "quantityList": ${quantity('L1')}, ${where}, ${why},
    "ilmd": {"cbvmda:lotNumber": "L1", "cbvmda:itemExpirationDate": "2026-05-20", "vd:giong": "địa phương"},
    "persistentDisposition": {"set": ["completeness_verified"], "unset": ["completeness_inferred"]}}`,
  'ObjectEvent with sensor data': `{"type": "ObjectEvent", ${when}, "action": "OBSERVE", "bizStep": "sensor_reporting",
    "epcList": ["urn:epc:id:sscc:9521234.0000000001"], "sensorElementList": [{"sensorMetadata": {"time": "2026-05-02T08:30:00Z",
    "deviceID": "urn:epc:id:giai:9521234.401"}, "sensorReport": [{"type": "Temperature", "value": 4.50, "uom": "CEL", "vd:x": 1}]}]}`,
  AggregationEvent: `{"type": "AggregationEvent", ${when}, "action": "ADD", "bizStep": "packing", "parentID": "urn:epc:id:sscc:9521234.0000000002",
    "childEPCs": ["urn:epc:id:sgtin:9521234.098765.A2"], "childQuantityList": ${quantity('L2')}, ${where}}`,
  'AggregationEvent that empties its parent': `{"type": "AggregationEvent", ${when}, "action": "DELETE", "bizStep": "unpacking",
    "parentID": "urn:epc:id:sscc:9521234.0000000002", "childEPCs": []}`,
  TransactionEvent: `{"type": "TransactionEvent", ${when}, "action": "ADD", "parentID": "urn:epc:id:sscc:9521234.0000000003",
    "epcList": ["urn:epc:id:sgtin:9521234.098765.A3"], "quantityList": ${quantity('L3')}, ${why}, "bizStep": "receiving"}`,
  TransformationEvent: `{"type": "TransformationEvent", ${when}, "bizStep": "creating_class_instance",
    "transformationID": "urn:epc:id:gdti:9521234.00001.T1", "inputEPCList": ["urn:epc:id:sgtin:9521234.098765.A4"],
    "inputQuantityList": ${quantity('L4')}, "outputEPCList": ["urn:epc:id:sgtin:9521234.098765.A5"],
    "outputQuantityList": ${quantity('L5')}, "ilmd": {"vd:me": 3}, ${where}}`,
  AssociationEvent: `{"type": "AssociationEvent", ${when}, "action": "ADD", "bizStep": "assembling", "parentID": "urn:epc:id:grai:9521234.12345.1",
    "childEPCs": ["urn:epc:id:giai:9521234.402"], ${where}}`,
  'an event type of an extension': `{"type": "vd:SuKien", ${when}, "vd:noiDung": {"a": [1, 2]}}`,
  'an error declaration': `{"type": "ObjectEvent", "eventID": "urn:uuid:5a9a7d1c-1f1e-4a2e-9c39-7c0d4a55f0aa", ${when}, "action": "OBSERVE",
    "epcList": ["urn:epc:id:sgtin:9521234.098765.A6"], "errorDeclaration": {"declarationTime": "2026-05-03T00:00:00Z",
    "reason": "incorrect_data", "correctiveEventIDs": ["urn:uuid:5a9a7d1c-1f1e-4a2e-9c39-7c0d4a55f0ab"], "vd:ai": "x"}}`,
}
