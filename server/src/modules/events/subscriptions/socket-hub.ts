import { setTimeout as sleep } from 'node:timers/promises'
import type { Actor } from '../../../platform/actor.ts'
import type { Log } from '../../../platform/log.ts'
import type { Say } from '../../../platform/messages.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { type ProblemTable, problem } from '../../../platform/problem.ts'
import { selectNamedQuery } from '../queries/named-query.store.ts'
import { type Listener, policy, talk } from './talk.ts'

export type HubDeps = {
  db: Reader
  log: Log
  say: Say
  problems: ProblemTable
  /** Who calls, asked again while a socket is open: its key may be taken back. Throws where it opens nothing. */
  resolveActor(headers: Listener['headers']): Promise<Actor>
}

/** The websockets that this process has open: each is told what its query finds, for as long as it is open. */
export type SocketHub = {
  /** Throws a Problem where the party has as many as it may. */
  admit(partyID: string): void
  join(listener: Listener): void
  close(): Promise<void>
}

const mostOfParty = 20
const pause = 300
/** Keys and pulses are looked at every so many rounds: each three, and thirty, seconds. */
const roundsBetweenKeys = 10
const roundsBetweenPulses = 100
const farewell = 1000

/** The server stops (RFC 6455 §7.4.1). */
const goingAway = 1001

export const createSocketHub = (deps: HubDeps): SocketHub => {
  const listeners = new Set<Listener>()
  let loop: Promise<void> | undefined
  let closing = false
  const run = async () => {
    for (let round = 1; listeners.size > 0 && !closing; round += 1) {
      await turn(deps, listeners, round).catch((error: Error) => deps.log.error({ err: error }, 'websockets wait'))
      await sleep(pause)
    }
  }
  const start = () => {
    loop ??= run().finally(() => {
      loop = undefined
      if (listeners.size > 0 && !closing) start()
    })
  }
  return {
    admit: (partyID) => {
      const open = [...listeners].filter((listener) => listener.partyID === partyID).length
      if (closing || open >= mostOfParty) throw problem('events.websockets-too-many', { limit: mostOfParty })
    },
    join: (listener) => {
      listeners.add(listener)
      listener.channel.on('close', () => listeners.delete(listener))
      listener.channel.on('pong', () => {
        listener.isAlive = true
      })
      start()
    },
    close: async () => {
      closing = true
      for (const { channel } of listeners) channel.close(goingAway, 'the server stops')
      for (const began = Date.now(); listeners.size > 0 && Date.now() - began < farewell; ) await sleep(20)
      for (const { channel } of listeners) channel.terminate()
      await loop
    },
  }
}

/** One look at everything that a socket hangs on, and what is new for each. */
const turn = async (deps: HubDeps, listeners: Set<Listener>, round: number): Promise<void> => {
  const head = await currentPosition(deps.db)
  for (const listener of listeners) {
    if (round % roundsBetweenPulses === 0) feelPulse(listener)
    if (!(await stands(deps, listener, round))) listener.channel.close(policy, 'the subscription has ended')
    else if (listener.talking === undefined) {
      listener.talking = talk(deps, listener, head)
        .catch((error: Error) => {
          deps.log.info({ err: { message: error.message } }, 'a websocket was not told')
        })
        .finally(() => {
          listener.talking = undefined
        })
    }
  }
}

const feelPulse = (listener: Listener): void => {
  if (listener.isAlive) listener.channel.ping()
  else listener.channel.terminate()
  listener.isAlive = false
}

/** Whether the query is still there, the same, and the key still opens it: with the rights that its bearer has by now. */
const stands = async ({ db, resolveActor }: HubDeps, listener: Listener, round: number): Promise<boolean> => {
  const query = await selectNamedQuery(db, listener.partyID, listener.queryName)
  if (query?.createdAt !== listener.queryCreatedAt) return false
  if (round % roundsBetweenKeys !== 0) return true
  return resolveActor(listener.headers).then(
    (actor) => {
      listener.actor = { ...actor, ...(listener.actor.call && { call: listener.actor.call }) }
      return actor.can('events.query')
    },
    (error: { problemCode?: string }) => error.problemCode !== 'identity.key-wrong',
  )
}
