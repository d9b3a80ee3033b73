import { checkDigit, toDigitalLink } from '@nguon/gs1'

/** Builders of EPCIS documents for tests: the least that is valid, and what a test adds. */
export const context = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

export type Members = Record<string, unknown>

/** A GTIN of the demonstration range, by number. */
export const gtin = (number: number): string => {
  const digits = `0952${String(number).padStart(9, '0')}`
  return digits + checkDigit(digits)
}

/** The Digital Link of a GTIN with a lot or a serial. */
export const link = (...elements: (readonly [string, string])[]): string => {
  const built = toDigitalLink(elements)
  if (!built.ok) throw new Error(JSON.stringify(built.issues))
  return built.value
}

export const lot = (number: number, batch: string): string => link(['01', gtin(number)], ['10', batch])
export const item = (number: number, serial: string): string => link(['01', gtin(number)], ['21', serial])

let minutes = 0

/** An ObjectEvent that observes an item; times go on by a minute unless told. */
export const event = (members: Members = {}): Members => {
  minutes += 1
  return {
    type: 'ObjectEvent',
    eventTime: new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString(),
    eventTimeZoneOffset: '+07:00',
    epcList: [item(1, 'S1')],
    action: 'OBSERVE',
    bizStep: 'shipping',
    ...members,
  }
}

export const document = (events: readonly Members[], more: Members = {}): string =>
  JSON.stringify({
    '@context': context,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-01-01T00:00:00Z',
    epcisBody: { eventList: events },
    ...more,
  })

/** The events of an answered EPCISQueryDocument. */
export const eventsOf = (answer: { json: unknown }): Members[] =>
  (answer.json as { epcisBody: { queryResults: { resultsBody: { eventList: Members[] } } } }).epcisBody.queryResults
    .resultsBody.eventList
