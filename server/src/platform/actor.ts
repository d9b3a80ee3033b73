/**
 * How far a right reaches: the caller's own organisation, its members, product groups, administrative units, the whole
 * province, the whole system.
 */
export type Reach =
  | { kind: 'own' | 'members' | 'province' | 'system' }
  | { kind: 'sector'; groups: readonly string[] }
  | { kind: 'territory'; units: readonly string[] }

/** What a call asked for: by which route, and under which case of an authority's, where it names one. */
export type Call = { route: string; caseNumber: string | undefined }

/** Who is calling: everyone without a credential is anonymous; a credential speaks for its party; the operator's key for the system. */
export type Actor = {
  kind: 'anonymous' | 'party' | 'operator'
  partyID: string | null
  /** The person who is signed in; null: a machine. */
  accountID: string | null
  /** The party that acts for `partyID` by its delegation. */
  delegateID: string | null
  credentialID: string | null
  /** The network that a request came from (shorten-address.ts); none where no request is behind it. */
  origin?: string | undefined
  /** Of a call over HTTP; none where the program itself acts. */
  call?: Call
  can(permission: string): boolean
  /** How far a permission goes; empty where there is none. */
  reach(permission: string): readonly Reach[]
}

/** The party of the one who runs the system; it exists from the first migration on. */
export const operatorPartyID = '00000000-0000-0000-0000-000000000001'
