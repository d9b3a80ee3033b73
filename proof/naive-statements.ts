/** An event as it was told: by whom, and with which capture it came. */
export type Told = { event: EpcisEvent; party: string; capture: number }

export type Quantified = { epcClass: string; quantity?: number; uom?: string }

/** Of an EPCIS event in JSON, what a trace looks at. */
export type EpcisEvent = {
  type: string
  eventID: string
  eventTime: string
  eventTimeZoneOffset: string
  action?: string
  bizStep?: string
  disposition?: string
  readPoint?: { id: string }
  bizLocation?: { id: string }
  parentID?: string
  epcList?: string[]
  quantityList?: Quantified[]
  childEPCs?: string[]
  childQuantityList?: Quantified[]
  inputEPCList?: string[]
  inputQuantityList?: Quantified[]
  outputEPCList?: string[]
  outputQuantityList?: Quantified[]
  transformationID?: string
  ilmd?: Record<string, unknown>
  errorDeclaration?: { declarationTime: string; reason?: string; correctiveEventIDs?: string[] }
}

/** One thing that an event says of `key`; `other`: the container, the process, or the lot of an instance. */
export type Statement = {
  what: 'commissioned' | 'seen' | 'arrived' | 'departed' | 'ended' | Containing | 'input' | 'output' | 'member'
  key: string
  other: string
  at: number
  place: string
  /** Said by an AssociationEvent. */
  attached: boolean
  /** Said by a TransactionEvent: where the document was, the goods need not have been. */
  documented: boolean
  quantity?: number
  uom?: string
}
type Containing = 'put' | 'watched' | 'taken' | 'emptied'

export const nowhere = 'nowhere'

/** The events that stood when so many captures had come: no declarations, and nothing that one declared wrong. */
export const standing = (told: readonly Told[], captures: number): Told[] => {
  const come = told.filter(({ capture }) => capture <= captures)
  const wrong = new Set(come.flatMap(({ event, party }) => (event.errorDeclaration ? [event.eventID + party] : [])))
  return come.filter(({ event, party }) => !wrong.has(event.eventID + party))
}

/** All that the events say, in the order of time. */
export const statementsOf = (told: readonly Told[]): Statement[] => told.flatMap(saidBy).sort((a, b) => a.at - b.at)

/** Keys that stand anywhere as a class with a quantity. */
export const classesOf = (told: readonly Told[]): Set<string> =>
  new Set(
    told
      .flatMap(({ event: e }) => [e.quantityList, e.childQuantityList, e.inputQuantityList, e.outputQuantityList])
      .flatMap((list) => list ?? [])
      .map(({ epcClass }) => epcClass),
  )

const saidBy = ({ event, party }: Told): Statement[] => {
  const common = {
    at: Date.parse(event.eventTime),
    place: event.bizLocation?.id ?? event.readPoint?.id ?? nowhere,
    attached: event.type === 'AssociationEvent',
    documented: event.type === 'TransactionEvent',
  }
  const say = (
    what: Statement['what'],
    other: string,
    epcs: string[] = [],
    classes: Quantified[] = [],
  ): Statement[] => [
    ...epcs.map((key) => ({ ...common, what, key, other })),
    ...classes.map(({ epcClass: key, quantity, uom }) => ({ ...common, what, key, other, quantity, uom })),
  ]
  if (event.type === 'TransformationEvent') {
    const process = `process:${event.transformationID === undefined ? event.eventID : `${party}:${event.transformationID}`}`
    return [
      ...say('input', process, event.inputEPCList, event.inputQuantityList),
      ...say('output', process, event.outputEPCList, event.outputQuantityList),
      ...membersOf(event, event.outputEPCList).flatMap(([lot, item]) => say('member', lot, [item])),
    ]
  }
  if (event.type === 'AggregationEvent' || event.type === 'AssociationEvent') {
    const container = event.parentID ?? ''
    if (event.childEPCs === undefined && event.childQuantityList === undefined) return say('emptied', '', [container])
    const what = event.action === 'ADD' ? 'put' : event.action === 'DELETE' ? 'taken' : 'watched'
    return say(what, container, event.childEPCs, event.childQuantityList)
  }
  const made = event.type === 'ObjectEvent' && event.action === 'ADD'
  const documented = event.type === 'TransactionEvent' && event.parentID !== undefined ? [event.parentID] : []
  return [
    ...say(stateOf(event), '', [...(event.epcList ?? []), ...documented], event.quantityList),
    ...(made ? membersOf(event, event.epcList).flatMap(([lot, item]) => say('member', lot, [item])) : []),
  ]
}

const stateOf = ({ type, action, bizStep = '', disposition = '' }: EpcisEvent): Statement['what'] => {
  if (type === 'ObjectEvent' && action === 'ADD') return 'commissioned'
  if (type === 'ObjectEvent' && action === 'DELETE') return 'ended'
  if (['retail_selling', 'destroying', 'decommissioning', 'consuming'].includes(bizStep)) return 'ended'
  if (['retail_sold', 'destroyed', 'disposed', 'consumed'].includes(disposition)) return 'ended'
  if (['receiving', 'arriving', 'accepting'].includes(bizStep)) return 'arrived'
  return ['shipping', 'departing'].includes(bizStep) ? 'departed' : 'seen'
}

/** Each serialised item that the event makes, with the lot of its product that the ILMD names. */
const membersOf = ({ ilmd }: EpcisEvent, items: string[] = []): [lot: string, item: string][] => {
  const number = ilmd?.['cbvmda:lotNumber']
  if (typeof number !== 'string') return []
  return items
    .filter((item) => item.includes('/21/'))
    .map((item) => [`${item.slice(0, item.indexOf('/21/'))}/10/${number}`, item])
}
