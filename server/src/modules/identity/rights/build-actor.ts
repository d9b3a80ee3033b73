import type { Actor, Reach } from '../../../platform/actor.ts'
import { isOpenToMachine, type Right, rights } from './rights.ts'
import type { Duty } from './role.ts'
import type { GrantedRole } from './role-grant.store.ts'

/**
 * What a key, a token or a session says of its bearer. `accountID` null: a machine. `duties` null: no restriction by them;
 * `scopes` null: a person, or a machine that was given none.
 */
export type Credential = {
  partyID: string
  accountID: string | null
  delegateID: string | null
  credentialID: string
  duties: readonly Duty[] | null
  scopes: readonly string[] | null
}

/** The caller with the rights that its organisation's roles give it at this moment, as far as its duties and scopes let it. */
export const buildActor = (credential: Credential, granted: readonly GrantedRole[]): Actor => {
  const { partyID, accountID, delegateID, credentialID } = credential
  const reach = (permission: string): Reach[] =>
    rights
      .filter((right) => right.permission === permission && isOpen(right, credential))
      .flatMap((right) => granted.filter(({ role }) => role === right.role).map((grant) => toReach(right, grant)))
  return {
    kind: 'party',
    partyID,
    accountID,
    delegateID,
    credentialID,
    reach,
    can: (permission) =>
      permission === 'public' || (permission === 'signed-in' && accountID !== null) || reach(permission).length > 0,
  }
}

const isOpen = ({ permission, duty }: Right, { accountID, duties, scopes }: Credential): boolean =>
  (accountID === null ? isOpenToMachine(permission, scopes) : (scopes?.includes(permission) ?? true)) &&
  (duties === null || duty === undefined || duties.includes(duty))

const toReach = ({ reach }: Right, { groups, units }: GrantedRole): Reach => {
  if (reach === 'sector') return { kind: reach, groups }
  if (reach === 'territory') return { kind: reach, units }
  return { kind: reach }
}
