import type { Actor } from './actor.ts'
import { newID } from './ids.ts'
import type { Tx } from './postgres/database.ts'
import { jsonText } from './storable.ts'

/** What was done to what; `details` holds no personal data and no secrets. */
export type Deed = { action: string; subject: string; details?: object }

/** Notes a deed in its own transaction, and that it is to be sealed (audit/seal-deeds.ts). */
export const recordDeed = async (tx: Tx, actor: Actor, deed: Deed): Promise<void> => {
  await tx.query(
    `with deed as (
       insert into platform.audit (deed_id, actor_kind, party_id, account_id, delegate_id, credential_id, origin, action,
         subject, details)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning number)
     insert into platform.audit_queue (number) select number from deed`,
    [
      newID(),
      actor.kind,
      actor.partyID,
      actor.accountID,
      actor.delegateID,
      actor.credentialID,
      actor.origin ?? null,
      deed.action,
      deed.subject,
      deed.details === undefined ? null : jsonText(deed.details),
    ],
  )
}
