import { isOneOf, standsFor } from '../../parties/merging/standing.store.ts'
import { notEnded } from '../../rights/mandates/mandate.store.ts'
import { inForce } from '../../versions/moment.ts'
import { isAuthority } from './claim.store.ts'

/** A party and a key, as SQL. `owner`: whose the key is, null where it is nobody's; `candidates`: what a claim on it may stand under. */
type Spoken = { party: string; owner: string; candidates: string }

/**
 * Whether a party speaks of a key that is in its charge, as known at position $2, on day $3: its owner, an authority, or who holds
 * the owner's mandate for it. What `speakersOn` lets state is so judged again when it is shown.
 */
export const speaksOf = ({ party, owner, candidates }: Spoken): string =>
  `(${isOneOf(party, owner)} or ${isAuthority(standsFor(party))} or exists (
     select from registry.mandate m
      where m.purpose = 'claim-key' and ${isOneOf('m.principal_id', owner)} and ${standsFor('m.holder_id')} = ${standsFor(party)}
        and (m.keys is null or m.keys && ${candidates}) and ${inForce('m')} and ${notEnded}))`
