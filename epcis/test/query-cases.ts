import { extensionCases } from './extension-cases.ts'
import type { Case } from './query-events.ts'
import {
  aggregation,
  declared,
  event,
  gln,
  item,
  lot,
  measured,
  quantities,
  sensed,
  time,
  transformation,
  urnItem,
} from './query-events.ts'

const what: Case[] = [
  ['eventType', 'AggregationEvent|ObjectEvent', event(), transformation({})],
  ['GE_eventTime', '2026-07-01T00:00:00Z', event(), event({ eventTime: '2026-07-01T06:59:59.999+07:00' })],
  ['LT_eventTime', '2026-07-01T00:00:00.0001Z', event(), event({ eventTime: '2026-07-01T00:00:00.0001Z' })],
  ['EQ_action', 'ADD|OBSERVE', event(), event({ action: 'DELETE' })],
  ['EQ_eventID', 'urn:uuid:a', event({ eventID: 'urn:uuid:a' }), event({ eventID: 'urn:uuid:A' })],
  ['EQ_bizStep', 'urn:epcglobal:cbv:bizstep:shipping', event({ bizStep: 'shipping' }), event({ bizStep: 'receiving' })],
  ['EQ_disposition', 'in_transit|damaged', event({ disposition: 'damaged' }), event({ disposition: 'expired' })],
  [
    'EQ_persistentDisposition_set',
    'damaged',
    event({ persistentDisposition: { set: ['expired', 'damaged'] } }),
    event({ persistentDisposition: { unset: ['damaged'] }, disposition: 'damaged' }),
  ],
  [
    'EQ_persistentDisposition_unset',
    'https://ref.gs1.org/cbv/Disp-damaged',
    event({ persistentDisposition: { unset: ['damaged'] } }),
    event({ persistentDisposition: { set: ['damaged'], unset: ['expired'] } }),
  ],
  [
    'EQ_readPoint',
    'urn:epc:id:sgln:952000000000..0',
    event({ readPoint: { id: gln } }),
    event({ bizLocation: { id: gln } }),
  ],
  ['EQ_bizLocation', gln, event({ bizLocation: { id: gln } }), event({ bizLocation: { id: `${gln}/254/1` } })],
  [
    'EQ_transformationID',
    'urn:x:t',
    transformation({ transformationID: 'urn:x:t' }),
    transformation({ transformationID: 'urn:x:T' }),
  ],
  [
    'EQ_bizTransaction_po',
    'urn:x:1',
    event({ bizTransactionList: [{ type: 'po', bizTransaction: 'urn:x:1' }] }),
    event({
      bizTransactionList: [
        { type: 'inv', bizTransaction: 'urn:x:1' },
        { type: 'po', bizTransaction: 'urn:x:2' },
      ],
    }),
  ],
  [
    'EQ_source_owning_party',
    'urn:x:1',
    event({ sourceList: [{ type: 'owning_party', source: 'urn:x:1' }] }),
    event({ destinationList: [{ type: 'owning_party', destination: 'urn:x:1' }] }),
  ],
  [
    'EQ_destination_location',
    'urn:x:1',
    event({ destinationList: [{ type: 'location', destination: 'urn:x:1' }] }),
    event({ destinationList: [{ type: 'owning_party', destination: 'urn:x:1' }] }),
  ],
]

const identity: Case[] = [
  ['MATCH_epc', urnItem('1'), event(), aggregation({ parentID: item('1') })],
  ['MATCH_epc', 'urn:epc:idpat:sgtin:9521234.*.*', aggregation({}), event({ epcList: [lot('1')] })],
  [
    'MATCH_parentID',
    'urn:epc:idpat:sscc:9521234.*',
    aggregation({}),
    aggregation({ parentID: 'urn:epc:id:sscc:0614141.3000000010' }),
  ],
  ['MATCH_inputEPC', item('i'), transformation({}), transformation({ inputEPCList: [item('o')] })],
  ['MATCH_outputEPC', urnItem('o'), transformation({}), transformation({ outputEPCList: [item('i')] })],
  ['MATCH_anyEPC', item('o'), transformation({}), event({ quantityList: [{ epcClass: item('o') }] })],
  ['MATCH_epcClass', 'urn:epc:class:lgtin:9521234.054321.L', quantities(1), event({ epcList: [lot('L')] })],
  [
    'MATCH_epcClass',
    'urn:epc:idpat:sgtin:9521234.*.*',
    event({ quantityList: [{ epcClass: 'urn:epc:idpat:sgtin:9521234.054321.*' }] }),
    quantities(1),
  ],
  [
    'MATCH_inputEPCClass',
    lot('L'),
    transformation({ inputQuantityList: [{ epcClass: lot('L') }] }),
    transformation({ outputQuantityList: [{ epcClass: lot('L') }] }),
  ],
  [
    'MATCH_outputEPCClass',
    lot('L'),
    transformation({ outputQuantityList: [{ epcClass: lot('L') }] }),
    transformation({ outputQuantityList: [{ epcClass: lot('l') }] }),
  ],
  [
    'MATCH_anyEPCClass',
    lot('L'),
    aggregation({ childQuantityList: [{ epcClass: lot('L') }] }),
    aggregation({ childEPCs: [lot('L')] }),
  ],
]

const amounts: Case[] = [
  ['EQ_quantity', '5|7', quantities(7, 'KGM'), quantities(6)],
  ['GT_quantity', '5', quantities(5.001), quantities(5)],
  ['GE_quantity', '5', quantities(5), quantities(4.999)],
  ['LT_quantity', '5', quantities(4.999), quantities(5)],
  ['LE_quantity', '5', quantities(5), quantities(5.001)],
  ['EQ_quantity_KGM', '2|1.5', quantities(1500, 'GRM'), quantities(1.5, 'TNE')],
  ['GT_quantity_KGM', '1', quantities(1001, 'GRM'), quantities(1000, 'GRM')],
  ['GE_quantity_LBR', '2', quantities(0.90718474, 'KGM'), quantities(2)],
  ['LT_quantity_LTR', '1', quantities(999, 'MLT'), quantities(1, 'LTR')],
  ['LE_quantity_TNE', '1', quantities(1000, 'KGM'), quantities(1001, 'KGM')],
]

const errors: Case[] = [
  ['EXISTS_errorDeclaration', 'true', declared(), event()],
  ['GE_errorDeclarationTime', time, declared(), declared({ declarationTime: '2026-06-30T23:59:59Z' })],
  [
    'LT_errorDeclarationTime',
    '2026-07-01T00:00:01Z',
    declared(),
    declared({ declarationTime: '2026-07-01T00:00:01Z' }),
  ],
  ['GE_errorDeclaration_Time', time, declared(), event()],
  [
    'LT_errorDeclaration_Time',
    '2026-07-01T07:00:00.1+07:00',
    declared(),
    declared({ declarationTime: '2026-07-01T00:00:00.2Z' }),
  ],
  ['EQ_errorReason', 'did_not_occur', declared({ reason: 'did_not_occur' }), declared({ reason: 'incorrect_data' })],
  [
    'EQ_correctiveEventID',
    'urn:uuid:2',
    declared({ correctiveEventIDs: ['urn:uuid:1', 'urn:uuid:2'] }),
    event({ eventID: 'urn:uuid:2' }),
  ],
]

const sensors: Case[] = [
  ['EXISTS_sensorElementList', '1', measured('value', 1), event()],
  ...(['time', 'startTime', 'endTime'] as const).flatMap((name): Case[] => [
    [
      `GE_${name}`,
      time,
      sensed({}, { [name]: '2026-07-01T07:00:00+07:00' }),
      sensed({}, { time: '2026-06-01T00:00:00Z', [name]: '2026-06-30T00:00:00Z' }),
    ],
    [`LT_${name}`, time, sensed({}, { [name]: '2026-06-30T00:00:00Z' }), sensed({}, { [name]: time })],
  ]),
  ['EQ_type', 'https://ref.gs1.org/voc/Temperature', sensed({ type: 'gs1:Temperature' }), sensed({ type: 'Pressure' })],
  [
    'EQ_deviceID',
    'urn:epc:id:giai:9521234.D1',
    sensed({ deviceID: 'https://id.gs1.org/8004/9521234D1' }),
    sensed({ uriValue: 'urn:epc:id:giai:9521234.D1' }),
  ],
  [
    'EQ_dataProcessingMethod',
    'https://id.gs1.org/253/9521234543213X',
    sensed({}, { dataProcessingMethod: 'https://id.gs1.org/253/9521234543213X' }),
    sensed({}, { bizRules: 'https://id.gs1.org/253/9521234543213X' }),
  ],
  ['EQ_microorganism', 'urn:x:m', sensed({ microorganism: 'urn:x:m' }), sensed({ chemicalSubstance: 'urn:x:m' })],
  [
    'EQ_chemicalSubstance',
    'urn:x:c',
    sensed({ chemicalSubstance: 'urn:x:c' }),
    sensed({ chemicalSubstance: 'urn:x:C' }),
  ],
  ['EQ_bizRules', 'urn:x:b', sensed({}, { bizRules: 'urn:x:b' }), sensed({}, { rawData: 'urn:x:b' })],
  ['EQ_stringValue', 'a|b', sensed({ stringValue: 'b' }), sensed({ stringValue: 'B' })],
  ['EQ_booleanValue', 'true', sensed({ booleanValue: true }), sensed({ booleanValue: false })],
  ['EQ_hexBinaryValue', 'f0f0', sensed({ hexBinaryValue: 'F0F0' }), sensed({ hexBinaryValue: 'F0F1' })],
  ['EQ_uriValue', 'urn:x:u', sensed({ uriValue: 'urn:x:u' }), sensed({ stringValue: 'urn:x:u' })],
  ['EQ_percRank', '50', sensed({ percRank: 50 }), sensed({ percRank: 51 })],
  ['GE_percRank', '50', sensed({ percRank: 50 }), sensed({ percRank: 49 })],
  ['GT_percRank', '50', sensed({ percRank: 51 }), sensed({ percRank: 50 })],
  ['LT_percRank', '50', sensed({ percRank: 49 }), sensed({ percRank: 50 })],
  ['LE_percRank', '50', sensed({ percRank: 50 }), sensed({ percRank: 51 })],
  // 41 °F are 5 °C; of deviations 9 °F are 5 °C.
  ['EQ_value_CEL', '4|5', measured('value', 41, 'FAH'), measured('value', 41)],
  ...(['value', 'minValue', 'maxValue', 'meanValue', 'percValue'] as const).flatMap((name): Case[] => [
    [`GE_${name}_CEL`, '5', measured(name, 41, 'FAH'), measured(name, 40.9, 'FAH')],
    [`GT_${name}_CEL`, '5', measured(name, 41.1, 'FAH'), measured(name, 41, 'FAH')],
    [`LE_${name}_CEL`, '5', measured(name, 278.15, 'KEL'), measured(name, 278.2, 'KEL')],
    [`LT_${name}_CEL`, '5', measured(name, 4.9), measured('sDev', 4.9)],
  ]),
  ['GE_sDev_CEL', '5', measured('sDev', 9, 'FAH'), measured('sDev', 8.9, 'FAH')],
  ['GT_sDev_CEL', '5', measured('sDev', 5.1, 'KEL'), measured('sDev', 5, 'KEL')],
  ['LE_sDev_CEL', '5', measured('sDev', 9, 'FAH'), measured('sDev', 9.1, 'FAH')],
  ['LT_sDev_CEL', '5', measured('sDev', 4.9), measured('value', 4.9)],
]

/** Every parameter that an event alone answers. */
export const queryCases: Case[] = [...what, ...identity, ...amounts, ...errors, ...sensors, ...extensionCases]
