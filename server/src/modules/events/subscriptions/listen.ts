import type { IncomingHttpHeaders } from 'node:http'
import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Language } from '../../../platform/messages.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { negotiateFormat } from '../output-format.ts'
import { namespaceOf, requireNamedQuery } from '../queries/named-queries.ts'
import { toQuery } from '../queries/named-query.ts'
import { type QueryParameters, readRequest } from '../query/request.ts'
import { controlsOfQueryString, isControlParameter, readControls } from './controls.ts'
import { recordedFrom } from './next-batch.ts'
import { nextTime } from './schedule.ts'
import { controlsInvalid, firstCursor } from './subscribe.ts'
import type { Listener } from './talk.ts'

/** A handshake that asks to listen to a named query. */
export type Handshake = {
  actor: Actor
  queryName: string
  parameters: QueryParameters
  headers: IncomingHttpHeaders
  language: Language
}

/** All that a socket is told by, but the socket. Throws a Problem for whatever is wrong. */
export const prepareListener = async (reader: Reader, asked: Handshake): Promise<Omit<Listener, 'channel'>> => {
  const { actor, headers, language, parameters } = asked
  const kept = await requireNamedQuery(reader, actor, asked.queryName)
  const { controls, faults } = readControls(controlsOfQueryString(parameters))
  if (faults.length > 0) throw controlsInvalid(faults)
  const own = parameters.filter(([name]) => !isControlParameter(name))
  const base = toQuery(JSON.parse(kept.query))
  const { query } = readRequest(own, { base, extensions: headers['gs1-extensions'] })
  const { initialRecordTime, timetable } = controls
  const now = new Date()
  const begins = initialRecordTime ?? now.toISOString()
  return {
    ...{ headers, language, controls, isAlive: true, talking: undefined },
    format: negotiateFormat(headers),
    subscriptionID: newID(),
    partyID: namespaceOf(actor),
    actor,
    queryName: kept.name,
    queryCreatedAt: kept.createdAt,
    query: begins > now.toISOString() ? recordedFrom(query, begins) : query,
    after: await firstCursor(reader, initialRecordTime),
    minRecordTime: begins,
    dueAt: timetable === undefined ? undefined : nextTime(timetable, now.getTime()),
  }
}
