import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'
import { clientOf } from '../app.ts'
import { createTestDatabase } from '../database.ts'
import { freePort, kill, type Program, printed, removeFolder, runMain, temporaryFolder, until } from './program.ts'

const database = await createTestDatabase()
const folders = [temporaryFolder('audit'), temporaryFolder('audit')]
const [dataDir = '', otherDir = ''] = folders
const owner = new pg.Client({ connectionString: database.url })
await owner.connect()
after(async () => {
  await owner.end()
  await database.drop()
  for (const folder of folders) removeFolder(folder)
})

const port = await freePort()
const key = 'operator-key-of-the-audit'
const settings = { DATABASE_URL: database.url, PORT: String(port), API_KEY: key, LOG_LEVEL: 'warn' }
const client = clientOf(`http://127.0.0.1:${port}`, key)

const start = async (args: string[] = []): Promise<Program> => {
  const program = runMain(args, { ...settings, DATA_DIR: dataDir })
  await printed(program, /^API description/m)
  return program
}
const audit = async (args: string[], folder = dataDir) => {
  const program = runMain(['audit', ...args], { ...settings, DATA_DIR: folder })
  return { code: await program.ended, out: program.stdout(), err: program.stderr() }
}
const register = async (name: string) =>
  assert.equal((await client.post('/api/parties', { kind: 'enterprise', names: { vi: name } })).status, 201)
const waiting = async () => Number((await owner.query('select count(*) from platform.audit_queue')).rows[0].count)
const allSealed = () => until('every deed is sealed', async () => ((await waiting()) === 0 ? true : undefined))

test('without a worker deeds wait, and are told as such; killed -9 and started again, it seals them by itself', async () => {
  const server = await start(['serve'])
  await register('Công ty mẫu một')
  kill(server.pid, 'SIGKILL')
  await server.ended
  const before = await audit(['verify'])
  assert.equal(before.code, 0, before.err)
  assert.match(before.out, /^whole: 0 seals over 0 deeds, the newest none\nnot yet sealed: \d+ deeds\n$/)
  for (let round = 0; round < 3; round += 1) {
    const program = await start()
    await register(`Công ty mẫu ${round}`)
    kill(program.pid, 'SIGKILL')
    await program.ended
  }
  const program = await start()
  await allSealed()
  kill(program.pid, 'SIGTERM')
  assert.equal(await program.ended, 0, program.stderr())
  const found = await audit(['verify'])
  assert.equal(found.code, 0, found.out)
  assert.match(found.out, /^whole: \d+ seals over \d+ deeds, the newest \d+ [0-9a-f]{64}\n$/)
})

test('the head that was kept elsewhere proves that nothing was cut since', async () => {
  const head = await audit(['head'])
  assert.match(head.out, /^\d+ [0-9a-f]{64}\n$/)
  assert.equal((await audit(['verify', '--head', head.out.trim()], otherDir)).code, 0)
  const last = 'select max(number) from platform.audit_seal'
  await owner.query(
    `delete from platform.audit a using platform.audit_seal s where s.number = (${last}) and a.number <@ s.deeds`,
  )
  await owner.query(`delete from platform.audit_seal where number = (${last})`)
  assert.equal((await audit(['verify'], otherDir)).code, 0, 'another machine, without a head, cannot know')
  const cut = await audit(['verify', '--head', head.out.trim().slice(-64)], otherDir)
  assert.equal(cut.code, 1)
  assert.match(cut.out, /BROKEN: one fault.*\n.*known from --head, is not in the chain/)
  assert.match((await audit(['verify'])).out, /known from this data folder/, 'this machine remembers by itself')
})

test('a program that goes on sealing after a cut does not cover it', async () => {
  const program = await start()
  await register('Công ty mẫu về sau')
  await allSealed()
  kill(program.pid, 'SIGTERM')
  assert.equal(await program.ended, 0, program.stderr())
  assert.match(program.stderr(), /a seal is gone from the record of deeds/)
  const found = await audit(['verify'])
  assert.equal(found.code, 1, found.out)
  assert.match(found.out, /known from this data folder/)
})

test('what it cannot read, and what it is not asked, have exit codes of their own', async () => {
  for (const args of [[], ['dance'], ['verify', '--head'], ['verify', '--head', 'x'], ['head', 'x']])
    assert.equal((await audit(args)).code, 2, args.join(' '))
  const away = runMain(['audit', 'verify'], {
    DATA_DIR: otherDir,
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
  })
  assert.equal(await away.ended, 3)
  assert.match(away.stderr(), /^nguon: the record of deeds could not be read: .+\n$/)
})
