import { createRandom, type Random } from './random.ts'
import {
  caseGtin,
  depotCount,
  depotGln,
  gardenGln,
  gardensOfParty,
  packedGtin,
  packhouseGln,
  partyGln,
  prefixOf,
  rawGtin,
  shopCount,
  shopGln,
  sscc,
  trader,
} from './world.ts'

/** One consignment from gardens to shops: 20 events with 100 keys. */
export const eventsOfStory = 20
const rawLots = 5
const cases = 6

/** What a story is drawn from. `share` is its place in the whole, 0 to 1: its events lie there in the two years. */
export type StorySeed = { seed: number; number: number; party: number; share: number }

/** A generated event in the JSON binding. */
export type BenchEvent = Record<string, unknown>

const firstDay = Date.UTC(2024, 6, 1)
export const lastDay = Date.UTC(2026, 5, 20)
export const hour = 3_600_000

/** URIs of a story's things, in the spellings that senders use. */
export type Things = { raw: string[]; packed: string; cases: string[]; pallet: string }

export const link = (path: string): string => `https://id.gs1.org${path}`
export const place = (gln: string): string => `urn:epc:id:sgln:${gln.slice(0, 7)}.${gln.slice(7, 12)}.0`

/** A serialised item of a party's, in the spelling of EPC URNs. */
export const instance = (party: number, gtin: string, serial: number | string): string =>
  `urn:epc:id:sgtin:${prefixOf(party)}.${gtin.charAt(0)}${gtin.slice(8, 13)}.${serial}`

/** The items that a story is about. A story's number tells them apart, so they can be named without its events. */
export const thingsOf = ({ number, party }: Pick<StorySeed, 'number' | 'party'>): Things => ({
  raw: range(rawLots).map((lot) => link(`/01/${rawGtin(party)}/10/R${number}-${lot}`)),
  packed: link(`/01/${packedGtin(party)}/10/P${number}`),
  cases: range(cases).map((each) => instance(party, caseGtin(party), number * cases + each)),
  pallet: link(`/00/${sscc(party, number)}`),
})

/** The places of a story: one depot in two is the same one, so that there is a hub. */
export const depotOf = (random: Random): string => depotGln(random.fraction() < 0.5 ? 0 : random.whole(depotCount))

/** The twenty events: harvest, packing into a lot, cases, pallet, depot, shops. Now and then a late one from any time. */
export const storyEvents = (story: StorySeed): BenchEvent[] => {
  const random = createRandom(story.seed, story.number)
  const late = random.fraction() < 0.02
  const start = firstDay + Math.floor((late ? random.fraction() : story.share) * (lastDay - firstDay))
  const depot = place(depotOf(random))
  const things = thingsOf(story)
  const common = (hours: number, at: string): BenchEvent => ({
    eventID: `urn:uuid:${uuid(random)}`,
    eventTime: new Date(start + hours * hour + random.whole(hour)).toISOString(),
    eventTimeZoneOffset: '+07:00',
    readPoint: { id: at },
    bizLocation: { id: at },
  })
  return [
    ...harvest(story, things, random, common),
    ...packing(story, things, common),
    ...delivery(story, things, depot, common),
    ...retail(story, things, place(shopGln(random.whole(shopCount))), common),
  ]
}

type Common = (hours: number, at: string) => BenchEvent

const harvest = ({ party, number }: StorySeed, { raw }: Things, random: Random, common: Common): BenchEvent[] =>
  raw.map((lot, index) => ({
    type: 'ObjectEvent',
    ...common(index * 3, place(gardenGln(party, random.whole(gardensOfParty)))),
    action: 'ADD',
    bizStep: 'commissioning',
    disposition: 'active',
    quantityList: [{ epcClass: lot, quantity: 100 + random.whole(400) / 2, uom: 'KGM' }],
    ilmd: {
      'cbvmda:lotNumber': `R${number}-${index}`,
      'cbvmda:countryOfOrigin': 'VN',
      'vuon:picker': `Team ${random.whole(40)}`,
      'vuon:plot': { 'vuon:row': random.whole(90), 'vuon:variety': 'Local' },
    },
  }))

const packing = ({ party, number }: StorySeed, things: Things, common: Common): BenchEvent[] => {
  const house = place(packhouseGln(party))
  const portion = 80.5
  const make = {
    type: 'TransformationEvent',
    ...common(20, house),
    bizStep: 'creating_class_instance',
    disposition: 'active',
    transformationID: `urn:uuid:${String(number).padStart(8, '0')}-0000-4000-8000-${prefixOf(party).padStart(12, '0')}`,
    inputQuantityList: things.raw.map((epcClass) => ({ epcClass, quantity: portion, uom: 'KGM' })),
    outputQuantityList: [{ epcClass: things.packed, quantity: portion * rawLots, uom: 'KGM' }],
    ilmd: { 'cbvmda:lotNumber': `P${number}`, 'cbvmda:bestBeforeDate': '2026-12-31' },
  }
  const fill = things.cases.map((parentID, index) => ({
    type: 'AggregationEvent',
    ...common(24 + index, house),
    action: 'ADD',
    bizStep: 'packing',
    disposition: 'in_progress',
    parentID,
    childQuantityList: [{ epcClass: things.packed, quantity: portion / 2, uom: 'KGM' }],
  }))
  const stack = palletEvent('ADD', 'packing', things, common(36, house))
  return [make, ...fill, stack]
}

const palletEvent = (action: string, bizStep: string, { pallet, cases }: Things, common: BenchEvent): BenchEvent => ({
  type: 'AggregationEvent',
  ...common,
  action,
  bizStep,
  disposition: 'in_progress',
  parentID: pallet,
  childEPCs: cases,
})

const delivery = ({ party, number }: StorySeed, things: Things, depot: string, common: Common): BenchEvent[] => {
  const between = {
    epcList: [things.pallet],
    action: 'OBSERVE',
    bizTransactionList: [
      { type: 'po', bizTransaction: `urn:epcglobal:cbv:bt:${partyGln(trader)}:PO${number}` },
      { type: 'desadv', bizTransaction: `urn:epcglobal:cbv:bt:${partyGln(party)}:D${number}` },
    ],
    sourceList: [{ type: 'owning_party', source: `urn:epc:id:pgln:${prefixOf(party)}.00000` }],
    destinationList: [{ type: 'owning_party', destination: `urn:epc:id:pgln:${prefixOf(trader)}.00000` }],
  }
  return [
    {
      type: 'ObjectEvent',
      ...common(48, place(packhouseGln(party))),
      ...between,
      bizStep: 'shipping',
      disposition: 'in_transit',
    },
    { type: 'ObjectEvent', ...common(60, depot), ...between, bizStep: 'receiving', disposition: 'in_progress' },
    palletEvent('DELETE', 'unpacking', things, common(66, depot)),
    {
      type: 'ObjectEvent',
      ...common(72, depot),
      action: 'OBSERVE',
      bizStep: 'shipping',
      disposition: 'in_transit',
      epcList: things.cases.slice(0, cases / 2),
      bizTransactionList: [{ type: 'desadv', bizTransaction: `urn:epcglobal:cbv:bt:${partyGln(trader)}:S${number}` }],
    },
  ]
}

const retail = ({ number }: StorySeed, things: Things, shop: string, common: Common): BenchEvent[] => {
  const transaction = (kind: string) => [
    { type: kind, bizTransaction: `urn:epcglobal:cbv:bt:${partyGln(trader)}:${kind.toUpperCase()}${number}` },
  ]
  const seen = { type: 'ObjectEvent', action: 'OBSERVE' }
  const lot = { quantityList: [{ epcClass: things.packed, quantity: 12.5, uom: 'KGM' }] }
  return [
    {
      ...seen,
      ...common(80, shop),
      bizStep: 'receiving',
      disposition: 'in_progress',
      epcList: things.cases.slice(0, cases / 2),
      bizTransactionList: transaction('desadv'),
    },
    {
      ...seen,
      ...common(96, shop),
      bizStep: 'stocking',
      disposition: 'sellable_accessible',
      ...lot,
      bizTransactionList: transaction('inv'),
    },
    {
      ...seen,
      ...common(120, shop),
      bizStep: 'retail_selling',
      disposition: 'retail_sold',
      ...lot,
      bizTransactionList: transaction('pedigree'),
    },
  ]
}

export const range = (length: number): number[] => Array.from({ length }, (_, index) => index)

export const uuid = (random: Random): string => {
  const hex = random.hex(30)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18, 30)}`
}
