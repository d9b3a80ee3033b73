import { keyHash } from '../../../platform/ids.ts'
import { eventProcess } from '../assertion.ts'
import type { Walked } from './cited-events.ts'
import type { EventHeader, TraceEvents } from './trace-events.ts'

/** The transformationID of each process that has one, else its event's ID: by node. */
export const processKeys = async (
  { nodes, hops }: Walked,
  headers: ReadonlyMap<string, EventHeader>,
  transformations: TraceEvents['transformations'],
): Promise<Map<string, string>> => {
  const processes = new Map(nodes.filter(({ kind }) => kind === 'process').map((node) => [node.id, node]))
  const firstEvents = new Map<string, { uid: string; time: string }>()
  for (const { from, to, evidence } of hops) {
    const [first] = evidence
    for (const id of [from, to]) {
      if (first !== undefined && processes.has(id) && !firstEvents.has(id))
        firstEvents.set(id, { uid: first.eventUid, time: first.eventTime })
    }
  }
  const named = [...firstEvents].filter(([id, { uid }]) => processes.get(id)?.key !== keyHash(eventProcess(uid)))
  const ids = await transformations(named.map(([, event]) => event))
  return new Map(
    [...firstEvents].map(([id, { uid }]) => [id, ids.get(uid) ?? headers.get(uid)?.eventID ?? uid] as const),
  )
}
