import { randomBytes } from 'node:crypto'
import type { Actor } from '../../../platform/actor.ts'
import { operatorPartyID } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { digest, uidRange } from '../event-uid.ts'
import { storedFacts } from '../stored-event.ts'
import { deriveAnew } from './rebuild.ts'
import { insertErasure, selectByIDForUpdate, updateToTombstone } from './upkeep.store.ts'

/** The decision that an event's body must go: by whose party it was captured, and on what legal basis. */
export type ErasureDecision = { eventID: string; capturedBy?: string; basis: string }

/** Throws where something stands against the erasure of an event, such as a legal hold. */
export type MayErase = (
  tx: Tx,
  event: { eventID: string; capturedBy: string; declaredBy: string; keys: readonly string[] },
) => Promise<void>

/**
 * Replaces an event's body (and its declarations') by a tombstone: type, time and keys stay, so that chains hold; the
 * rest is gone but for a salted SHA-256 commitment. The salts go to the one who decided, and are kept nowhere here:
 * without them nobody can try contents against the commitment.
 */
export const eraseEvent = (
  db: Db,
  actor: Actor,
  decision: ErasureDecision,
  mayErase: MayErase,
): Promise<{ erased: { capturedBy: string; declaration: boolean; commitment: string; salt: string }[] }> =>
  db.transaction(async (tx) => {
    const found = (await selectByIDForUpdate(tx, uidRange(decision.eventID))).filter(
      (event) =>
        event.eventID === decision.eventID &&
        event.body !== null &&
        (decision.capturedBy === undefined || event.capturedBy === decision.capturedBy),
    )
    if (found.length === 0) throw problem('events.event-unknown', { eventID: decision.eventID })
    const erased = []
    for (const event of found) {
      const { ilmd: _, ...facts } = storedFacts(event)
      await mayErase(tx, { ...event, keys: facts.keys.map(({ key }) => key) })
      const salt = randomBytes(32).toString('hex')
      const commitment = digest(`${salt}${event.body}`)
      const tombstone = { facts, commitment }
      await updateToTombstone(tx, event.uid, tombstone)
      await deriveAnew(tx, [{ ...event, body: null, tombstone }])
      await insertErasure(tx, event.uid, actor.partyID ?? operatorPartyID, decision.basis)
      erased.push({ capturedBy: event.capturedBy, declaration: event.declaration, commitment, salt })
    }
    await recordDeed(tx, actor, {
      action: 'events.erased',
      subject: decision.eventID,
      details: { basis: decision.basis, commitments: erased.map(({ commitment }) => commitment) },
    })
    return { erased }
  })
