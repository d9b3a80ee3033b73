import type { Actor } from './actor.ts'
import { newID } from './ids.ts'
import type { Tx } from './postgres/database.ts'

/** What was done to what; `details` holds no personal data and no secrets. */
export type Deed = { action: string; subject: string; details?: object }

/** Notes a deed in its own transaction. */
export const recordDeed = async (tx: Tx, actor: Actor, deed: Deed): Promise<void> => {
  await tx.query(
    `insert into platform.audit (deed_id, actor_kind, party_id, credential_id, action, subject, details)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      newID(),
      actor.kind,
      actor.partyID,
      actor.credentialID,
      deed.action,
      deed.subject,
      deed.details === undefined ? null : JSON.stringify(deed.details),
    ],
  )
}
