import type { Cut } from '@nguon/epcis'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import type { Asker } from '../../../identity/index.ts'

/** A document that waits for its job: who sent it, and what stands around its events. */
export type Spooled = {
  captureID: string
  number: number
  actor: Asker
  mediaType: number
  kind: Cut['kind']
  header: Cut['header']
  parts: number
}

export const insertPart = async (reader: Reader, captureID: string, part: number, body: Buffer): Promise<void> => {
  await reader.query('insert into events.capture_part (capture_id, part, body) values ($1, $2, $3)', [
    captureID,
    part,
    body,
  ])
}

export const selectPart = async (reader: Reader, captureID: string, part: number): Promise<Buffer> => {
  const [row] = await reader.query<{ body: Buffer }>(
    'select body from events.capture_part where capture_id = $1 and part = $2',
    [captureID, part],
  )
  if (row === undefined) throw new Error(`part ${part} of capture ${captureID} is missing`)
  return row.body
}

export const insertSpooled = async (tx: Tx, { actor, header, ...spooled }: Spooled): Promise<void> => {
  await tx.query(
    `insert into events.capture_spool (capture_id, number, actor_kind, party_id, credential_id, media_type, kind, header, parts, delegate_id,
                                       account_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      spooled.captureID,
      spooled.number,
      actor.kind,
      actor.partyID,
      actor.credentialID,
      spooled.mediaType,
      spooled.kind,
      header === undefined ? null : JSON.stringify(header),
      spooled.parts,
      actor.delegateID,
      actor.accountID,
    ],
  )
}

type SpooledRow = Omit<Spooled, 'actor' | 'header'> & {
  errorBehaviour: 'rollback' | 'proceed'
  actorKind: Asker['kind']
  partyID: string | null
  accountID: string | null
  delegateID: string | null
  credentialID: string | null
  header: string | null
}

/** A document whose job is still to be done, with how the job is to treat errors. */
export const selectSpooled = async (
  reader: Reader,
  captureID: string,
): Promise<(Spooled & { errorBehaviour: 'rollback' | 'proceed' }) | undefined> => {
  const [row] = await reader.query<SpooledRow>(
    `select s.capture_id as "captureID", s.number::float8 as number, s.actor_kind as "actorKind", s.party_id as "partyID",
            s.account_id as "accountID", s.delegate_id as "delegateID", s.credential_id as "credentialID", s.media_type as "mediaType", s.kind, s.header, s.parts,
            j.error_behaviour as "errorBehaviour"
       from events.capture_spool s join events.capture_job j on j.number = s.number
      where s.capture_id = $1 and j.running`,
    [captureID],
  )
  if (row === undefined) return undefined
  const { actorKind: kind, partyID, accountID, delegateID, credentialID, header, ...rest } = row
  return {
    ...rest,
    actor: { kind, partyID, accountID, delegateID, credentialID },
    header: header === null ? undefined : (JSON.parse(header) as Cut['header']),
  }
}

/**
 * Shared by the transactions of large captures: they note keys before the events that name them are committed. Who removes
 * keys that no event names must wait for them.
 */
export const largeCaptures = 'events.large-captures'

/** One process at a time works on a document; one that was killed may still hold it for a moment. */
export const takeSpooled = async (tx: Tx, captureID: string): Promise<void> => {
  await tx.query(
    'select pg_advisory_xact_lock(hashtextextended($1, 0)), pg_advisory_xact_lock_shared(hashtextextended($2, 0))',
    [`capture ${captureID}`, largeCaptures],
  )
}

/** Counts a run that came to no end, and answers how many there were. */
export const countFailure = async (reader: Reader, captureID: string): Promise<number> => {
  const [row] = await reader.query<{ failures: number }>(
    'update events.capture_spool set failures = failures + 1 where capture_id = $1 returning failures',
    [captureID],
  )
  return row?.failures ?? 0
}

export const deleteSpool = async (reader: Reader, captureID: string): Promise<void> => {
  await reader.query('delete from events.capture_spool where capture_id = $1', [captureID])
  await reader.query('delete from events.capture_part where capture_id = $1', [captureID])
}

/** Uploads to which nothing was added for an hour, and what jobs that are done have left. */
export const selectOrphans = async (reader: Reader): Promise<string[]> => {
  const rows = await reader.query<{ captureID: string }>(
    `select p.capture_id as "captureID" from events.capture_part p
      where not exists (select from events.capture_job j where j.capture_id = p.capture_id and j.running)
      group by p.capture_id having max(p.received_at) < now() - interval '1 hour'`,
  )
  return rows.map(({ captureID }) => captureID)
}
