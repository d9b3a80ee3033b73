// What other implementations are known to send: taken as it comes, and answered as it came.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from '../../app.ts'
import { context, document, event, eventsOf, item, type Members } from '../../documents.ts'

let app: TestApp
let party: TestParty

before(async () => {
  app = await testApp({ CAPTURE_SYNC_EVENTS: '100', CAPTURE_SYNC_BYTES: '1000000' })
  party = await app.party('Foreign')
})
after(() => app.close())

/** Captures, sees the job through, and answers how many events it stored. */
const capture = async (text: string, mediaType = 'application/json'): Promise<number> => {
  const answer = await party.post('/capture', text, { 'content-type': mediaType })
  assert.equal(answer.status, 202, answer.text)
  await app.work()
  const job = (await party.get(new URL(answer.headers.get('location') ?? '').pathname)).json as Record<string, unknown>
  assert.deepEqual([job.running, job.success], [false, true], JSON.stringify(job))
  return Number(job['nguon:eventsStored'])
}

const asReceived = { 'gs1-epc-format': 'Never_Translates' }
const find = async (query: string): Promise<Members[]> => eventsOf(await party.get(`/events?${query}`, asReceived))
const byID = (id: string) => find(`EQ_eventID=${encodeURIComponent(id)}`)

test('a bare event at /capture', async () => {
  const bare = { '@context': [context], ...event({ eventID: 'urn:example:bare' }) }
  assert.equal(await capture(JSON.stringify(bare)), 1)
  assert.equal((await byID('urn:example:bare')).length, 1)
})

test('a query document as it was answered', async () => {
  const events = [event({ eventID: 'urn:example:answered:1' }), event({ eventID: 'urn:example:answered:2' })]
  assert.equal(await capture(document(events)), 2)
  const answer = await party.get('/events?EQ_eventID=urn:example:answered:1%7Curn:example:answered:2', asReceived)
  const other = await app.party('Receiver')
  const again = await other.post('/capture', answer.text)
  assert.equal(again.status, 202, again.text)
  assert.equal(eventsOf(await other.get('/events')).length, 2)
})

test('one thing as EPC URN and as Digital Link in one event', async () => {
  const urn = 'urn:epc:id:sgtin:9521101.000010.MIX'
  const digitalLink = 'https://id.gs1.org/01/09521101000108/21/MIX'
  assert.equal(await capture(document([event({ eventID: 'urn:example:mixed', epcList: [urn, digitalLink] })])), 1)
  for (const spelt of [urn, digitalLink]) {
    assert.equal((await find(`MATCH_epc=${encodeURIComponent(spelt)}`)).length, 1)
  }
  assert.deepEqual((await byID('urn:example:mixed'))[0]?.epcList, [urn, digitalLink])
})

test('extensions of several namespaces, deep within each other', async () => {
  const deep = Array.from({ length: 40 }).reduce(
    (inner, _, depth) => ({ [`${depth % 2 ? 'a' : 'b'}:level${depth}`]: inner }),
    'end',
  )
  const own = [context, { a: 'https://example.org/a/' }, { b: 'urn:example:b#' }]
  const members = { eventID: 'urn:example:deep', 'a:outer': deep }
  assert.equal(await capture(document([event(members)], { '@context': own })), 1)
  assert.deepEqual((await byID('urn:example:deep'))[0]?.['a:outer'], deep)
})

test('members in any order: the context after the events, in small and large', async () => {
  for (const count of [3, 300]) {
    const events = Array.from({ length: count }, (_, index) =>
      event({ eventID: `urn:example:jumbled:${count}:${index}` }),
    )
    const text = JSON.stringify({
      epcisBody: { eventList: events.map((each) => Object.fromEntries(Object.entries(each).toReversed())) },
      creationDate: '2026-01-01T00:00:00Z',
      schemaVersion: '2.0',
      type: 'EPCISDocument',
      '@context': [context],
    })
    assert.equal(await capture(text), count)
  }
})

test('30,000 EPCs in one event', async () => {
  const epcList = Array.from({ length: 30_000 }, (_, index) => item(83, `E${index}`))
  assert.equal(await capture(document([event({ epcList })])), 1)
  assert.equal((await find(`MATCH_epc=${encodeURIComponent(item(83, 'E29999'))}`)).length, 1)
})

test('20,000 events in one document', async () => {
  const events = Array.from({ length: 20_000 }, (_, index) => event({ epcList: [item(84, `M${index}`)] }))
  assert.equal(await capture(document(events)), 20_000)
})

const xmlDocument = (events: number, from: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-01-01T00:00:00Z">
<EPCISBody><EventList>${Array.from(
    { length: events },
    (
      _,
      index,
    ) => `<ObjectEvent><eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
<eventID>urn:example:xml:${from}:${index}</eventID><epcList><epc>urn:epc:id:sgtin:9521101.000010.${from}${index}</epc></epcList>
<action>OBSERVE</action><bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep></ObjectEvent>`,
  ).join('')}</EventList></EPCISBody></epcis:EPCISDocument>`

test('XML at /capture, at once and as a job; the body is kept in JSON, how it came is remembered', async () => {
  for (const [count, mediaType] of [
    [2, 'application/xml'],
    [150, 'text/xml; charset=utf-8'],
  ] as const) {
    assert.equal(await capture(xmlDocument(count, `C${count}`), mediaType), count)
    const [stored] = await byID(`urn:example:xml:C${count}:1`)
    assert.deepEqual([stored?.type, stored?.bizStep, stored?.action], ['ObjectEvent', 'shipping', 'OBSERVE'])
    assert.equal(
      (await find(`MATCH_epc=${encodeURIComponent(`https://id.gs1.org/01/${gtinOf}/21/C${count}1`)}`)).length,
      1,
    )
  }
  const [{ kinds } = { kinds: 0 }] = await app.db.query<{ kinds: number }>(
    `select count(distinct media_type)::int as kinds from events.event where event_id like 'urn:example:xml:%'`,
  )
  assert.equal(kinds, 2)
})

const gtinOf = '09521101000108'

test('XML at /events: a document of one event, and no more', async () => {
  const headers = { 'content-type': 'application/xml' }
  const made = await party.post('/events', xmlDocument(1, 'E'), headers)
  assert.equal(made.status, 201, made.text)
  const clash = xmlDocument(1, 'E').replace('OBSERVE', 'ADD')
  assert.equal((await party.post('/events', clash, headers)).status, 409)
  assert.equal((await party.post('/events', xmlDocument(2, 'F'), headers)).status, 400)
})

test('broken XML: 400 with the place, in small and large; nothing is kept', async () => {
  for (const count of [2, 150]) {
    const whole = xmlDocument(count, `B${count}`)
    for (const broken of [
      whole.slice(0, -10),
      whole.replace('</epcList>', '</epc>'),
      `<!DOCTYPE a [<!ENTITY b "c">]>${whole.slice(38)}`,
    ]) {
      const answer = await party.post('/capture', broken, { 'content-type': 'application/xml' })
      assert.equal(answer.status, 400, answer.text)
      const { type, errors, detail } = answer.json as { type: string; errors: { at: number }[]; detail: string }
      assert.equal(type, 'epcisException:ValidationException')
      assert.ok((errors[0]?.at ?? 0) > 0)
      assert.match(detail, /byte \d+/)
    }
  }
  assert.deepEqual(await app.db.query(`select 1 from events.event where event_id like 'urn:example:xml:B%'`), [])
  assert.deepEqual(await app.db.query('select 1 from events.capture_part'), [])
})
