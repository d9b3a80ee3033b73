import { canonicalKey } from '@nguon/epcis'
import { type BenchDocument, type Corpus, documentOf, eventsOfDocument, senderOf } from './documents.ts'
import { createRandom } from './random.ts'
import { type BenchEvent, hour, instance, lastDay, link, place, range, uuid } from './story.ts'
import { bagCaseGtin, bagGtin, depotGln, gardenGln, gardensOfParty, packhouseGln, sscc, stageGtin } from './world.ts'

/**
 * How many lots each stage has: from farms through one silo, which all of it goes through, to the lots that bags are
 * filled from. Every farm's lot is in every bag, so that a trace comes to all of the chain from either end.
 */
const widths = [120, 60, 30, 12, 6, 2, 1, 4, 8, 12, 15, 46] as const
const stages = widths.length
const silo = widths.indexOf(1)
const bagsOfLot = 200
const bagsOfCase = 20
const casesOfPallet = 20

/** From a farm's lot to the container: a step for each stage, and those into bag, case, pallet and container. */
export const hopsOfChain = stages - 1 + 4

/** A chain by its number, which tells its things from all others', and the party that declares all of it. */
type ChainSeed = { seed: number; number: number; party: number }

/** URIs of a chain's things, in the spellings that senders use. */
type ChainThings = { lots: string[][]; bags: string[]; cases: string[]; pallets: string[]; container: string }

/** The things of a chain: 10,000 with its container. */
const chainThings = ({ number, party }: Pick<ChainSeed, 'number' | 'party'>): ChainThings => {
  const bags = (widths.at(-1) ?? 0) * bagsOfLot
  const cases = Math.ceil(bags / bagsOfCase)
  return {
    lots: widths.map((width, stage) =>
      range(width).map((lot) => link(`/01/${stageGtin(party, stage)}/10/C${number}-${lot}`)),
    ),
    bags: range(bags).map((bag) => instance(party, bagGtin(party), `${number}-${bag}`)),
    cases: range(cases).map((each) => instance(party, bagCaseGtin(party), `${number}-${each}`)),
    pallets: range(Math.ceil(cases / casesOfPallet)).map((each) => link(`/00/${sscc(party, number * 100 + each, 4)}`)),
    container: link(`/00/${sscc(party, number, 5)}`),
  }
}

/** What a trace of a chain is asked for, and every key that it must come to, canonical. */
export type ChainTrace = { key: string; direction: 'back' | 'forward'; keys: string[] }

/** Back from the container, to all of the chain; and forward from a farm's lot, to all but what other farms' lots became. */
export const chainTraces = (chain: Pick<ChainSeed, 'number' | 'party'>): ChainTrace[] => {
  const { lots, bags, cases, pallets, container } = chainThings(chain)
  const filled = [...bags, ...cases, ...pallets, container]
  const farm = chain.number % widths[0]
  const fromFarm = lots.flatMap((made, stage) => (stage > silo ? made : [made[lotAfter(farm, stage)] ?? '']))
  return [
    { key: container, direction: 'back', keys: [...lots.flat(), ...filled] },
    { key: fromFarm[0] ?? '', direction: 'forward', keys: [...fromFarm, ...filled] },
  ].map(({ key, direction, keys }) => ({
    key: canonicalKey(key),
    direction,
    keys: keys.map(canonicalKey),
  })) as ChainTrace[]
}

/** Which lot of a stage up to the silo holds a farm's. */
const lotAfter = (farm: number, stage: number): number =>
  range(stage).reduce((lot, before) => Math.floor((lot * (widths[before + 1] ?? 1)) / (widths[before] ?? 1)), farm)

/** A chain's documents, in the order of time. Chains follow each other through the last months of the load. */
export const chainDocuments = (corpus: Corpus, number: number): BenchDocument[] => {
  const chain = { seed: corpus.seed, number, party: senderOf(number) }
  const events = chainEvents(chain)
  return range(documentsOfChain).map((each) =>
    documentOf(chain.party, events.slice(each * eventsOfDocument, (each + 1) * eventsOfDocument)),
  )
}

/** How many documents a chain is captured in. */
export const documentsOfChain = 2

const days = 24 * hour
const daysOfChain = 60

type Common = (at: number, where: string) => BenchEvent

/** The events of a chain: farms, blending and dividing, the way to another place, filling, packing, shipping. */
const chainEvents = (chain: ChainSeed): BenchEvent[] => {
  const random = createRandom(chain.seed, -1 - chain.number)
  const start = lastDay - (daysOfChain + (chain.number % 30)) * days
  const common: Common = (at, where) => ({
    eventID: `urn:uuid:${uuid(random)}`,
    eventTime: new Date(start + Math.floor(at * days)).toISOString(),
    eventTimeZoneOffset: '+07:00',
    readPoint: { id: where },
    bizLocation: { id: where },
  })
  const things = chainThings(chain)
  const [farmed, packed] = [place(packhouseGln(chain.party)), place(depotGln(1 + (chain.number % 4)))]
  return [
    ...harvest(chain, things, common),
    ...range(stages - 1).flatMap((stage) => blend(things, stage + 1, stage + 1 > silo ? packed : farmed, common)),
    ...fill(things, packed, common),
    ...pack(things, packed, common),
  ].toSorted((a, b) => (String(a.eventTime) < String(b.eventTime) ? -1 : 1))
}

const harvest = ({ party }: ChainSeed, { lots }: ChainThings, common: Common): BenchEvent[] =>
  (lots[0] ?? []).map((epcClass, index) => ({
    type: 'ObjectEvent',
    ...common(index / 100, place(gardenGln(party, index % gardensOfParty))),
    action: 'ADD',
    bizStep: 'commissioning',
    disposition: 'active',
    quantityList: [{ epcClass, quantity: kilograms / widths[0], uom: 'KGM' }],
    ilmd: { 'cbvmda:countryOfOrigin': 'VN' },
  }))

/** What all lots of a stage weigh together: nothing is lost, so that no balance is in doubt. */
const kilograms = 57_600

/** Lots of one stage are made of those of the stage before; of a wider stage, several of one. */
const blend = ({ lots }: ChainThings, stage: number, where: string, common: Common): BenchEvent[] => {
  const [before, made] = [lots[stage - 1] ?? [], lots[stage] ?? []]
  const sources = made.map((_, index) => sourcesOf(index, before.length, made.length))
  const shares = before.map((_, source) => sources.filter((each) => each.includes(source)).length)
  const part = (source: number): number => kilograms / before.length / (shares[source] ?? 1)
  const moved = stage === silo + 1 ? carry(before[0] ?? '', stage * 3, where, common) : []
  const processes = made.map((epcClass, index): BenchEvent => {
    const from = sources[index] ?? []
    return {
      type: 'TransformationEvent',
      ...common(stage * 3 + index / 100, where),
      bizStep: 'creating_class_instance',
      disposition: 'active',
      inputQuantityList: from.map((source) => ({ epcClass: before[source], quantity: part(source), uom: 'KGM' })),
      outputQuantityList: [{ epcClass, quantity: from.reduce((sum, source) => sum + part(source), 0), uom: 'KGM' }],
    }
  })
  return [...moved, ...processes]
}

/** Of which lots before it a lot is made, by their numbers; of these each goes into one at least. */
const sourcesOf = (index: number, before: number, made: number): number[] =>
  made > before
    ? [Math.floor((index * before) / made)]
    : range(before).filter((source) => Math.floor((source * made) / before) === index)

/** The silo's lot goes to where it is divided. */
const carry = (epcClass: string, at: number, to: string, common: Common): BenchEvent[] => {
  const seen = (when: number, bizStep: string, disposition: string): BenchEvent => ({
    type: 'ObjectEvent',
    ...common(when, to),
    action: 'OBSERVE',
    bizStep,
    disposition,
    quantityList: [{ epcClass, quantity: kilograms, uom: 'KGM' }],
  })
  return [seen(at - 0.2, 'receiving', 'in_progress'), seen(at - 0.1, 'storing', 'in_progress')]
}

const fill = ({ lots, bags }: ChainThings, where: string, common: Common): BenchEvent[] =>
  (lots.at(-1) ?? []).map((epcClass, index, { length }) => ({
    type: 'TransformationEvent',
    ...common(stages * 3 + index / 100, where),
    bizStep: 'commissioning',
    disposition: 'active',
    inputQuantityList: [{ epcClass, quantity: kilograms / length, uom: 'KGM' }],
    outputEPCList: bags.slice(index * bagsOfLot, (index + 1) * bagsOfLot),
    ilmd: { 'cbvmda:bestBeforeDate': '2027-12-31' },
  }))

const pack = ({ bags, cases, pallets, container }: ChainThings, where: string, common: Common): BenchEvent[] => {
  const into = (parentID: string, childEPCs: string[], at: number): BenchEvent => ({
    type: 'AggregationEvent',
    ...common(at, where),
    action: 'ADD',
    bizStep: 'packing',
    disposition: 'in_progress',
    parentID,
    childEPCs,
  })
  const [casing, stacking, stuffing] = [stages * 3 + 2, stages * 3 + 8, stages * 3 + 10]
  return [
    ...cases.map((each, index) =>
      into(each, bags.slice(index * bagsOfCase, (index + 1) * bagsOfCase), casing + index / 100),
    ),
    ...pallets.map((each, index) =>
      into(each, cases.slice(index * casesOfPallet, (index + 1) * casesOfPallet), stacking + index / 100),
    ),
    into(container, pallets, stuffing),
    {
      type: 'ObjectEvent',
      ...common(stuffing + 1, where),
      action: 'OBSERVE',
      bizStep: 'shipping',
      disposition: 'in_transit',
      epcList: [container],
    },
  ]
}
