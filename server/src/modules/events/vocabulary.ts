import { type EventFacts, type KeyRole, keyRoles } from '@nguon/epcis'

/** Stored numbers of the event types; an extension's own type is 5. */
export const eventTypes = [
  'ObjectEvent',
  'AggregationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'AssociationEvent',
  'ExtensionEvent',
] as const

/** Stored numbers of the actions, as trace has them. */
export const actions = ['ADD', 'OBSERVE', 'DELETE'] as const

export const typeNumber = (type: string): number => {
  const known = (eventTypes as readonly string[]).indexOf(type)
  return known < 0 ? eventTypes.indexOf('ExtensionEvent') : known
}

export const actionNumber = (action: EventFacts['action']): number | null =>
  action === undefined ? null : actions.indexOf(action)

const roleNumbers = new Map<KeyRole, number>(keyRoles.map((role, number) => [role, number]))

/** A role is stored as its place in the package's list, which only grows at its end. */
export const roleNumber = (role: KeyRole): number => roleNumbers.get(role) ?? -1

/** Media types in which an event was received, by number; its body is stored in JSON whichever it was. */
export const mediaTypes = ['application/ld+json', 'application/json', 'application/xml', 'text/xml'] as const
