import { gs1Key } from './canonical-key.ts'
import type { Action } from './event.ts'
import type { EventFacts, EventKey, KeyRole } from './facts.ts'

/** What an ObjectEvent or TransactionEvent says of a key by itself. */
type LinkState = 'commissioned' | 'seen' | 'arrived' | 'departed' | 'ended'

/**
 * What an event says about two keys, or of one. contains: `a` the parent, `b` the child ('' on DELETE: all children).
 * input, output: `a` the process (a transformationID's key, or `ownProcess`: the event itself), `b` the item. member: `a` the
 * lot, `b` an instance made as one of it. The others: `a` the key, `b` ''; `action` where an ObjectEvent says it.
 * `classLevel`: the item stands in the event as a class with a quantity.
 */
export type Link = {
  kind: 'contains' | 'input' | 'output' | 'member' | LinkState
  a: string
  b: string
  action?: Action
  quantity?: number
  uom?: string
  classLevel?: true
}

/** The process of a TransformationEvent that names none. */
export const ownProcess = 'event'

/** The links of an event. A document is no container: what a TransactionEvent names was seen with it, no more. */
export function linksOf(facts: EventFacts): Link[] {
  if (facts.type === 'TransformationEvent') return transformationLinks(facts)
  if (facts.type === 'AggregationEvent' || facts.type === 'AssociationEvent') return containmentLinks(facts)
  if (facts.type === 'ObjectEvent') return [...stateLinks(facts, ['epc', 'class']), ...memberLinks(facts, ['epc'])]
  return facts.type === 'TransactionEvent' ? stateLinks(facts, ['epc', 'class', 'parent']) : []
}

const classRoles: readonly KeyRole[] = ['class', 'childClass', 'inputClass', 'outputClass']

const amountOf = ({ role, quantity, uom }: EventKey): Pick<Link, 'quantity' | 'uom' | 'classLevel'> =>
  classRoles.includes(role) ? { quantity, uom, classLevel: true } : {}

function transformationLinks(facts: EventFacts): Link[] {
  const { keys } = facts
  const process = keys.find(({ role }) => role === 'transformation')?.key ?? ownProcess
  const side = (kind: Link['kind'], roles: readonly KeyRole[]) =>
    keysIn(keys, roles).map((each): Link => ({ kind, a: process, b: each.key, ...amountOf(each) }))
  return [
    ...side('input', ['input', 'inputClass']),
    ...side('output', ['output', 'outputClass']),
    ...memberLinks(facts, ['output']),
  ]
}

function containmentLinks({ keys, action }: EventFacts): Link[] {
  const parent = keys.find(({ role }) => role === 'parent')?.key
  if (parent === undefined) return []
  const children = keysIn(keys, ['child', 'childClass'])
  if (children.length === 0 && action === 'DELETE') return [{ kind: 'contains', a: parent, b: '', action }]
  return children.map((each): Link => ({ kind: 'contains', a: parent, b: each.key, action, ...amountOf(each) }))
}

function stateLinks(facts: EventFacts, roles: readonly KeyRole[]): Link[] {
  const kind = stateOf(facts)
  const action = facts.type === 'ObjectEvent' ? facts.action : undefined
  return keysIn(facts.keys, roles).map((each): Link => ({ kind, a: each.key, b: '', action, ...amountOf(each) }))
}

const endingSteps = ['retail_selling', 'destroying', 'decommissioning', 'consuming']
const endingDispositions = ['retail_sold', 'destroyed', 'disposed', 'consumed']
const arrivingSteps = ['receiving', 'arriving', 'accepting']
const departingSteps = ['shipping', 'departing']

/** An ADD of objects begins their life, their DELETE ends it (EPCIS 2.0 §7.4.2); of documents it does neither (§7.4.4). */
function stateOf({ type, action, bizStep = '', disposition = '' }: EventFacts): LinkState {
  const ofObjects = type === 'ObjectEvent'
  if (ofObjects && action === 'ADD') return 'commissioned'
  if (ofObjects && action === 'DELETE') return 'ended'
  if (endingSteps.includes(bizStep) || endingDispositions.includes(disposition)) return 'ended'
  if (arrivingSteps.includes(bizStep)) return 'arrived'
  return departingSteps.includes(bizStep) ? 'departed' : 'seen'
}

const lotNumbers = ['urn:epcglobal:cbv:mda#lotNumber', 'urn:epcglobal:cbv:mda:lotNumber']

/** A serialised item is of the lot that the ILMD of its creation names (CBV 2.0 §9): its key alone does not tell. */
function memberLinks({ type, action, ilmd, keys }: EventFacts, roles: readonly KeyRole[]): Link[] {
  const number = lotNumbers.map((name) => ilmd?.[name]).find((value) => typeof value === 'string')
  if (number === undefined || (type === 'ObjectEvent' && action !== 'ADD')) return []
  return keysIn(keys, roles).flatMap(({ key }): Link[] => {
    const product = /^\/01\/\d{14}(?=\/21\/)/.exec(key)?.[0]
    const lot = product && gs1Key(`https://id.gs1.org${product}/10/${encodeURIComponent(number)}`)
    return lot === undefined || lot === '' ? [] : [{ kind: 'member', a: lot, b: key }]
  })
}

/** The lots of which an event makes serialised items: its ILMD names them, none of its keys does. */
export const lotsOfMembers = (facts: EventFacts): string[] => [
  ...new Set(memberLinks(facts, ['epc', 'output']).map(({ a }) => a)),
]

const keysIn = (keys: readonly EventKey[], roles: readonly KeyRole[]) => keys.filter(({ role }) => roles.includes(role))
