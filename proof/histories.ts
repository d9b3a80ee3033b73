import { createRandom, type Random } from '../bench/random.ts'
import type { EpcisEvent, Quantified, Told } from './naive-statements.ts'

/** What happened to things of its own that no other history names, in the order in which it was told. */
export type History = { number: number; told: Told[] }

/** Stands for a history's number in its keys, so that the same history can be told again of other things. */
const token = 'hNUMBER'
export const partyNames = ['first', 'second'] as const
const mostCaptures = 3

const domain = 'https://id.gs1.org'
const products = ['09521234500018', '09521234500025'] as const
const items = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${domain}/01/${products[0]}/21/${token}${name}`)
const lots = ['L', 'M', 'N'].map((name) => `${domain}/01/${products[name === 'L' ? 0 : 1]}/10/${token}${name}`)
/** Containers go into those after them alone: nothing lies in itself. */
const containers = ['box', 'crate', 'pallet'].map((name) => `${domain}/8003/09521234500018${token}${name}`)
const places = ['farm', 'depot', 'shop'].map((name) => `${domain}/414/9521234500001/254/${name}`)
const processes = ['P', 'Q'].map((name) => `https://process.example/${token}${name}`)

type Draw = {
  random: Random
  one<T>(values: readonly T[]): T
  some<T>(values: readonly T[], most: number): T[]
  chance(of: number): boolean
}

const drawFrom = (random: Random): Draw => {
  const one = <T>(values: readonly T[]): T => values[random.whole(values.length)] as T
  return {
    random,
    one,
    some: (values, most) => [...new Set(Array.from({ length: 1 + random.whole(most) }, () => one(values)))],
    chance: (of) => random.fraction() < of,
  }
}

type Members = Partial<EpcisEvent>

/** History `number` of a seed: the same on every machine. */
export const historyOf = (seed: number, number: number): History => {
  const draw = drawFrom(createRandom(seed, number))
  const length = 3 + draw.random.whole(14)
  /** A third of all histories know few instants: most of what happens then happens at once. */
  const instants = draw.one([4, 40, 400])
  const events = Array.from({ length }, (_, index) => happening(draw, index, instants))
  const captures = 1 + draw.random.whole(mostCaptures)
  const told = events.map((event) => ({ event, party: draw.one(partyNames), capture: 1 + draw.random.whole(captures) }))
  const declared = told.filter(() => draw.chance(0.08)).flatMap((each) => declarations(draw, each, captures))
  return numbered({ number, told: [...told, ...declared] }, token)
}

/** The same history, told of other things. */
export const retold = (history: History, number: number): History =>
  numbered({ ...history, number }, `h${history.number}x`)

/** A history of things that bear its own number in the place of `name`. */
const numbered = (history: History, name: string): History =>
  JSON.parse(JSON.stringify(history).replaceAll(name, `h${history.number}x`))

const happening = (draw: Draw, index: number, instants: number): EpcisEvent => {
  const kinds: readonly [weight: number, (draw: Draw) => Members][] = [
    [4, put],
    [3, taken],
    [1, emptied],
    [1, watched],
    [1, attached],
    [3, made],
    [2, created],
    [4, seenAnywhere],
    [1, ended],
    [1, documented],
    [2, lotBorn],
    [3, lotSeen],
    [2, lotPut],
    [2, lotTaken],
  ]
  const bag = kinds.flatMap(([weight, kind]) => Array.from({ length: weight }, () => kind))
  const at = Date.UTC(draw.chance(0.02) ? 2099 : 2026, 0, 1) + draw.random.whole(instants) * 60_000
  const place = draw.chance(0.85)
    ? { [draw.one(['readPoint', 'bizLocation', 'bizLocation'])]: { id: draw.one(places) } }
    : {}
  return {
    type: 'ObjectEvent',
    eventID: `https://event.example/${token}${index}`,
    eventTime: new Date(at).toISOString(),
    eventTimeZoneOffset: '+07:00',
    ...place,
    ...draw.one(bag)(draw),
  }
}

/** A later word that an event was wrong; with a reason it may name what happened instead, which is told like any other. */
const declarations = (draw: Draw, { event, party }: Told, captures: number): Told[] => {
  const declarationTime = '2026-06-01T00:00:00.000Z'
  const capture = 1 + draw.random.whole(captures)
  const errorDeclaration = { declarationTime, reason: draw.one(['did_not_occur', 'incorrect_data']) }
  if (errorDeclaration.reason === 'did_not_occur') return [{ event: { ...event, errorDeclaration }, party, capture }]
  const corrected = { ...happening(draw, 0, 40), eventID: `${event.eventID}c` }
  return [
    {
      event: { ...event, errorDeclaration: { ...errorDeclaration, correctiveEventIDs: [corrected.eventID] } },
      party,
      capture,
    },
    { event: corrected, party, capture },
  ]
}

const amount = (draw: Draw): Pick<Quantified, 'quantity' | 'uom'> =>
  draw.one([
    {},
    { quantity: 1 + draw.random.whole(3), uom: 'KGM' },
    { quantity: 1 + draw.random.whole(3), uom: 'KGM' },
    { quantity: 2 },
    { quantity: 1000 * (1 + draw.random.whole(3)), uom: 'GRM' },
  ])
const quantities = (draw: Draw): Quantified[] => draw.some(lots, 2).map((epcClass) => ({ epcClass, ...amount(draw) }))

/** A container and what may lie in it. */
const pair = (draw: Draw): { parentID: string; childEPCs: string[] } => {
  const level = draw.random.whole(containers.length)
  const inner = [...items, ...containers.slice(0, level), ...containers.slice(0, level)]
  return { parentID: containers[level] as string, childEPCs: draw.some(inner, 3) }
}
const put = (draw: Draw): Members => ({ type: 'AggregationEvent', action: 'ADD', bizStep: 'packing', ...pair(draw) })
const taken = (draw: Draw): Members => ({
  type: 'AggregationEvent',
  action: 'DELETE',
  bizStep: 'unpacking',
  ...pair(draw),
})
const watched = (draw: Draw): Members => ({ type: 'AggregationEvent', action: 'OBSERVE', ...pair(draw) })
const emptied = (draw: Draw): Members => ({
  type: 'AggregationEvent',
  action: 'DELETE',
  parentID: draw.one(containers),
})
const attached = (draw: Draw): Members => ({
  type: 'AssociationEvent',
  action: draw.one(['ADD', 'ADD', 'DELETE', 'OBSERVE']),
  ...pair(draw),
})

const made = (draw: Draw): Members => ({
  type: 'TransformationEvent',
  ...(draw.chance(0.5) ? { transformationID: draw.one(processes) } : {}),
  ...(draw.chance(0.6) ? { inputEPCList: draw.some([...items, ...items, ...containers], 2) } : {}),
  ...(draw.chance(0.3) ? { inputQuantityList: quantities(draw) } : { inputEPCList: draw.some(items, 2) }),
  ...(draw.chance(0.3) ? { outputQuantityList: quantities(draw) } : { outputEPCList: draw.some(items, 2) }),
  ...lotNumber(draw, 0.2),
})
const lotNumber = (draw: Draw, of: number): Members =>
  draw.chance(of) ? { ilmd: { 'cbvmda:lotNumber': `${token}L` } } : {}
const created = (draw: Draw): Members => ({
  action: 'ADD',
  bizStep: 'commissioning',
  epcList: draw.some(items, 3),
  ...lotNumber(draw, 0.4),
})
const steps = ['storing', 'shipping', 'receiving', 'departing', 'arriving', 'inspecting'] as const
const seenAnywhere = (draw: Draw): Members => ({
  action: 'OBSERVE',
  bizStep: draw.one(steps),
  epcList: draw.some([...items, ...containers, ...containers], 2),
})
const ended = (draw: Draw): Members => ({
  ...draw.one<Members>([
    { action: 'DELETE' },
    { action: 'OBSERVE', bizStep: 'retail_selling' },
    { action: 'OBSERVE', disposition: 'destroyed' },
  ]),
  epcList: draw.some([...items, ...containers], 2),
})
const documented = (draw: Draw): Members =>
  ({
    type: 'TransactionEvent',
    action: draw.one(['ADD', 'OBSERVE']),
    bizStep: draw.one(steps),
    epcList: draw.some(items, 2),
    bizTransactionList: [{ type: 'po', bizTransaction: `https://order.example/${token}` }],
  }) as Members
const lotBorn = (draw: Draw): Members => ({ action: 'ADD', bizStep: 'commissioning', quantityList: quantities(draw) })
const lotSeen = (draw: Draw): Members => ({
  action: draw.one(['OBSERVE', 'OBSERVE', 'OBSERVE', 'DELETE']),
  bizStep: draw.one(steps),
  quantityList: quantities(draw),
})
const lotPut = (draw: Draw): Members => ({
  type: 'AggregationEvent',
  action: 'ADD',
  parentID: draw.one(containers),
  childQuantityList: quantities(draw),
})
const lotTaken = (draw: Draw): Members => ({
  type: 'AggregationEvent',
  action: draw.one(['DELETE', 'DELETE', 'DELETE', 'OBSERVE']),
  parentID: draw.one(containers),
  childQuantityList: quantities(draw),
})
