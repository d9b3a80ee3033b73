import type { Actor } from '../actor.ts'
import { recordDeed } from '../audit.ts'
import { dayOf } from '../days.ts'
import { newID } from '../ids.ts'
import type { Tx } from '../postgres/database.ts'
import { problem } from '../problem.ts'
import { type DocumentNumberRow, insertNumber, takeNext, updateVoided } from './document-number.store.ts'

/** A document that wants a number: of which agency, of which kind (BC, TB, …), about what. */
export type Numbered = { agency: string; kind: string; subject: string }

/**
 * Takes the next number of the agency's documents of a kind in this year of Asia/Ho_Chi_Minh, in the transaction that makes
 * the document: where that rolls back, the number is free for the next.
 */
export const takeDocumentNumber = async (
  tx: Tx,
  actor: Actor,
  { agency, kind, subject }: Numbered,
): Promise<DocumentNumberRow> => {
  const takenOn = dayOf(new Date())
  const series = { agency, kind, year: Number(takenOn.slice(0, 4)) }
  const row = { ...series, number: await takeNext(tx, series), documentID: newID(), subject, takenOn }
  await insertNumber(tx, row, actor.partyID ?? agency)
  await recordDeed(tx, actor, {
    action: 'numbers.take',
    subject: row.documentID,
    details: { agency, kind, year: row.year, number: row.number },
  })
  return { ...row, voidedAt: null, voidReason: null }
}

/** A document that is void keeps its number, with the reason; nothing takes its place. */
export const voidDocumentNumber = async (
  tx: Tx,
  actor: Actor,
  { agency, documentID, reason }: { agency: string; documentID: string; reason: string },
): Promise<DocumentNumberRow> => {
  const row = await updateVoided(tx, agency, documentID, reason)
  if (row === undefined) throw problem('numbers.document-unknown', { document: documentID })
  await recordDeed(tx, actor, { action: 'numbers.void', subject: documentID })
  return row
}

/** As it is written on the document: below ten with a zero before it (Decree 30/2020/ND-CP, Annex I, part II.3). */
export const writeDocumentNumber = ({ number, kind }: { number: number; kind: string }, agencySymbol: string): string =>
  `${String(number).padStart(2, '0')}/${kind}-${agencySymbol}`
