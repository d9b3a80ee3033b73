import { createHash } from 'node:crypto'
import { checkDigit } from '@nguon/gs1'
import { item, lot, type Members } from '../documents.ts'

/**
 * A small language for supply chains: `pack('1 08:00', 'pallet P', ['bag', '60 kg of lot A'], 'farm')` is a real EPCIS
 * event. A name that begins with "lot" is a class-level lot, one that begins with "pallet" has an SSCC, any other is an
 * SGTIN; times are day and hour of March 2026 in Vietnam. Each telling has names of its own (`Names`), so that one story can
 * be told in many orders to one server.
 */
export type Told = { label: string; event: (names: Names) => Members }

/** The keys of one telling, and the way back from keys and event IDs to what a story calls them. */
export type Names = ReturnType<typeof namesOf>

const withCheck = (digits: string): string => digits + checkDigit(digits)

export const namesOf = (telling: number) => {
  const said = new Map<string, string>()
  const numbered = (kind: string, name: string): string => {
    const index = [...said.values()].filter((other) => other.startsWith(`${kind}:`)).length
    const known = [...said].find(([, other]) => other === `${kind}:${name}`)?.[0]
    if (known !== undefined) return known
    const digits = `${String(telling).padStart(5, '0')}${String(index).padStart(2, '0')}`
    const key = kind === 'place' ? `/414/${withCheck(`95299${digits}`)}` : `/00/${withCheck(`0952999${digits}000`)}`
    said.set(key, `${kind}:${name}`)
    return key
  }
  const keep = (uri: string, name: string): string => {
    said.set(uri.replace('https://id.gs1.org', ''), `thing:${name}`)
    return uri
  }
  return {
    thing: (name: string): string => {
      const code = name.replace(/^lot /, '').replaceAll(' ', '-')
      if (name.startsWith('pallet')) return `https://id.gs1.org${numbered('pallet', name)}`
      return keep(name.startsWith('lot ') ? lot(telling, code) : item(telling, code), name)
    },
    place: (name: string): string => `https://id.gs1.org${numbered('place', name)}`,
    eventID: (label: string): string => {
      const hash = createHash('sha256').update(`${telling} ${label}`).digest('hex')
      const id = `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
      said.set(id, `event:${label}`)
      return id
    },
    process: (name: string): string => {
      const id = `urn:uuid:00000000-0000-4000-8000-${String(telling).padStart(6, '0')}${Buffer.from(name.slice(0, 3)).toString('hex').padStart(6, '0')}`
      said.set(id, `process:${name}`)
      return id
    },
    /** What the story calls it; the key itself where it is none of the story's. */
    nameOf: (key: string): string => said.get(key)?.replace(/^[a-z]+:/, '') ?? key,
  }
}

/** The instant of '2 08:30': the second of March 2026, Vietnamese time. */
export const instant = (at: string): string => {
  const [, day = '', clock = ''] = /^(\d+) (\d\d:\d\d(?::\d\d)?)$/.exec(at) ?? []
  return `2026-03-${day.padStart(2, '0')}T${clock.length === 5 ? `${clock}:00` : clock}+07:00`
}

/** '60 kg of lot A', 'some of lot A', '3 of lot A' or the name of an instance. */
const contentsOf = (names: Names, contents: readonly string[]) => {
  const quantities: Members[] = []
  const epcs: string[] = []
  for (const content of contents) {
    const [, amount, unit, name = ''] = /^(some|[\d.]+)(?: (kg|lb|g))? of (.+)$/.exec(content) ?? []
    if (amount === undefined) epcs.push(names.thing(content))
    else
      quantities.push({
        epcClass: name.startsWith('any ') ? `urn:epc:idpat:sgtin:${name.slice(4)}` : names.thing(name),
        ...(amount === 'some' ? {} : { quantity: Number(amount) }),
        ...(unit === undefined ? {} : { uom: { kg: 'KGM', lb: 'LBR', g: 'GRM' }[unit] }),
      })
  }
  return { epcs, quantities }
}

const listed = (names: Names, contents: readonly string[], epcList: string, quantityList: string): Members => {
  const { epcs, quantities } = contentsOf(names, contents)
  return {
    ...(epcs.length > 0 ? { [epcList]: epcs } : {}),
    ...(quantities.length > 0 ? { [quantityList]: quantities } : {}),
  }
}

/** What a story adds to an event. */
export type More = Members | ((names: Names) => Members)

const told = (at: string, verb: string, of: string, members: (names: Names) => Members, more: More = {}): Told => {
  const label = `${at} ${verb} ${of}`.trim()
  return {
    label,
    event: (names) => ({
      eventID: names.eventID(label),
      eventTime: instant(at),
      eventTimeZoneOffset: '+07:00',
      ...members(names),
      ...(typeof more === 'function' ? more(names) : more),
    }),
  }
}

const placed = (names: Names, where: string | undefined): Members =>
  where === undefined ? {} : { readPoint: { id: names.place(where) }, bizLocation: { id: names.place(where) } }

const object =
  (verb: string, action: string, bizStep: string) =>
  (at: string, things: readonly string[], where?: string, more: More = {}): Told =>
    told(
      at,
      verb,
      things.map((thing) => thing.replace(/^.* of /, '')).join('+'),
      (names) => ({
        type: 'ObjectEvent',
        action,
        bizStep,
        ...listed(names, things, 'epcList', 'quantityList'),
        ...placed(names, where),
      }),
      more,
    )

export const born = object('born', 'ADD', 'commissioning')
export const seen = object('seen', 'OBSERVE', 'inspecting')
export const ship = object('ship', 'OBSERVE', 'shipping')
export const receive = object('receive', 'OBSERVE', 'receiving')
export const sell = object('sell', 'OBSERVE', 'retail_selling')
export const destroy = object('destroy', 'DELETE', 'destroying')

const holding =
  (verb: string, type: string, action: string, bizStep: string) =>
  (at: string, parent: string, children: readonly string[], where?: string): Told =>
    told(at, verb, parent, (names) => ({
      type,
      action,
      bizStep,
      parentID: names.thing(parent),
      ...listed(names, children, 'childEPCs', 'childQuantityList'),
      ...placed(names, where),
    }))

export const pack = holding('pack', 'AggregationEvent', 'ADD', 'packing')
export const unpack = holding('unpack', 'AggregationEvent', 'DELETE', 'unpacking')
/** Somebody looks into the container and says what is in it. */
export const look = holding('look', 'AggregationEvent', 'OBSERVE', 'inspecting')
export const attach = holding('attach', 'AssociationEvent', 'ADD', 'assembling')
export const detach = holding('detach', 'AssociationEvent', 'DELETE', 'disassembling')

/** A process; `more` may say of which it is a part (`partOf`), or of which lot is what it makes (`ofLot`). */
export const make = (
  at: string,
  inputs: readonly string[],
  outputs: readonly string[],
  where?: string,
  more: More = {},
): Told =>
  told(
    at,
    'make',
    [...inputs, ...outputs].map((thing) => thing.replace(/^.* of /, '')).join('+'),
    (names) => ({
      type: 'TransformationEvent',
      bizStep: 'commissioning',
      ...listed(names, inputs, 'inputEPCList', 'inputQuantityList'),
      ...listed(names, outputs, 'outputEPCList', 'outputQuantityList'),
      ...placed(names, where),
    }),
    more,
  )

/** The ILMD that says of which lot the instances are that an event makes. */
export const ofLot =
  (name: string) =>
  (names: Names): Members => ({ ilmd: { 'cbvmda:lotNumber': names.thing(`lot ${name}`).split('/').at(-1) } })

/** The transformationID that makes several events one process. */
export const partOf =
  (process: string) =>
  (names: Names): Members => ({ transformationID: names.process(process) })

/** The declaration that an event did not occur, or is to be read as another. */
export const takenBack = ({ label, event }: Told, corrective?: Told): Told => ({
  label: `${label} taken back`,
  event: (names) => ({
    ...event(names),
    errorDeclaration: {
      declarationTime: '2026-04-01T00:00:00Z',
      reason: corrective === undefined ? 'did_not_occur' : 'incorrect_data',
      ...(corrective === undefined ? {} : { correctiveEventIDs: [names.eventID(corrective.label)] }),
    },
  }),
})
