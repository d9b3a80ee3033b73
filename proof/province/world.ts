import type { Random } from '../../bench/random.ts'
import type { EpcisEvent, Quantified } from '../naive-statements.ts'

/** An amount of a lot in one hand, and all that it physically stems from. */
type Batch = { kilograms: number; stems: ReadonlySet<string> }
/** A thing with a serial number: what it stems from, and what lies in it. */
type Instance = { stems: ReadonlySet<string>; holds: Map<string, Batch[]>; inside: Set<string> }

export type Amount = { lot: string; kilograms: number }
/** What goes into a process: an amount of a lot, or an instance with all that lies in it. */
export type Portion = Amount | string

/**
 * A world in which things happen physically, and are told. Its truth knows of each thing (an instance; of a lot what was
 * ever at one place) all things that it stems from.
 */
export type World = {
  random: Random
  name(what: string): string
  lot(name: string): string
  item(name: string): string
  container(name: string): string
  /** Something comes into the world: a harvest, a catch, an import. */
  source(place: string, made: Portion): void
  make(place: string, used: readonly Portion[], made: readonly Portion[]): void
  pack(place: string, container: string, contents: readonly Portion[]): void
  unpack(place: string, container: string, contents?: readonly Portion[]): void
  /** A container or an item goes to another place with all that lies in it. */
  carry(what: string, from: string, to: string): void
  /** A part of a lot goes by itself. */
  ship(part: Amount, from: string, to: string): void
  /** Sold to who eats it, or destroyed. */
  end(place: string, what: Portion, bizStep?: string): void
  see(place: string, what: string): void
}

export type Told = { events: EpcisEvent[]; sources: string[]; truth: ReadonlyMap<string, ReadonlySet<string>> }

const domain = 'https://id.gs1.org'
const placeID = (place: string): string => `${domain}/414/9521234500001/254/${place}`
/** What the truth calls the part of a lot at a place. */
export const partAt = (lot: string, place: string): string => `${lot} at ${placeID(place)}`

/** Plays one chain: what was told of it in order, and what is true. */
export const play = (prefix: string, random: Random, chain: (world: World) => void): Told => {
  const events: EpcisEvent[] = []
  const truth = new Map<string, Set<string>>()
  const instances = new Map<string, Instance>()
  const shelves = new Map<string, Batch[]>()
  const sources: string[] = []
  let minute = 0

  const tell = (place: string, members: Partial<EpcisEvent>): void => {
    minute += 1 + random.whole(60)
    events.push({
      type: 'ObjectEvent',
      eventID: `https://event.example/${prefix}${events.length}`,
      eventTime: new Date(Date.UTC(2026, 2, 1) + minute * 60_000).toISOString(),
      eventTimeZoneOffset: '+07:00',
      bizLocation: { id: placeID(place) },
      ...members,
    })
  }
  const instance = (key: string): Instance => {
    const known = instances.get(key) ?? { stems: new Set([key]), holds: new Map(), inside: new Set() }
    instances.set(key, known)
    return known
  }
  const note = (thing: string, stems: ReadonlySet<string>): void => {
    truth.set(thing, new Set([...(truth.get(thing) ?? []), ...stems, thing]))
  }
  /** Lays batches on a shelf; what lies there already stays apart from them. */
  const lay = (place: string, lot: string, batches: readonly Batch[]): void => {
    const thing = partAt(lot, place)
    const laid = batches.map((batch) => ({ ...batch, stems: new Set([...batch.stems, thing]) }))
    shelves.set(thing, [...(shelves.get(thing) ?? []), ...laid])
    for (const { stems } of laid) note(thing, stems)
  }
  /** The first that came are the first to go. */
  const takeFrom = (batches: Batch[], kilograms: number): Batch[] => {
    const taken: Batch[] = []
    for (let left = kilograms; left > 0; ) {
      const first = batches[0]
      if (first === undefined) throw new Error(`there are not ${kilograms} kg of it`)
      const part = Math.min(left, first.kilograms)
      taken.push({ kilograms: part, stems: first.stems })
      first.kilograms -= part
      if (first.kilograms === 0) batches.shift()
      left -= part
    }
    return taken
  }
  const take = (place: string, { lot, kilograms }: Amount): Batch[] =>
    takeFrom(shelves.get(partAt(lot, place)) ?? [], kilograms)
  const stemsWithin = (key: string): string[] => {
    const { stems, holds, inside } = instance(key)
    return [
      ...stems,
      ...[...holds.values()].flat().flatMap((batch) => [...batch.stems]),
      ...[...inside].flatMap(stemsWithin),
    ]
  }
  const use = (place: string, portion: Portion): string[] =>
    typeof portion === 'string' ? stemsWithin(portion) : take(place, portion).flatMap(({ stems }) => [...stems])
  const bring = (place: string, portion: Portion, stems: ReadonlySet<string>): void => {
    if (typeof portion !== 'string') {
      lay(place, portion.lot, [{ kilograms: portion.kilograms, stems }])
      return
    }
    const all = new Set([...stems, portion])
    instances.set(portion, { stems: all, holds: new Map(), inside: new Set() })
    note(portion, all)
  }

  chain({
    random,
    name: (what) => `${prefix}${what}`,
    lot: (name) => `${domain}/01/09521234500025/10/${prefix}${name}`,
    item: (name) => `${domain}/01/09521234500018/21/${prefix}${name}`,
    container: (name) => `${domain}/8003/09521234500018${prefix}${name}`,
    source: (place, made) => {
      tell(place, { action: 'ADD', bizStep: 'commissioning', ...lists('epcList', 'quantityList', [made]) })
      bring(place, made, new Set())
      sources.push(typeof made === 'string' ? made : made.lot)
    },
    make: (place, used, made) => {
      const stems = new Set(used.flatMap((portion) => use(place, portion)))
      const inputs = lists('inputEPCList', 'inputQuantityList', used)
      tell(place, { type: 'TransformationEvent', ...inputs, ...lists('outputEPCList', 'outputQuantityList', made) })
      for (const portion of made) bring(place, portion, stems)
    },
    pack: (place, container, contents) => {
      const { holds, inside } = instance(container)
      for (const portion of contents)
        if (typeof portion === 'string') inside.add(portion)
        else holds.set(portion.lot, [...(holds.get(portion.lot) ?? []), ...take(place, portion)])
      tell(place, {
        type: 'AggregationEvent',
        action: 'ADD',
        parentID: container,
        ...lists('childEPCs', 'childQuantityList', contents),
      })
    },
    unpack: (place, container, contents) => {
      const { holds, inside } = instance(container)
      for (const portion of contents ?? [...inside])
        if (typeof portion === 'string') inside.delete(portion)
        else lay(place, portion.lot, takeFrom(holds.get(portion.lot) ?? [], portion.kilograms))
      if (contents === undefined) {
        for (const [lot, batches] of holds) lay(place, lot, batches)
        holds.clear()
      }
      const children = contents === undefined ? {} : lists('childEPCs', 'childQuantityList', contents)
      tell(place, { type: 'AggregationEvent', action: 'DELETE', parentID: container, ...children })
    },
    carry: (what, from, to) => {
      tell(from, { action: 'OBSERVE', bizStep: 'shipping', epcList: [what] })
      tell(to, { action: 'OBSERVE', bizStep: 'receiving', epcList: [what] })
    },
    ship: (part, from, to) => {
      tell(from, { action: 'OBSERVE', bizStep: 'shipping', quantityList: [quantified(part)] })
      tell(to, { action: 'OBSERVE', bizStep: 'receiving', quantityList: [quantified(part)] })
      lay(to, part.lot, take(from, part))
    },
    end: (place, what, bizStep = 'retail_selling') => {
      tell(place, {
        action: bizStep === 'retail_selling' ? 'OBSERVE' : 'DELETE',
        bizStep,
        ...lists('epcList', 'quantityList', [what]),
      })
      use(place, what)
    },
    see: (place, what) => tell(place, { action: 'OBSERVE', bizStep: 'inspecting', epcList: [what] }),
  })
  return { events, sources, truth }
}

const quantified = ({ lot, kilograms }: Amount): Quantified => ({ epcClass: lot, quantity: kilograms, uom: 'KGM' })

const lists = (epcs: string, classes: string, portions: readonly Portion[]): Partial<EpcisEvent> => {
  const items = portions.filter((portion) => typeof portion === 'string')
  const amounts = portions.filter((portion) => typeof portion !== 'string')
  return {
    ...(items.length > 0 ? { [epcs]: items } : {}),
    ...(amounts.length > 0 ? { [classes]: amounts.map(quantified) } : {}),
  }
}
