import type { IncomingHttpHeaders } from 'node:http'
import type { Query } from '@nguon/epcis'
import type { Actor } from '../../../platform/actor.ts'
import type { Language, Say } from '../../../platform/messages.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { isProblem, type Problem, type ProblemTable } from '../../../platform/problem.ts'
import { toProblemBody } from '../../../platform/problem-body.ts'
import type { OutputFormat } from '../output-format.ts'
import type { StoredBody } from '../query/query.store.ts'
import { answerQueryDocument } from '../query/query-document.ts'
import { noteLooks } from '../visibility/note-looks.ts'
import { sightOf } from '../visibility/sight.ts'
import { writeProblem } from './compose-message.ts'
import type { Controls } from './controls.ts'
import { isTooComplex, nextBatch } from './next-batch.ts'
import { nextTime } from './schedule.ts'
import { type Cursor, endOf, isAfter, mostEvents } from './subscription.ts'

/** What of a websocket is used. */
export type Channel = {
  send(text: string, done: (error?: Error) => void): void
  close(code: number, reason: string): void
  terminate(): void
  ping(): void
  on(event: 'close' | 'pong', listener: () => void): void
}

/** A websocket that listens to a named query, and how far it has been told. */
export type Listener = {
  channel: Channel
  headers: IncomingHttpHeaders
  subscriptionID: string
  partyID: string
  /** With whose rights it is told; looked up again while it is open. */
  actor: Actor
  queryName: string
  queryCreatedAt: string
  query: Query
  controls: Controls
  format: OutputFormat
  language: Language
  after: Cursor
  /** From which record time on it is told. */
  minRecordTime: string
  dueAt: number | undefined
  isAlive: boolean
  talking: Promise<void> | undefined
}

type Deps = { db: Reader; say: Say; problems: ProblemTable }

/** Why a socket is closed that may not be told any more (RFC 6455 §7.4.1). */
export const policy = 1008

/**
 * Tells a socket what is new up to a position, if it is time. One message is under way at a time, so none pile up. What
 * refuses all that it could be told, such as a case that is closed, is said once, and ends it.
 */
export const talk = (deps: Deps, listener: Listener, head: number): Promise<void> =>
  tellIfDue(deps, listener, head).catch(async (error: unknown) => {
    if (!isProblem(error)) throw error
    await send(listener, refusalText(deps, listener, error))
    listener.channel.close(policy, 'the query is refused')
  })

const tellIfDue = async (deps: Deps, listener: Listener, head: number): Promise<void> => {
  const { controls } = listener
  if (controls.timetable !== undefined) {
    if (listener.dueAt === undefined || listener.dueAt > Date.now()) return
    listener.dueAt = nextTime(controls.timetable, Date.now())
  }
  const told = await tellUpTo(deps, listener, head)
  if (!told && controls.timetable !== undefined && controls.reportIfEmpty) await tell(deps, listener, [])
}

/** Whether there was anything to tell. */
const tellUpTo = async (deps: Deps, listener: Listener, upTo: number): Promise<boolean> => {
  let told = false
  while (isAfter(endOf(upTo), listener.after)) {
    const { actor, query, after } = listener
    const batch = await nextBatch(deps.db, { listener: actor, query, after, upTo }, mostEvents).catch(
      (error: unknown) => {
        if (!isTooComplex(error)) throw error
        return { events: [], to: endOf(after.position + 1), refusal: error }
      },
    )
    if ('refusal' in batch) await send(listener, refusalText(deps, listener, batch.refusal))
    else if (batch.events.length > 0) await tell(deps, listener, batch.events)
    told ||= 'refusal' in batch || batch.events.length > 0
    listener.after = batch.to
  }
  return told
}

const refusalText = (deps: Deps, { language, subscriptionID, format }: Listener, refusal: Problem): string =>
  writeProblem(toProblemBody(refusal, deps, language, subscriptionID), format).body

const tell = async ({ db }: Deps, listener: Listener, events: StoredBody[]): Promise<void> => {
  const { queryName, subscriptionID, format, actor } = listener
  await noteLooks(db, actor, await sightOf(db, actor), events)
  const stamp = { queryName, subscriptionID, createdAt: new Date().toISOString() }
  await send(listener, await answerQueryDocument(db, events, stamp, format))
}

const patience = 20_000

/** Waits until the text is on its way: a client that does not read is not kept, nor what it does not read. */
const send = ({ channel }: Listener, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const slow = setTimeout(() => channel.terminate(), patience)
    channel.send(text, (error) => {
      clearTimeout(slow)
      if (error) reject(error)
      else resolve()
    })
  })
