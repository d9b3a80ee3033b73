import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { utc } from '../../../platform/postgres/times.ts'
import type { Subject } from '../subject.ts'

export const requestKinds = ['see', 'correct', 'delete'] as const
export type RequestKind = (typeof requestKinds)[number]
export type RequestState = 'received' | 'extended' | 'answered'
export const outcomes = ['granted', 'partly', 'refused'] as const
export type Outcome = (typeof outcomes)[number]

/** What is kept in spite of a request, and by which clause. */
export type Retained = { kind: string; source: string; status: string }

export type RequestRow = {
  id: string
  number: string
  kind: RequestKind
  subjectKind: Subject['kind'] | null
  subjectID: string | null
  receivedOn: string
  dueOn: string
  state: RequestState
  outcome: Outcome | null
  details: string | null
  contact: string | null
  answer: string | null
  retained: Retained[] | null
  answeredAt: string | null
}

/** One thing that happened to a request. */
export type RequestTurn = {
  at: string
  turn: string
  dueOn: string | null
  reason: string | null
  basis: string | null
}

const columns = `request_id as id, number, kind, subject_kind as "subjectKind", subject_id as "subjectID",
  received_on::text as "receivedOn", due_on::text as "dueOn", state, outcome, details, contact, answer, retained,
  ${utc('answered_at')} as "answeredAt"`

export const insertRequest = async (
  tx: Tx,
  row: Pick<RequestRow, 'id' | 'number' | 'kind' | 'receivedOn' | 'dueOn' | 'details' | 'contact'> & {
    language: string
  },
  subject: Subject | undefined,
): Promise<void> => {
  await tx.query(
    `insert into privacy.request (request_id, number, kind, subject_kind, subject_id, language, received_on, due_on, state,
       details, contact) values ($1, $2, $3, $4, $5, $6, $7::date, $8::date, 'received', $9, $10)`,
    [
      row.id,
      row.number,
      row.kind,
      subject?.kind ?? null,
      subject?.id ?? null,
      row.language,
      row.receivedOn,
      row.dueOn,
      row.details?.normalize('NFC') ?? null,
      row.contact?.normalize('NFC') ?? null,
    ],
  )
}

export const insertTurn = async (
  tx: Tx,
  requestID: string,
  turn: { turn: string; dueOn?: string; reason?: string; basis?: string },
  by: { partyID: string | null; accountID: string | null },
): Promise<void> => {
  await tx.query(
    `insert into privacy.request_turn (request_id, turn, party_id, account_id, due_on, reason, basis)
     values ($1, $2, $3, $4, $5::date, $6, $7)`,
    [requestID, turn.turn, by.partyID, by.accountID, turn.dueOn ?? null, turn.reason ?? null, turn.basis ?? null],
  )
}

export const findRequest = async (reader: Reader, number: string): Promise<RequestRow | undefined> => {
  const [row] = await reader.query<RequestRow>(`select ${columns} from privacy.request where number = $1`, [number])
  return row
}

export const lockRequest = async (tx: Tx, number: string): Promise<RequestRow | undefined> => {
  const [row] = await tx.query<RequestRow>(`select ${columns} from privacy.request where number = $1 for update`, [
    number,
  ])
  return row
}

export const selectTurns = (reader: Reader, requestID: string): Promise<RequestTurn[]> =>
  reader.query<RequestTurn>(
    `select ${utc('at')} as at, turn, due_on::text as "dueOn", reason, basis from privacy.request_turn
      where request_id = $1 order by privacy.request_turn.at`,
    [requestID],
  )

/** Open requests, those first that are due first. */
export const selectOpen = (
  reader: Reader,
  after: { dueOn: string; id: string },
  limit: number,
): Promise<RequestRow[]> =>
  reader.query<RequestRow>(
    `select ${columns} from privacy.request
      where state <> 'answered' and (due_on, request_id) > ($1::date, $2::uuid) order by due_on, request_id limit $3`,
    [after.dueOn, after.id, limit],
  )

export const selectRequestsOf = (reader: Reader, subject: Subject): Promise<RequestRow[]> =>
  reader.query<RequestRow>(
    `select ${columns} from privacy.request where subject_id = any($1::uuid[]) and subject_kind = $2
     order by received_at limit 1000`,
    [subject.ids, subject.kind],
  )

export const updateExtended = async (tx: Tx, id: string, dueOn: string): Promise<void> => {
  await tx.query(`update privacy.request set state = 'extended', due_on = $2::date where request_id = $1`, [id, dueOn])
}

/** An answered request keeps what was asked for and answered; how to reach the person is not needed any more. */
export const updateAnswered = async (
  tx: Tx,
  id: string,
  { outcome, answer, retained }: { outcome: Outcome; answer: string; retained: readonly Retained[] },
): Promise<void> => {
  await tx.query(
    `update privacy.request set state = 'answered', outcome = $2, answer = $3, retained = $4, answered_at = now(),
       contact = null where request_id = $1`,
    [id, outcome, answer.normalize('NFC'), JSON.stringify(retained)],
  )
}

/** The person's own words in its requests, and in the one that is carried out, which may not say whose it is. */
export const eraseWordsOf = async (tx: Tx, subject: Subject, requestID: string): Promise<void> => {
  await tx.query(
    `update privacy.request set details = null, contact = null
      where request_id = $3 or (subject_id = any($1::uuid[]) and subject_kind = $2)`,
    [subject.ids, subject.kind, requestID],
  )
}

export const selectRetainedKinds = (reader: Reader): Promise<Retained[]> =>
  reader.query<Retained>('select kind, source, status from privacy.retained_kind order by kind')
