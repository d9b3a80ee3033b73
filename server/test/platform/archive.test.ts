import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { clientOf } from '../app.ts'
import {
  freePort,
  kill,
  type Program,
  printed,
  processesOf,
  removeFolder,
  runMain,
  temporaryFolder,
} from './program.ts'

const folder = temporaryFolder('archive')
const dataDirs = ['one', 'two', 'three'].map((name) => join(folder, name))
const [one = '', two = '', three = ''] = dataDirs
const file = join(folder, 'backup.tar.gz')
const servers: Program[] = []
after(() => {
  for (const { pid } of servers) kill(pid, 'SIGKILL')
  for (const pid of processesOf(folder)) kill(pid, 'SIGKILL')
  for (const dataDir of dataDirs) removeFolder(dataDir)
  removeFolder(folder)
})

type Server = Program & { url: string; key: string }

const serve = async (dataDir: string): Promise<Server> => {
  const port = await freePort()
  const program = runMain([], {
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: 'http://localhost',
    LOG_LEVEL: 'warn',
  })
  servers.push(program)
  await printed(program, /^API description/m)
  const [, key = ''] = await printed(program, /^Operator's key: (\S+)$/m)
  return { ...program, url: `http://127.0.0.1:${port}`, key }
}

const stop = async (server: Server): Promise<void> => {
  kill(server.pid, 'SIGTERM')
  assert.equal(await server.ended, 0, server.stderr())
}

const role = async (args: string[], dataDir: string): Promise<{ code: number | string; said: string }> => {
  const program = runMain(args, { DATA_DIR: dataDir, LOG_LEVEL: 'warn' })
  return { code: await program.ended, said: program.stderr() }
}

const product = '/01/09521101000108/10/MC260620-01'

/** What an operator and a shopper get, but for what depends on the moment. */
const answersOf = async ({ url, key }: Server): Promise<unknown[]> => {
  const operator = clientOf(url, key)
  const shopper = clientOf(url)
  const page = await shopper.get(product, { accept: 'text/html' })
  const scan = await shopper.get(new URL(page.headers.get('location') ?? '', url).pathname, { accept: 'text/html' })
  const image = /\/files\/[0-9a-f]{64}[^"]*/.exec(scan.text)?.[0] ?? '/no-image'
  const answers = [
    await operator.get('/events?perPage=1000'),
    await operator.get('/api/parties'),
    await operator.get('/api/products/09521101000108'),
    await shopper.get(product, { accept: 'application/linkset+json' }),
    await shopper.get(image),
    scan,
  ]
  const moment = /"creationDate":"[^"]+"/
  return answers.map(({ status, text }) => ({ status, text: text.replace(moment, '') }))
}

test('a backup beside a running server, restored in spite of kills, gives the same answers', async () => {
  const original = await serve(one)
  const before = await answersOf(original)
  assert.deepEqual(
    before.map((answer) => (answer as { status: number }).status),
    [200, 200, 200, 200, 200, 200],
  )
  const made = await role(['backup', file], one)
  assert.equal(made.code, 0, made.said)
  assert.deepEqual(await answersOf(original), before)
  await stop(original)
  for (const longest of [400, 1500, 3000]) {
    const killed = runMain(['restore', file], { DATA_DIR: two, LOG_LEVEL: 'warn' })
    await sleep(randomInt(longest))
    kill(killed.pid, 'SIGKILL')
    await killed.ended
  }
  const restored = await role(['restore', file], two)
  // The last kill may have come too late: then it was done already.
  assert.ok(restored.code === 0 || /empty/.test(restored.said), restored.said)
  const again = await serve(two)
  assert.equal(again.key, original.key)
  assert.deepEqual(await answersOf(again), before)
  await stop(again)
})

test('what is there already is neither overwritten nor restored into', async () => {
  const twice = await role(['backup', file], one)
  assert.deepEqual([twice.code, /exists already/.test(twice.said)], [1, true])
  const full = await role(['restore', file], two)
  assert.equal(full.code, 1)
  assert.match(full.said, /^nguon: .*empty/m)
  const missing = await role(['restore', join(folder, 'nothing')], three)
  assert.deepEqual([missing.code, /does not exist/.test(missing.said)], [1, true])
  assert.equal(existsSync(`${file}.unfinished`), false)
})
