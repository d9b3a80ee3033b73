/** What an organisation is in the province's system of traceability. */
export const roles = [
  'public',
  'farmer',
  'enterprise',
  'solution-provider',
  'certifier',
  'commune',
  'sector',
  'standing-agency',
  'finance',
  'association',
  'leader',
  'inspector',
  'administrator',
] as const
export type Role = (typeof roles)[number]

/** What a person does in an organisation. */
export const duties = ['declarer', 'approver', 'administrator', 'reader'] as const
export type Duty = (typeof duties)[number]

/** Roles whose reach is part of their grant: it names product groups, or administrative units, or both. */
export const boundedRoles: Partial<Record<Role, readonly ('groups' | 'units')[]>> = {
  commune: ['units'],
  sector: ['groups'],
  inspector: ['groups', 'units'],
}
