import assert from 'node:assert/strict'
import { differenceOf, eventTexts } from '../../../../bin/conformance/event-texts.ts'
import type { Answer, Client } from '../../app.ts'

export const gs1Context = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

/** The usual context of the tests: GS1's and one namespace of our own. */
export const usualContext = `["${gs1Context}",{"vd":"https://vidu.example/ns/"}]`

/** A document around events that are given as text. */
export const documentOf = (events: readonly string[], context = usualContext): string =>
  `{"@context":${context},"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-05-02T10:00:00+07:00",
    "epcisBody":{"eventList":[${events.join(',\n')}]}}`

let serial = 0

/** A small event as text, another one each time; `more` comes last. */
export const observation = (more = ''): string => {
  serial += 1
  return `{"type":"ObjectEvent","eventTime":"2026-05-02T08:30:00+07:00","eventTimeZoneOffset":"+07:00","action":"OBSERVE","bizStep":"inspecting","epcList":["urn:epc:id:sgtin:9521234.098765.${serial}"]${more === '' ? '' : `,${more}`}}`
}

export const neverTranslates = { 'gs1-epc-format': 'Never_Translates' }

/** All events that a party sees, as text, page by page. */
export const readAll = async (client: Client, query = 'perPage=20'): Promise<string[]> => {
  const texts: string[] = []
  let next: string | undefined = `/events?${query}`
  while (next !== undefined) {
    const answer: Answer = await client.get(next, neverTranslates)
    assert.equal(answer.status, 200, answer.text)
    texts.push(...eventTexts(answer.text))
    const link = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
    next = link === undefined ? undefined : new URL(link).pathname + new URL(link).search
  }
  return texts
}

/** Captures a document and answers its finished job. */
export const capture = async (client: Client, document: string, type = 'application/ld+json') => {
  const answer = await client.post('/capture', document, { 'content-type': type })
  assert.equal(answer.status, 202, answer.text)
  const job = await client.get(new URL(answer.headers.get('location') ?? '').pathname)
  assert.equal(job.status, 200, job.text)
  return job.json as { success: boolean; errors: unknown[] } & Record<string, unknown>
}

/** Captures a document for a party that has nothing yet, and holds what comes back against what went in. */
export const assertComesBack = async (client: Client, document: string, type?: string): Promise<string[]> => {
  const job = await capture(client, document, type)
  assert.deepEqual([job.success, job.errors], [true, []])
  const received = await readAll(client)
  const sent = eventTexts(document)
  assert.equal(received.length, sent.length)
  for (const event of sent) {
    const faults = received.map((candidate) => differenceOf(event, candidate))
    assert.ok(faults.includes(undefined), `${event} differs: ${faults.join(' | ')}`)
  }
  return received
}
