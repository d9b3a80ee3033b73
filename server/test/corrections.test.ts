import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApp, type TestParty, testApp } from './app.ts'
import { document, event, eventsOf, gtin, lot, type Members } from './documents.ts'

// Stories of what was declared wrong (EPCIS 2.0 §7.4.1.4): told to the server, asked back, then and now.

let app: TestApp
let farm: TestParty
let stranger: TestParty
before(async () => {
  app = await testApp()
  farm = await app.party('Vườn')
  stranger = await app.party('Người lạ')
})
after(() => app.close())

let batches = 0
const harvest = (members: Members = {}): Members & { batch: string } => {
  batches += 1
  const batch = `C${batches}`
  return { ...event({ epcList: [lot(9, batch)], bizStep: 'receiving', ...members }), batch }
}

type Told = Members & { batch: string }
const bodyOf = ({ batch: _, ...members }: Told): Members => members
const declared = (told: Told, reason?: string, more: Members = {}): Told => ({
  ...told,
  errorDeclaration: { declarationTime: '2026-03-01T00:00:00Z', ...(reason && { reason }), ...more },
})

const tell = async (party: TestParty, ...told: Told[]): Promise<void> => {
  const answer = await party.post('/capture', document(told.map(bodyOf)))
  assert.equal(answer.status, 202, answer.text)
}

/** The events of a lot as a party finds them, and the position they were asked at. */
const find = async (party: TestParty, { batch }: Told, more = ''): Promise<Members[]> => {
  const answer = await party.get(
    `/events?MATCH_epc=${encodeURIComponent(lot(9, batch))}&orderBy=recordTime&orderDirection=ASC${more}`,
  )
  assert.equal(answer.status, 200, answer.text)
  return eventsOf(answer)
}
const byID = async (party: TestParty, eventID: unknown, more = ''): Promise<Members[]> => {
  const answer = await party.get(`/events/${encodeURIComponent(String(eventID))}${more}`)
  return answer.status === 404 ? [] : eventsOf(answer)
}
const reasons = (events: Members[]) =>
  events.map(
    ({ errorDeclaration }) =>
      (errorDeclaration as { reason?: string } | undefined)?.reason ?? errorDeclaration ?? 'original',
  )
const steps = async ({ batch }: Told): Promise<number> => {
  const answer = await app.anonymous.get(`/api/scan/01/${gtin(9)}/10/${batch}`)
  return answer.status === 404 ? 0 : (answer.json as { steps: unknown[] }).steps.length
}
const position = async (): Promise<number> => {
  const [row] = await app.db.query<{ position: number }>('select position::float8 as position from platform.head')
  return row?.position ?? 0
}

test('a declaration is kept beside its event, and both are found: as now, and as before it came', async () => {
  const told = harvest({ eventID: 'urn:uuid:0b7a7f0e-0000-4000-8000-000000000001' })
  await tell(farm, told)
  const then = await position()
  await tell(farm, declared(told, 'did_not_occur'))
  assert.deepEqual(reasons(await find(farm, told)), ['original', 'did_not_occur'])
  assert.deepEqual(reasons(await find(farm, told, '&EXISTS_errorDeclaration=true')), ['did_not_occur'])
  assert.deepEqual(reasons(await byID(farm, told.eventID)), ['original', 'did_not_occur'])
  assert.equal(await steps(told), 0)
  assert.deepEqual(reasons(await find(farm, told, `&asOf=${then}`)), ['original'])
  assert.deepEqual(reasons(await find(farm, told, `&EXISTS_errorDeclaration=true&asOf=${then}`)), [])
  assert.deepEqual(reasons(await byID(farm, told.eventID, `?asOf=${then}`)), ['original'])
  assert.deepEqual(await byID(farm, told.eventID, `?asOf=${then - 1}`), [])
  assert.equal((await farm.get(`/events/${told.eventID}?asOf=${then + 1000}`)).status, 400)
})

const ways: [how: string, declaration: (told: Told, hashID: string) => Told][] = [
  ['by the ID that the server gave', (told, eventID) => ({ ...told, eventID })],
  ['by none, as the event came without one', (told) => told],
]
for (const [how, spelled] of ways)
  test(`an event that came without an ID is corrected ${how}, whichever comes first`, async () => {
    const [forth, back] = [harvest(), harvest()]
    await tell(farm, forth)
    const [{ eventID } = {}] = await find(farm, forth)
    assert.match(String(eventID), /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/)
    await tell(farm, declared(spelled(forth, String(eventID)), 'incorrect_data'))
    assert.deepEqual(reasons(await byID(farm, eventID)), ['original', 'incorrect_data'])
    // The ID of what is yet to come: its hash, as anybody can compute it.
    const scout = await app.party('Kẻ dò')
    await tell(scout, back)
    const [{ eventID: ahead } = {}] = await find(scout, back)
    await tell(farm, declared(spelled(back, String(ahead)), 'incorrect_data'))
    await tell(farm, back)
    assert.deepEqual(reasons(await byID(farm, ahead)), ['original', 'incorrect_data'])
    assert.equal(await steps(forth), 0)
    assert.deepEqual(reasons(await find(scout, back)), ['original'], 'another’s same event stands')
  })

/** The same event in XML, of those members that these stories use. */
const inXml = (told: Told): string => {
  const { reason } = (told.errorDeclaration ?? {}) as { reason?: string }
  const declaration = `<errorDeclaration><declarationTime>2026-03-01T00:00:00Z</declarationTime>
    <reason>urn:epcglobal:cbv:er:${reason}</reason></errorDeclaration>`
  return `<?xml version="1.0" encoding="UTF-8"?>
    <epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-03-01T00:00:00Z">
    <EPCISBody><EventList><ObjectEvent>
      <eventTime>${told.eventTime}</eventTime><eventTimeZoneOffset>${told.eventTimeZoneOffset}</eventTimeZoneOffset>
      ${told.errorDeclaration === undefined ? '' : declaration}
      <epcList>${(told.epcList as string[]).map((epc) => `<epc>${epc}</epc>`).join('')}</epcList>
      <action>${told.action}</action><bizStep>urn:epcglobal:cbv:bizstep:${told.bizStep}</bizStep>
    </ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>`
}
const tellInXml = async (party: TestParty, told: Told): Promise<void> => {
  const answer = await party.post('/capture', inXml(told), { 'content-type': 'application/xml' })
  assert.equal(answer.status, 202, answer.text)
}

test('one syntax corrects the other: event and declaration have one hash ID in XML and JSON', async () => {
  const [forth, back] = [harvest(), harvest()]
  await tell(farm, forth)
  await tellInXml(farm, declared(forth, 'did_not_occur'))
  await tell(farm, declared(back, 'did_not_occur'))
  await tellInXml(farm, back)
  for (const told of [forth, back]) {
    const [first] = await find(farm, told)
    assert.deepEqual(reasons(await byID(farm, first?.eventID)), ['original', 'did_not_occur'])
    assert.equal(await steps(told), 0)
  }
  await tellInXml(farm, forth)
  assert.equal((await find(farm, forth)).length, 2, 'the same again is known, in whichever syntax')
})

test('the same declaration again is known; one with another reason stands beside it', async () => {
  const told = harvest({ eventID: 'urn:uuid:0b7a7f0e-0000-4000-8000-000000000002' })
  await tell(farm, told, declared(told, 'did_not_occur'))
  await tell(farm, declared(told, 'did_not_occur'))
  await tell(
    farm,
    declared(told, 'incorrect_data', { correctiveEventIDs: ['urn:uuid:0b7a7f0e-0000-4000-8000-000000000003'] }),
  )
  assert.deepEqual(reasons(await byID(farm, told.eventID)), ['original', 'did_not_occur', 'incorrect_data'])
  const bare = { '@context': [JSON.parse(document([]))['@context']], ...bodyOf(declared(told, 'did_not_occur')) }
  assert.equal((await farm.post('/events', bare)).status, 201)
  assert.equal((await byID(farm, told.eventID)).length, 3)
  assert.equal(await steps(told), 0)
})

test('a correction leads to the event that takes the wrong one’s place', async () => {
  const wrong = harvest({ eventID: 'urn:uuid:0b7a7f0e-0000-4000-8000-000000000004' })
  const right = { ...wrong, eventID: 'urn:uuid:0b7a7f0e-0000-4000-8000-000000000005', disposition: 'in_progress' }
  const { eventID } = right
  await tell(farm, wrong)
  await tell(farm, right, declared(wrong, 'incorrect_data', { correctiveEventIDs: [eventID] }))
  const found = await find(farm, wrong, `&EQ_correctiveEventID=${eventID}`)
  assert.deepEqual([found.length, found[0]?.eventID], [1, wrong.eventID])
  assert.equal(await steps(wrong), 1)
})

test('a declaration that repeats its event badly is kept as it came, and takes back what its ID names', async () => {
  const told = harvest({ eventID: 'urn:uuid:0b7a7f0e-0000-4000-8000-000000000006' })
  await tell(farm, told)
  await tell(farm, declared({ ...told, bizStep: 'shipping' }, 'did_not_occur'))
  assert.deepEqual(
    (await byID(farm, told.eventID)).map(({ bizStep }) => bizStep),
    ['receiving', 'shipping'],
  )
  assert.equal(await steps(told), 0)
})

test('an original under a taken ID is refused as ever, and a stranger’s declaration changes nothing', async () => {
  const told = harvest({ eventID: 'urn:uuid:0b7a7f0e-0000-4000-8000-000000000007' })
  await tell(farm, told, declared(told, 'did_not_occur'))
  const other = { '@context': [JSON.parse(document([]))['@context']], ...bodyOf(told), bizStep: 'packing' }
  assert.equal((await farm.post('/events', other)).status, 409)
  const standing = harvest({ eventID: 'urn:uuid:0b7a7f0e-0000-4000-8000-000000000008' })
  await tell(farm, standing)
  await tell(stranger, declared(standing, 'did_not_occur'))
  assert.deepEqual(reasons(await byID(farm, standing.eventID)), ['original'])
  assert.deepEqual(reasons(await byID(stranger, standing.eventID)), ['did_not_occur'])
  assert.equal(await steps(standing), 1)
})

test('erased, event and declarations leave their tombstones, at every position from which they stood', async () => {
  const told = harvest({ eventID: 'urn:uuid:0b7a7f0e-0000-4000-8000-000000000009', 'gs1:note': 'secret' })
  await tell(farm, told)
  const then = await position()
  await tell(farm, declared(told, 'did_not_occur'))
  await tell(farm, declared(told, 'incorrect_data'))
  const erased = await app.operator.post(`/api/events/${told.eventID}/erasure`, { basis: 'decision 1' })
  assert.equal(erased.status, 200, erased.text)
  assert.equal((erased.json as { erased: unknown[] }).erased.length, 3)
  assert.equal((await byID(farm, told.eventID, `?asOf=${then}`)).length, 1)
  const now = await byID(farm, told.eventID)
  assert.deepEqual([now.length, JSON.stringify(now).includes('secret')], [3, false])
})
