import { currentPosition } from '../server/src/platform/positions.ts'
import type { TestApp, TestParty } from '../server/test/app.ts'
import { context } from '../server/test/documents.ts'
import type { EpcisEvent, Told } from './naive-statements.ts'

/** A real server of its own with two parties that tell it histories. */
export type Listener = { app: TestApp; parties: ReadonlyMap<string, TestParty> }

/** Fewer events than the server takes while the sender waits. */
const eventsOfDocument = 9000

export const listenerOn = async (app: TestApp, names: readonly string[]): Promise<Listener> => {
  const parties = new Map<string, TestParty>()
  for (const name of names) parties.set(name, await app.party(name))
  return { app, parties }
}

/** Sends all events in the order of their captures; the position after each of them. */
export const tell = async ({ app, parties }: Listener, told: readonly Told[]): Promise<Map<number, number>> => {
  const positions = new Map<number, number>()
  const captures = [...new Set(told.map(({ capture }) => capture))].sort((a, b) => a - b)
  for (const capture of captures) {
    for (const [name, party] of parties) {
      const events = told.filter((each) => each.capture === capture && each.party === name).map(({ event }) => event)
      for (let from = 0; from < events.length; from += eventsOfDocument)
        await send(party, events.slice(from, from + eventsOfDocument))
    }
    positions.set(capture, await currentPosition(app.db))
  }
  return positions
}

const send = async (party: TestParty, events: readonly EpcisEvent[]): Promise<void> => {
  const head = {
    '@context': context,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-01-01T00:00:00Z',
  }
  const answer = await party.post('/capture', { ...head, epcisBody: { eventList: events } })
  if (answer.status !== 202) throw new Error(`${answer.status} ${answer.text.slice(0, 2000)}`)
  const job = await party.get(new URL(answer.headers.get('location') ?? '').pathname)
  const { success } = job.json as { success: boolean }
  if (!success) throw new Error(job.text.slice(0, 2000))
}
