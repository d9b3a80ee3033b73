import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as sendOn } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { operatorKey, type TestApp, testApp } from '../server/test/app.ts'
import { document, event, item } from '../server/test/documents.ts'
import { freePort, kill, type Program, run as start, until } from '../server/test/platform/program.ts'

const folder = mkdtempSync(join(tmpdir(), 'nguon-epcis-'))
let app: TestApp
before(async () => {
  app = await testApp()
})
after(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

let made = 0
const file = (content: string, name = '.json'): string => {
  made += 1
  const path = join(folder, `${made}${name}`)
  writeFileSync(path, content)
  return path
}

/** A document of so many events about things that no other document names. */
const events = (count: number, more = {}) => {
  made += 1
  const batch = made
  return Array.from({ length: count }, (_, index) => event({ epcList: [item(1, `B${batch}N${index}`)], ...more }))
}

const epcis = (args: readonly string[], settings: Record<string, string> = {}, input?: string): Program => {
  const program = start(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/epcis.ts', ...args], {
    NGUON_URL: app.url,
    API_KEY: operatorKey,
    XDG_STATE_HOME: folder,
    LANG: 'en',
    ...settings,
  })
  program.child.stdin?.end(input ?? '')
  return program
}

/** Runs it to its end: the lines of stdout by their columns, stderr, and the exit code. */
const ended = async (program: Program) => {
  const code = await program.ended
  await until('its output', () => (program.child.stdout?.readableEnded ?? true) || undefined)
  return { code, lines: program.stdout().split('\n').slice(0, -1), stdout: program.stdout(), stderr: program.stderr() }
}

const columns = (line: string | undefined) => (line ?? '').split('\t')

/** The real server behind a door that notes what passes, and holds what `hold` picks. */
const door = async (hold: (method: string, path: string, seen: string[]) => boolean) => {
  const seen: string[] = []
  let held = 0
  const server = createServer((incoming, answer) => {
    const { method = '', url = '' } = incoming
    seen.push(`${method} ${url.replace(/[?].*/, '').replace(/[^/]+-[^/]+$/, '')}`)
    if (hold(method, url, seen)) {
      held += 1
      return
    }
    const onward = sendOn(new URL(url, app.url), { method, headers: incoming.headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers)
      response.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    held: () => held > 0,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

describe('capture', () => {
  test('several files and standard input, one line each, and again without storing twice', async () => {
    const [one, two] = [file(document(events(2))), file(document(events(1)), '.jsonld')]
    const first = await ended(epcis(['capture', one, two, '-'], {}, document(events(3))))
    assert.equal(first.code, 0, first.stderr)
    assert.deepEqual(
      first.lines.map((line) => columns(line).filter((_, index) => index !== 2)),
      [
        [one, 'captured', '2 stored', '0 known'],
        [two, 'captured', '1 stored', '0 known'],
        ['-', 'captured', '3 stored', '0 known'],
      ],
    )
    const job = /job (\S+)/.exec(first.lines[0] ?? '')?.[1]
    assert.equal((await app.operator.get(`/capture/${job}`)).status, 200)
    const again = await ended(epcis(['capture', one]))
    assert.deepEqual([again.code, ...columns(again.lines[0]).slice(3)], [0, '0 stored', '2 known'])
    assert.deepEqual(readdirSync(join(folder, 'nguon/capture')), [])
  })

  test('a folder means the documents below it', async () => {
    const below = mkdtempSync(join(folder, 'below-'))
    for (const name of ['a.json', 'b.jsonld', 'note.txt']) writeFileSync(join(below, name), document(events(1)))
    const { code, lines } = await ended(epcis(['capture', below]))
    assert.deepEqual(
      [code, lines.map((line) => columns(line)[0])],
      [0, [join(below, 'a.json'), join(below, 'b.jsonld')]],
    )
  })

  test('tells which event and which field was refused, and keeps the good ones when told to proceed', async () => {
    const mixed = file(document([...events(1), ...events(1, { bizStep: 'flying' })]))
    const refused = await ended(epcis(['capture', mixed]))
    assert.deepEqual([refused.code, columns(refused.lines[0])], [1, [mixed, 'refused', 'job -', '0 stored', '0 known']])
    assert.match(refused.stderr, new RegExp(`^${mixed}: event 1 /bizStep: .*flying`, 'm'))
    const proceeded = await ended(epcis(['capture', '--proceed', mixed]))
    assert.equal(proceeded.code, 1)
    assert.deepEqual(
      columns(proceeded.lines[0]).filter((_, index) => index !== 2),
      [mixed, 'captured in part', '1 stored', '0 known'],
    )
    assert.match(proceeded.stderr, /event 1 \/bizStep: .*flying/)
  })

  test('a file with a bad document does not keep the others back', async () => {
    const [bad, good] = [file('{"type":'), file(document(events(1)))]
    const { code, lines } = await ended(epcis(['capture', bad, good]))
    assert.deepEqual([code, lines.map((line) => columns(line)[1])], [1, ['refused', 'captured']])
  })

  test('killed, it goes on where it was: what was captured is not sent again, a job under way is found again', async () => {
    const files = [file(document(events(1))), file(document(events(2))), file(document(events(3)))]
    const jobs = (seen: string[]) => seen.filter((each) => each === 'GET /capture/').length
    const slow = await door(
      (method, path, seen) => method === 'GET' && path.startsWith('/capture/') && jobs(seen) === 2,
    )
    const killed = epcis(['capture', ...files], { NGUON_URL: slow.url })
    await until('the second job being asked for', () => slow.held() || undefined)
    kill(killed.pid, 'SIGKILL')
    assert.equal((await ended(killed)).lines.length, 1)
    const second = await ended(epcis(['capture', ...files], { NGUON_URL: slow.url }))
    slow.close()
    assert.equal(second.code, 0, second.stderr)
    assert.deepEqual(
      second.lines.map((line) => columns(line).slice(3)),
      [
        ['1 stored', '0 known'],
        ['2 stored', '0 known'],
        ['3 stored', '0 known'],
      ],
    )
    assert.equal(slow.seen.filter((each) => each === 'POST /capture').length, 3)
  })

  test('waits for a server that is away, and sends what standard input holds once it is there', async () => {
    const port = await freePort()
    const waiting = epcis(['capture', '-'], { NGUON_URL: `http://127.0.0.1:${port}` }, document(events(1)))
    await until('the first attempt', () => /trying again/.test(waiting.stderr()) || undefined)
    const late = createServer((incoming, answer) => {
      const onward = sendOn(new URL(incoming.url ?? '', app.url), {
        method: incoming.method,
        headers: incoming.headers,
      })
      onward.on('response', (response) => response.pipe(answer.writeHead(response.statusCode ?? 500, response.headers)))
      incoming.pipe(onward)
    }).listen(port, '127.0.0.1')
    const { code, lines } = await ended(waiting)
    late.close()
    late.closeAllConnections()
    assert.deepEqual([code, columns(lines[0]).slice(3)], [0, ['1 stored', '0 known']])
  })

  test('comes again when a busy server says so', async () => {
    let busy = 2
    const server = createServer((_, answer) => {
      busy -= 1
      answer.writeHead(busy < 0 ? 401 : 503, { 'retry-after': '0' }).end('{}')
    }).listen(0, '127.0.0.1')
    await until('its port', () => server.address() ?? undefined)
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { code } = await ended(epcis(['capture', file(document(events(1)))], { NGUON_URL: url }))
    server.close()
    assert.deepEqual([code, busy], [4, -1])
  })
})

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

describe('hash', () => {
  test('a line an event, in their order, whatever eventID they carry and whatever stands before their context', async () => {
    const list = events(3)
    const path = file(document(list))
    const plain = await ended(epcis(['hash', path]))
    assert.deepEqual([plain.code, plain.lines.length, new Set(plain.lines).size], [0, 3, 3])
    for (const line of plain.lines) assert.match(line, /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/)
    const { '@context': context, ...rest } = JSON.parse(
      document(
        list.map((each, index) => ({ ...each, eventID: `urn:uuid:${index}`, recordTime: '2026-01-01T00:00:00Z' })),
      ),
    )
    const turned = await ended(epcis(['hash', '-', path], {}, JSON.stringify({ ...rest, '@context': context })))
    assert.deepEqual(turned.lines, [...plain.lines, ...plain.lines])
    assert.equal((await ended(epcis(['capture', path]))).code, 0)
    const stored = await app.operator.get(`/events/${encodeURIComponent(plain.lines[1] ?? '')}`)
    assert.equal(stored.status, 200)
  })

  test('an event that breaks a rule keeps its line, and is told of', async () => {
    const { code, lines, stderr } = await ended(
      epcis([
        'hash',
        file(document([...events(1), ...events(1, { bizStep: 'flying' }), 'no event' as never, ...events(1)])),
      ]),
    )
    assert.deepEqual([code, lines.length, lines[2]], [1, 4, '-'])
    assert.match(stderr, /event 1 \/bizStep: /)
  })

  test('a broken text gives no line, and its place', async () => {
    const { code, stdout, stderr } = await ended(epcis(['hash', file('{\n"type": "EPCISDocument",\n "x": ?}')]))
    assert.deepEqual([code, stdout], [1, ''])
    assert.match(stderr, /line 3, byte 33: /)
  })
})

describe('the exit code says', () => {
  test('that nobody answers', async () => {
    const settings = { NGUON_URL: `http://127.0.0.1:${await freePort()}` }
    const { code, stderr } = await ended(epcis(['query', '--patience', '1'], settings))
    assert.equal(code, 3)
    assert.match(stderr, /cannot be reached/)
  })

  test('that the key is not known', async () => {
    const path = file(document(events(1)))
    assert.equal((await ended(epcis(['capture', path], { API_KEY: 'another-key' }))).code, 4)
    assert.equal((await ended(epcis(['query'], { API_KEY: '' }))).code, 4)
  })

  test('that it was used wrongly', async () => {
    for (const args of [
      [],
      ['fly'],
      ['capture'],
      ['capture', join(folder, 'none.json')],
      ['query', '--to', 'csv'],
      ['hash', '--x'],
      ['query', '--limit', '0'],
    ]) {
      const { code, stdout, stderr } = await ended(epcis(args))
      assert.deepEqual([args, code, stdout], [args, 2, ''])
      assert.match(stderr, /^epcis: /)
    }
    assert.equal((await ended(epcis(['query'], { NGUON_URL: 'ftp://x' }))).code, 2)
    const help = await ended(epcis(['--help']))
    assert.deepEqual([help.code, /exit codes: 0/.test(help.stdout)], [0, true])
  })
})

describe('convert', () => {
  const extended = () =>
    document(events(2, { 'ex:farm': { 'ex:row': 'Hàng 1' } }), {
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { ex: 'https://example.com/ns/' }],
    })

  test('there and back is the same document: one hash an event, whatever the syntax', async () => {
    const path = file(extended())
    const xml = await ended(epcis(['convert', path, '--to', 'xml']))
    assert.equal(xml.code, 0, xml.stderr)
    assert.match(xml.stdout, /<epcis:EPCISDocument/)
    const back = await ended(epcis(['convert', '-', '--to', 'json'], {}, xml.stdout))
    assert.equal(back.code, 0, back.stderr)
    const inJson = await ended(epcis(['hash', path]))
    const inXml = await ended(epcis(['hash', file(xml.stdout, '.xml'), '-'], {}, back.stdout))
    assert.deepEqual(inXml.lines, [...inJson.lines, ...inJson.lines])
  })

  test('a document with a fault is not converted, and its place is told', async () => {
    const bad = await ended(epcis(['convert', file(document(events(1, { bizStep: 'flying' }))), '--to', 'xml']))
    assert.deepEqual([bad.code, bad.stdout], [1, ''])
    assert.match(bad.stderr, /event 0 \/bizStep: /)
    const broken = await ended(
      epcis([
        'convert',
        file('<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2">\n<b></a>', '.xml'),
        '--to',
        'json',
      ]),
    )
    assert.deepEqual([broken.code, broken.stdout], [1, ''])
    assert.match(broken.stderr, /line 2, byte \d+: /)
  })

  test('it needs to be told what to convert to', async () => {
    assert.equal((await ended(epcis(['convert', file(extended())]))).code, 2)
  })
})
