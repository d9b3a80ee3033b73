import { type Link, ownProcess } from '@nguon/epcis'

/**
 * What a row says of its `key`; each link is written from both ends, so a walk asks by one key only. Numbers are ranges of
 * the index: below `firstOfMany` what tells a key's own story, from there on what a key may have very many of.
 */
export const kinds = {
  containedIn: 0,
  carriedBy: 1,
  inputTo: 2,
  outputOf: 3,
  memberOf: 4,
  commissioned: 5,
  seen: 6,
  arrived: 7,
  departed: 8,
  ended: 9,
  /** An aggregation was emptied without naming its children (EPCIS 2.0 §7.4.3). */
  emptied: 10,
  /** The same of an association (§7.4.5). */
  detached: 11,
  contains: 16,
  carries: 17,
  hasMember: 18,
  hasInput: 19,
  hasOutput: 20,
} as const

/** See kinds. */
export const firstOfMany = kinds.contains

/** The stored number of EPCIS' action; ADD opens a containment, DELETE closes it, OBSERVE states it for an instant. */
export const actions = { ADD: 0, OBSERVE: 1, DELETE: 2 } as const

/** The other end of a row that is about its key alone. */
export const nothing = '00000000-0000-0000-0000-000000000000'

/**
 * A statement about a key, as stored. `eventTime` goes in as an ISO instant in UTC and comes back as PostgreSQL writes it;
 * keys and `place` are 128-bit hashes as UUID text. `classLevel`: the item of the link stands in the event as a class.
 * `action`: of containments, and of what an ObjectEvent says; what a TransactionEvent says has none.
 */
export type Assertion = {
  key: string
  kind: number
  eventTime: string
  other: string
  eventUid: string
  captureNumber: number
  place: string | null
  classLevel: boolean
  action: number | null
  quantity: number | null
  uom: string | null
}

/** The event that a set of links comes from; `place`: canonical, where the event was (bizLocation, else readPoint). */
export type Source = {
  uid: string
  time: string
  captureNumber: number
  association: boolean
  declaredBy: string
  place: string | undefined
}

/** Links as the rows of both their ends, each once; `hash` turns a canonical key into its 128-bit hash. */
export const toAssertions = (
  links: readonly Link[],
  source: Source,
  hash: (canonical: string) => string,
): Assertion[] => {
  const rows = new Map<string, Assertion>()
  for (const row of links.flatMap((link) => bothEnds(link, source, hash))) {
    const identity = `${row.key}${row.kind}${row.other}`
    const same = rows.get(identity)
    rows.set(identity, same === undefined ? row : { ...same, ...together(same, row) })
  }
  return [...rows.values()]
}

/** A class that an event names twice in one role: both quantities, where they have one unit; else nobody knows how much. */
const together = (one: Assertion, more: Assertion): Pick<Assertion, 'quantity' | 'uom' | 'classLevel'> => {
  const classLevel = one.classLevel || more.classLevel
  return one.quantity === null || more.quantity === null || one.uom !== more.uom
    ? { quantity: null, uom: null, classLevel }
    : { quantity: one.quantity + more.quantity, uom: one.uom, classLevel }
}

const bothEnds = (link: Link, source: Source, hash: (canonical: string) => string): Assertion[] => {
  const place = source.place === undefined ? null : hash(source.place)
  const row = (key: string, kind: number, other: string): Assertion => ({
    key,
    kind,
    other,
    eventTime: source.time,
    eventUid: source.uid,
    captureNumber: source.captureNumber,
    place,
    classLevel: link.classLevel ?? false,
    action: link.action === undefined ? null : actions[link.action],
    quantity: link.quantity ?? null,
    uom: link.uom ?? null,
  })
  const both = (a: string, down: number, b: string, up: number) => [row(a, down, b), row(b, up, a)]
  switch (link.kind) {
    case 'contains':
      if (link.b === '') return [row(hash(link.a), source.association ? kinds.detached : kinds.emptied, nothing)]
      return source.association
        ? both(hash(link.a), kinds.carries, hash(link.b), kinds.carriedBy)
        : both(hash(link.a), kinds.contains, hash(link.b), kinds.containedIn)
    case 'input':
      return both(hash(processKey(link.a, source)), kinds.hasInput, hash(link.b), kinds.inputTo)
    case 'output':
      return both(hash(processKey(link.a, source)), kinds.hasOutput, hash(link.b), kinds.outputOf)
    case 'member':
      return both(hash(link.a), kinds.hasMember, hash(link.b), kinds.memberOf)
    default:
      return [row(hash(link.a), kinds[link.kind], nothing)]
  }
}

/** A transformationID means one process only within its declarer's word: nobody adds inputs to another's process. */
const processKey = (transformation: string, source: Source): string =>
  transformation === ownProcess ? eventProcess(source.uid) : `process:${source.declaredBy}:${transformation}`

/** The process that a TransformationEvent without transformationID is by itself. */
export const eventProcess = (uid: string): string => `process:${uid}`
