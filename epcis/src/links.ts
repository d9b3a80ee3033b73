import type { Action } from './event.ts'
import type { EventFacts, EventKey, KeyRole } from './facts.ts'

/**
 * What an event says about two keys. contains: `a` the parent, `b` the child ('' on DELETE: all children).
 * input, output: `a` the process (a transformationID's key, or 'event': the event itself), `b` the item.
 */
export type Link = {
  kind: 'contains' | 'input' | 'output'
  a: string
  b: string
  action?: Action
  quantity?: number
  uom?: string
}

/** The process of a TransformationEvent that names none. */
export const ownProcess = 'event'

/** The links of an event. ObjectEvent and TransactionEvent say nothing about lineage: a document is no container. */
export function linksOf(facts: EventFacts): Link[] {
  if (facts.type === 'TransformationEvent') return transformationLinks(facts)
  if (facts.type === 'AggregationEvent' || facts.type === 'AssociationEvent') return containmentLinks(facts)
  return []
}

function transformationLinks({ keys }: EventFacts): Link[] {
  const process = keys.find(({ role }) => role === 'transformation')?.key ?? ownProcess
  const side = (kind: Link['kind'], roles: readonly KeyRole[]) =>
    keysIn(keys, roles).map(({ key, quantity, uom }): Link => ({ kind, a: process, b: key, quantity, uom }))
  return [...side('input', ['input', 'inputClass']), ...side('output', ['output', 'outputClass'])]
}

function containmentLinks({ keys, action }: EventFacts): Link[] {
  const parent = keys.find(({ role }) => role === 'parent')?.key
  if (parent === undefined) return []
  const children = keysIn(keys, ['child', 'childClass'])
  if (children.length === 0 && action === 'DELETE') return [{ kind: 'contains', a: parent, b: '', action }]
  return children.map(
    ({ key, quantity, uom }): Link => ({ kind: 'contains', a: parent, b: key, action, quantity, uom }),
  )
}

const keysIn = (keys: readonly EventKey[], roles: readonly KeyRole[]) => keys.filter(({ role }) => roles.includes(role))
