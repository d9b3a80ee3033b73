import type { Link } from '@nguon/epcis'

/** What a row says of its `key`; each link is written from both ends, so a walk asks by one key only. */
export const kinds = {
  contains: 0,
  containedIn: 1,
  inputTo: 2,
  outputOf: 3,
  hasInput: 4,
  hasOutput: 5,
  carries: 6,
  carriedBy: 7,
} as const

/** The stored number of EPCIS' action; ADD opens a containment, DELETE closes it, OBSERVE states it for an instant. */
export const actions = { ADD: 0, OBSERVE: 1, DELETE: 2 } as const

/** Stands for "all children" where an aggregation is emptied without naming them (EPCIS 2.0 §7.4.3). */
export const allChildren = '00000000-0000-0000-0000-000000000000'

/** One end of a link, as stored. `eventTime` goes in as an ISO instant in UTC and comes back as PostgreSQL writes it; keys are 128-bit hashes as UUID text. */
export type Assertion = {
  key: string
  kind: number
  eventTime: string
  other: string
  eventUid: string
  captureNumber: number
  action: number | null
  quantity: number | null
  uom: string | null
}

/** The event that a set of links comes from. */
export type Source = {
  uid: string
  time: string
  captureNumber: number
  association: boolean
  declaredBy: string
}

/** Links as both their ends; `hash` turns a canonical key into its 128-bit hash. */
export const toAssertions = (
  links: readonly Link[],
  source: Source,
  hash: (canonical: string) => string,
): Assertion[] => links.flatMap((link) => bothEnds(link, source, hash))

const bothEnds = (link: Link, source: Source, hash: (canonical: string) => string): Assertion[] => {
  const row = (key: string, kind: number, other: string): Assertion => ({
    key,
    kind,
    other,
    eventTime: source.time,
    eventUid: source.uid,
    captureNumber: source.captureNumber,
    action: link.action === undefined ? null : actions[link.action],
    quantity: link.quantity ?? null,
    uom: link.uom ?? null,
  })
  if (link.kind === 'contains') {
    const [down, up] = source.association ? [kinds.carries, kinds.carriedBy] : [kinds.contains, kinds.containedIn]
    const parent = hash(link.a)
    if (link.b === '') return [row(parent, down, allChildren)]
    const child = hash(link.b)
    return [row(parent, down, child), row(child, up, parent)]
  }
  const process = hash(processKey(link.a, source))
  const item = hash(link.b)
  return link.kind === 'input'
    ? [row(process, kinds.hasInput, item), row(item, kinds.inputTo, process)]
    : [row(process, kinds.hasOutput, item), row(item, kinds.outputOf, process)]
}

/** A transformationID means one process only within its declarer's word: nobody adds inputs to another's process. */
const processKey = (transformation: string, source: Source): string =>
  transformation === 'event' ? `process:${source.uid}` : `process:${source.declaredBy}:${transformation}`
