import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, request as sendOn } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { document } from '../server/test/documents.ts'
import { freePort, kill, until } from '../server/test/platform/program.ts'
import { app, columns, door, ended, epcis, events, file, folder } from './epcis-runs.ts'

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
