import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { document } from '../server/test/documents.ts'
import { kill, until } from '../server/test/platform/program.ts'
import { app, columns, door, ended, epcis, events, file, folder } from './epcis-runs.ts'

describe('query', () => {
  const disposition = 'https://example.com/disposition/of-this-test'
  const ids = (stdout: string): string[] =>
    JSON.parse(stdout).epcisBody.queryResults.resultsBody.eventList.map(
      ({ epcList }: { epcList: string[] }) => epcList[0],
    )
  let sent: string[] = []
  before(async () => {
    const own = { 'x:a': 1, '@context': [{ x: 'https://example.com/own/' }] }
    const batch = [...events(20, { disposition }), ...events(3, { disposition, ...own })]
    sent = batch.map(({ epcList }) => (epcList as string[])[0] ?? '')
    assert.equal((await app.operator.post('/capture', document(batch))).status, 202)
    const other = document(events(4, { disposition, 'x:a': 1 }), {
      '@context': [
        'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
        { x: 'https://example.com/other/' },
      ],
    })
    sent.push(...[...other.matchAll(/"epcList":\["([^"]+)"/g)].map(([, epc]) => epc ?? ''))
    assert.equal((await app.operator.post('/capture', other)).status, 202)
  })

  test('writes one document of all pages, which means what the pages meant', async () => {
    const { code, stdout, stderr } = await ended(epcis(['query', `EQ_disposition=${disposition}`, 'perPage=4']))
    assert.equal(code, 0, stderr)
    assert.deepEqual(ids(stdout).sort(), sent.toSorted())
    const again = await ended(epcis(['capture', file(stdout)]))
    assert.deepEqual([again.code, columns(again.lines[0]).slice(3)], [0, ['0 stored', '27 known']], again.stderr)
  })

  test('writes one document in XML of all pages, whatever their prefixes mean', async () => {
    const args = ['query', `EQ_disposition=${disposition}`, '--to', 'xml', '--epc-format', 'Never_Translates']
    const { code, stdout, stderr } = await ended(epcis([...args, 'perPage=4']))
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^<\?xml[\s\S]*<\w+:EPCISQueryDocument/)
    const path = file(stdout, '.xml')
    const hashes = (await ended(epcis(['hash', path]))).lines
    const inJson = await ended(epcis(['query', `EQ_disposition=${disposition}`]))
    assert.deepEqual(hashes.toSorted(), (await ended(epcis(['hash', '-'], {}, inJson.stdout))).lines.toSorted())
    const again = await ended(epcis(['capture', path]))
    assert.deepEqual([again.code, columns(again.lines[0]).slice(3)], [0, ['0 stored', '27 known']], again.stderr)
    const limited = await ended(epcis([...args, '--limit', '6']))
    assert.equal((await ended(epcis(['hash', '-'], {}, limited.stdout))).lines.length, 6)
    const none = await ended(epcis(['query', 'EQ_eventID=urn:uuid:none', '--to', 'xml']))
    assert.deepEqual([none.code, (await ended(epcis(['hash', '-'], {}, none.stdout))).code], [0, 0])
  })

  test('a limit, and an event a line, each of which can stand alone', async () => {
    const args = ['query', `EQ_disposition=${disposition}`, 'perPage=4', '--limit', '6', '--ndjson']
    const { code, lines } = await ended(epcis(args))
    assert.deepEqual([code, lines.length], [0, 6])
    const alone = await ended(epcis(['capture', '-'], {}, lines[5]))
    assert.deepEqual(columns(alone.lines[0]).slice(3), ['0 stored', '1 known'], alone.stderr)
  })

  test('nothing found is an empty document', async () => {
    const { code, stdout } = await ended(epcis(['query', 'EQ_eventID=urn:uuid:none']))
    assert.deepEqual([code, ids(stdout)], [0, []])
  })

  test('killed, a long export goes on at its place', async () => {
    const place = join(folder, 'place')
    const pages = (seen: string[]) => seen.filter((each) => each.startsWith('GET /events')).length
    const slow = await door((_method, _path, seen) => pages(seen) === 4)
    const args = ['query', `EQ_disposition=${disposition}`, 'perPage=5', '--ndjson', '--resume', place]
    const killed = epcis(args, { NGUON_URL: slow.url })
    await until('the fourth page being asked for', () => slow.held() || undefined)
    kill(killed.pid, 'SIGKILL')
    const first = await ended(killed)
    const other = await ended(epcis(['query', 'EQ_action=ADD', '--ndjson', '--resume', place]))
    assert.deepEqual([other.code, other.stdout], [2, ''])
    const second = await ended(epcis(args, { NGUON_URL: slow.url }))
    slow.close()
    assert.equal(second.code, 0, second.stderr)
    const found = [...first.lines, ...second.lines].map((line) => JSON.parse(line).epcList[0])
    assert.deepEqual([first.lines.length, found.toSorted()], [15, sent.toSorted()])
    assert.throws(() => readFileSync(place))
  })

  test('a reader that has seen enough is no failure', async () => {
    const program = epcis(['query', `EQ_disposition=${disposition}`, 'perPage=1', '--ndjson'])
    program.child.stdout?.once('data', () => program.child.stdout?.destroy())
    assert.deepEqual([await program.ended, program.stderr().includes('EPIPE')], [0, false])
  })

  const slips: Record<string, [string[], RegExp]> = {
    'a parameter that there is not': [['EQ_colour=red'], /EQ_colour: /],
    'a value of the wrong kind': [['GE_eventTime=yesterday'], /GE_eventTime: .*yesterday/],
    'a word that is no parameter': [['shipping'], /name=value/],
  }
  for (const [slip, [args, told]] of Object.entries(slips)) {
    test(`${slip} is told before anything is asked`, async () => {
      const { code, stdout, stderr } = await ended(epcis(['query', ...args], { NGUON_URL: 'http://127.0.0.1:9' }))
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, told)
    })
  }
})
