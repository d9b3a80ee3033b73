import type { Role } from '../../../identity/index.ts'
import type { PartyKind } from '../party.ts'

/** The role that a party has by what it is; an agency has none until one is granted to it. */
const usualRoles: Partial<Record<PartyKind, Role>> = {
  enterprise: 'enterprise',
  cooperative: 'enterprise',
  household: 'farmer',
  individual: 'farmer',
  provider: 'solution-provider',
  'certification-body': 'certifier',
  association: 'association',
}

export const usualRole = (kind: PartyKind): Role | undefined => usualRoles[kind]
