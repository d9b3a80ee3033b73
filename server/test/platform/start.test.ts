import assert from 'node:assert/strict'
import { after, afterEach, test } from 'node:test'
import {
  commandOf,
  familyOf,
  freePort,
  kill,
  type Program,
  printed,
  processesOf,
  removeFolder,
  run,
  temporaryFolder,
  until,
} from './program.ts'

const dataDir = temporaryFolder('start')
const started: Program[] = []
afterEach(() => {
  for (const { pid } of started.splice(0)) kill(-pid, 'SIGKILL')
})
after(() => {
  for (const pid of processesOf(dataDir)) kill(pid, 'SIGKILL')
  removeFolder(dataDir)
})

type Start = Program & { url: string }

/** `npm start` as a terminal runs it, until it says that it is ready. */
const npmStart = async (settings: Record<string, string> = {}): Promise<Start> => {
  const port = await freePort()
  const program = run('npm', ['start'], { DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn', ...settings })
  started.push(program)
  await printed(program, /^API description: http:\/\/\S+$/m)
  return { ...program, url: `http://localhost:${port}` }
}

const nothingLeft = (members: readonly number[]): Promise<boolean> =>
  until('nothing runs', () => {
    const left = [...processesOf(dataDir), ...members.filter((pid) => commandOf(pid) !== '')]
    return left.length === 0 || undefined
  })

/** The first of a start's processes whose command line says so. */
const memberOf = (members: readonly number[], pattern: RegExp): number => {
  const found = members.find((pid) => pattern.test(commandOf(pid)))
  assert.ok(found !== undefined, `${pattern} among ${members.map(commandOf).join(' | ')}`)
  return found
}

test('a start prints its addresses, each at the end of a line of its own, once they answer', async () => {
  const start = await npmStart({ LOG_LEVEL: 'info' })
  const addressAfter = (label: string): string => {
    const line = start
      .stdout()
      .split('\n')
      .find((each) => each.startsWith(`${label}: `))
    assert.ok(line, `${label} in ${start.stdout()}`)
    return line.slice(label.length + 2)
  }
  const key = addressAfter("Operator's key")
  for (const label of ['Status page', 'Sample product', 'API description']) {
    const address = addressAfter(label)
    assert.ok(address.startsWith(`${start.url}/`), address)
    const answer = await fetch(address, { headers: { accept: 'text/html' } })
    assert.equal(answer.status, 200, address)
    assert.match(answer.headers.get('content-type') ?? '', /text\/html/)
  }
  assert.match(addressAfter('Sample product'), /\/01\/\d{14}\/10\/\S+$/)
  const phone = await printed(start, /same network: (http\S+)\n((?:[\u2580-\u259f ]+\n?)+)/)
  assert.equal(new URL(phone[1] ?? '').pathname, new URL(addressAfter('Sample product')).pathname)
  assert.ok((phone[2]?.split('\n').length ?? 0) > 20, 'a QR code')
  const parties = await fetch(`${start.url}/api/parties`, { headers: { authorization: `Bearer ${key}` } })
  assert.equal(parties.status, 200)
  const logged = start
    .stderr()
    .trimEnd()
    .split('\n')
    .filter((line) => !/^(npm |Installing|$)/.test(line))
  assert.ok(logged.length > 20)
  for (const line of logged) assert.doesNotThrow(() => JSON.parse(line), line)
  assert.ok(!start.stderr().includes(key), 'no key in the log')
  assert.doesNotMatch(start.stderr(), /ng_[\w-]{8}|Bearer/)
  const members = familyOf(start.pid)
  kill(-start.pid, 'SIGINT')
  await nothingLeft(members)
})

const endings: Record<string, (members: readonly number[], group: number) => void> = {
  'Ctrl-C': (_, group) => kill(-group, 'SIGINT'),
  'SIGTERM to all': (_, group) => kill(-group, 'SIGTERM'),
  'SIGINT to npm alone': (members) => kill(memberOf(members, /^npm start/), 'SIGINT'),
  'SIGTERM to npm alone': (members) => kill(memberOf(members, /^npm start/), 'SIGTERM'),
  'SIGTERM to the launcher': (members) => kill(memberOf(members, /bin\/run\.mjs start $/), 'SIGTERM'),
  'kill -9 of npm': (members) => kill(memberOf(members, /^npm start/), 'SIGKILL'),
  'kill -9 of the launcher': (members) => kill(memberOf(members, /^node bin\/run\.mjs/), 'SIGKILL'),
  'kill -9 of the server': (members) => kill(memberOf(members, /main\.ts/), 'SIGKILL'),
  'kill -9 of all at once': (_, group) => kill(-group, 'SIGKILL'),
}

for (const [name, end] of Object.entries(endings)) {
  test(`${name} leaves nothing running, and the next start has the data`, async () => {
    const start = await npmStart()
    const members = familyOf(start.pid)
    end(members, start.pid)
    await nothingLeft(members)
    assert.match(start.stdout(), /^Sample product: /m)
  })
}
