import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { differenceOf, eventTexts } from '../../../../bin/conformance/event-texts.ts'
import { type TestApp, type TestParty, testApp } from '../../app.ts'
import { everyKind } from './every-kind.ts'
import {
  assertComesBack,
  capture,
  documentOf,
  gs1Context,
  observation,
  readAll,
  usualContext,
} from './sent-documents.ts'

let app: TestApp
let parties = 0

before(async () => {
  app = await testApp()
})
after(() => app.close())

/** Each test sees the events of a party of its own alone. */
const freshParty = (): Promise<TestParty> => {
  parties += 1
  return app.party(`Party ${parties}`)
}

const sendAndRead = async (document: string, type?: string): Promise<string[]> =>
  assertComesBack(await freshParty(), document, type)

const comesBack = async (document: string, type?: string): Promise<void> => {
  await sendAndRead(document, type)
}

describe('an event comes back character for character', () => {
  for (const [kind, event] of Object.entries(everyKind)) {
    test(kind, () => comesBack(documentOf([event])))
  }

  test('all kinds in one document, as application/json', () =>
    comesBack(documentOf(Object.values(everyKind)), 'application/json'))

  test('numbers keep their digits, signs and exponents', () => {
    const forms = [
      '1.0',
      '1.50',
      '150e-2',
      '1E+2',
      '-0',
      '-0.0',
      '12345678901234567890',
      '0.1000000000000000055',
      '1e400',
    ]
    return comesBack(documentOf(forms.map((form) => observation(`"vd:so":${form}`))))
  })

  test('times keep their fraction and their zone as written', async () => {
    const times = [
      '2005-04-03T20:33:31.116000-06:00',
      '2005-04-03T20:33:31Z',
      '2005-04-03T20:33:31.1+00:00',
      '2005-04-03T20:33:31.123456789Z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999+14:00',
    ]
    const events = times.map((time) => observation().replace(/"eventTime":"[^"]*"/, `"eventTime":"${time}"`))
    const received = await sendAndRead(documentOf(events))
    for (const time of times) assert.ok(received.some((event) => event.includes(`"${time}"`)))
  })

  test('members keep their order, whichever comes first', () => {
    const jumbled = (event: string) => {
      const members = Object.entries(JSON.parse(event))
      return JSON.stringify(Object.fromEntries(members.reverse()))
    }
    return comesBack(documentOf(Object.values(everyKind).map(jumbled)))
  })

  test('spaces, tabs and line ends stay where they were', () => {
    const pretty = (space: string | number) =>
      JSON.stringify(JSON.parse(observation('"vd:a":{"b":[1,{}]}')), null, space)
    const events = [
      pretty(2),
      pretty('\t'),
      pretty(1).replaceAll('\n', '\r\n'),
      observation().replace('{', '{ \t\r\n '),
    ]
    return comesBack(documentOf(events))
  })

  test('strings keep their escapes and their letters, composed or not', () => {
    const strings = [
      '\\u0041\\/\\b\\f\\n\\r\\t\\"\\\\',
      '\\ud83c\\udf4a',
      '🍊 Lái Thiêu',
      'e\u0301 é',
      '\\\\N \\\\.',
      '\u2028\ufeff',
    ]
    return comesBack(documentOf(strings.map((text) => observation(`"vd:chu":"${text}"`))))
  })

  test('extensions of any depth and any number stay whole', () => {
    const deep = `${'{"vd:a":['.repeat(40)}null${']}'.repeat(40)}`
    const many = Array.from({ length: 800 }, (_, index) => `"vd:m${index}":${index}`).join()
    return comesBack(
      documentOf([observation(`"vd:deep":${deep}`), observation(many), observation('"https://vidu.example/x":true')]),
    )
  })

  test('ten thousand EPCs in one event', () => {
    const epcs = Array.from({ length: 10_000 }, (_, index) => `"urn:epc:id:sgtin:9521234.011111.${index}"`)
    return comesBack(documentOf([observation().replace(/"epcList":\[[^\]]*\]/, `"epcList":[${epcs}]`)]))
  })

  test('identifiers stay as spelt: URN, Digital Link of any host, any URI', () => {
    const epcs = [
      'urn:epc:id:sgtin:9521234.098765.1',
      'https://id.gs1.org/01/09521234987659/21/1',
      'HTTPS://Shop.Example/x/01/09521234987659/21/2',
      'urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8',
    ]
    return comesBack(documentOf([observation().replace(/"epcList":\[[^\]]*\]/, `"epcList":${JSON.stringify(epcs)}`)]))
  })
})

describe('the members of the server come last', () => {
  test("a sender's recordTime gives way to ours, wherever it stood", () => {
    const recordTime = '"recordTime":"2020-01-01T00:00:00Z"'
    const first = observation().replace('{', `{${recordTime},`)
    const middle = observation().replace('"action"', `${recordTime} , "action"`)
    const inside = observation(`"vd:a":{${recordTime}}`)
    return comesBack(documentOf([first, middle, observation(recordTime), inside]))
  })

  test('an eventID of ours is the hash of the event; one that was sent stays where it stood', async () => {
    const received = await sendAndRead(
      documentOf([observation(), observation('"eventID":"urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8"')]),
    )
    const ids = received.map((event) => JSON.parse(event).eventID as string)
    assert.ok(ids.some((id) => /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/.test(id)))
    assert.ok(ids.includes('urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8'))
  })
})

describe('documents of every form', () => {
  const contexts = {
    'one URL': `"${gs1Context}"`,
    'version 2.0.1': `["https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld",{"vd":"https://vidu.example/ns/"}]`,
    'no version': `["https://ref.gs1.org/standards/epcis/epcis-context.jsonld",{"vd":"https://vidu.example/ns/"}]`,
    'prefixes before the URL': `[{"vd":"https://vidu.example/ns/"},"${gs1Context}"]`,
  }
  for (const [name, context] of Object.entries(contexts)) {
    test(`context: ${name}`, () => comesBack(documentOf([observation()], context)))
  }

  test('an event with a context of its own', () =>
    comesBack(
      documentOf(
        [observation('"@context":{"rieng":"https://rieng.example/"},"rieng:a":1'), observation()],
        `["${gs1Context}"]`,
      ),
    ))

  test('a query document', () => {
    const [first, second] = [observation('"recordTime":"2026-05-02T09:00:00Z"'), observation()]
    return comesBack(
      `{"epcisBody":{"queryResults":{"resultsBody":{"eventList":[${first},${second}]},"queryName":"q"}},"creationDate":"2026-05-02T10:00:00Z","schemaVersion":"2.0","type":"EPCISQueryDocument","@context":${usualContext}}`,
    )
  })

  test('a bare event, with spaces around it', () =>
    comesBack(` \n${observation(`"@context":${usualContext},"vd:a":1`)}\n`))

  test('a byte order mark in front is no part of the document', async () => {
    const party = await freshParty()
    const document = documentOf([observation()])
    const job = await capture(party, `\ufeff${document}`)
    assert.equal(job.success, true)
    const [received = ''] = await readAll(party)
    assert.equal(differenceOf(eventTexts(document)[0] ?? '', received), undefined)
  })

  test('an empty list of events is a document too', () => comesBack(documentOf([])))

  test('events under several contexts come back under one, or each under its own', async () => {
    const party = await freshParty()
    const under = (meaning: string) =>
      documentOf([observation('"vd:a":1')], `["${gs1Context}",{"vd":"https://${meaning}.example/"}]`)
    for (const meaning of ['mot', 'hai']) {
      const sent = await party.post('/capture', under(meaning), { 'content-type': 'application/ld+json' })
      assert.equal(sent.status, 202)
    }
    const answer = await party.get('/events')
    const { eventList } = (
      answer.json as { epcisBody: { queryResults: { resultsBody: { eventList: Record<string, unknown>[] } } } }
    ).epcisBody.queryResults.resultsBody
    assert.deepEqual(
      eventList
        .map((event) => JSON.stringify(event['@context']))
        .map((context) => /mot|hai/.exec(context)?.[0])
        .sort(),
      ['hai', 'mot'],
    )
  })
})

test('late and disordered events are normal: pages give each once, in the order of time', async () => {
  const party = await freshParty()
  const days = [9, 3, 27, 1, 15, 8, 21, 2]
  const events = days.flatMap((day) =>
    ['01', '06', '12'].map((month) =>
      observation().replace('2026-05-02T08', `2019-${month}-${String(day).padStart(2, '0')}T08`),
    ),
  )
  await assertComesBack(party, documentOf(events))
  const received = await readAll(party, 'perPage=5&orderBy=eventTime&orderDirection=ASC')
  const times = received.map((event) => JSON.parse(event).eventTime as string)
  assert.equal(times.length, 24)
  assert.deepEqual(times, times.toSorted())
})
