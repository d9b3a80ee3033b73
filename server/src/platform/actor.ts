/** Who is calling: everyone without a key is anonymous; a key speaks for its party; the operator's key for the system. */
export type Actor = {
  kind: 'anonymous' | 'party' | 'operator'
  partyID: string | null
  credentialID: string | null
  can(permission: string): boolean
}

/** The party of the one who runs the system; it exists from the first migration on. */
export const operatorPartyID = '00000000-0000-0000-0000-000000000001'
