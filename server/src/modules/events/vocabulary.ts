import type { EventFacts, KeyRole } from '@nguon/epcis'

/** Stored numbers of the event types; an extension's own type is 5. */
export const eventTypes = [
  'ObjectEvent',
  'AggregationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'AssociationEvent',
  'ExtensionEvent',
] as const
export type EventTypeName = (typeof eventTypes)[number]

/** Stored numbers of the actions, as trace has them. */
export const actions = ['ADD', 'OBSERVE', 'DELETE'] as const

/** Stored numbers of the roles a key can have in an event. */
export const roles = [
  'epc',
  'class',
  'parent',
  'child',
  'childClass',
  'input',
  'inputClass',
  'output',
  'outputClass',
  'readPoint',
  'bizLocation',
  'bizTransaction',
  'source',
  'destination',
  'transformation',
] as const satisfies readonly KeyRole[]

export const typeNumber = (type: string): number => {
  const known = (eventTypes as readonly string[]).indexOf(type)
  return known < 0 ? eventTypes.indexOf('ExtensionEvent') : known
}

export const actionNumber = (action: EventFacts['action']): number | null =>
  action === undefined ? null : actions.indexOf(action)

const roleNumbers = new Map<string, number>(roles.map((role, number) => [role, number]))
export const roleNumber = (role: KeyRole): number => roleNumbers.get(role) ?? -1

/** Media types of a stored body, by number. */
export const mediaTypes = ['application/ld+json', 'application/json'] as const
