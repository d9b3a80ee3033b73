import assert from 'node:assert/strict'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, test } from 'node:test'
import pg from 'pg'
import {
  commandOf,
  kill,
  type Program,
  printed,
  processesOf,
  removeFolder,
  root,
  run,
  temporaryFolder,
  until,
} from './program.ts'

type Held = Program & { ownerUrl: string; attached: boolean; folder: string; moved: boolean; release(): Promise<void> }

const folders: string[] = []
const started: Program[] = []
afterEach(() => {
  for (const { pid } of started.splice(0)) kill(pid, 'SIGKILL')
  for (const folder of folders.splice(0)) {
    for (const pid of processesOf(folder)) kill(pid, 'SIGKILL')
    removeFolder(folder)
  }
})

const newFolder = (): string => {
  const folder = temporaryFolder('launcher')
  folders.push(folder)
  return folder
}

/** A process that holds the folder's database until it is told to let go. */
const hold = async (dataDir: string, ...rest: string[]): Promise<Held> => {
  const program = run(process.execPath, [join(root, 'server/test/platform/hold-database.ts'), dataDir, ...rest])
  started.push(program)
  const [line] = await printed(program, /^\{.*\}$/m)
  const release = async () => {
    program.child.stdin?.end('go\n')
    assert.equal(await program.ended, 0, program.stderr())
  }
  return { ...program, ...JSON.parse(line), release }
}

const postmaster = ({ folder }: Held): number =>
  Number(readFileSync(join(folder, 'cluster/postmaster.pid'), 'utf8').split('\n')[0])

const ask = async (url: string, statement: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(statement)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

const answersAt = (url: string): Promise<unknown> =>
  until('an answer', () => ask(url, 'select 1').catch(() => undefined))

/** The database ends, and its guard with it: nothing is left that was started for the folder. */
const allGone = (folder: string): Promise<boolean> =>
  until('nothing runs', () => processesOf(folder).length === 0 || undefined)

test('a program that is killed takes its database along, and the next start finds the data', async () => {
  const dataDir = newFolder()
  const first = await hold(dataDir)
  await ask(first.ownerUrl, 'create table kept as select 42 as answer')
  kill(first.pid, 'SIGKILL')
  await allGone(dataDir)
  const second = await hold(dataDir)
  assert.deepEqual(await ask(second.ownerUrl, 'select answer from kept'), [{ answer: 42 }])
  await second.release()
  assert.deepEqual(processesOf(dataDir), [])
})

test('killed together with its guard it leaves a server behind, which the next start ends', async () => {
  const dataDir = newFolder()
  const first = await hold(dataDir)
  const orphan = postmaster(first)
  kill(first.pid, 'SIGSTOP')
  for (const pid of processesOf(dataDir)) if (commandOf(pid).includes('nguon-guard')) kill(pid, 'SIGKILL')
  kill(first.pid, 'SIGKILL')
  await first.ended
  assert.match(commandOf(orphan), /postgres/)
  const second = await hold(dataDir)
  assert.match(second.stderr(), /left its database running/)
  assert.equal(second.attached, false)
  assert.notEqual(postmaster(second), orphan)
  await second.release()
})

test('of programs that start together one starts the database, and another takes over when it is killed', async () => {
  const dataDir = newFolder()
  const all = await Promise.all([hold(dataDir), hold(dataDir), hold(dataDir)])
  const keepers = all.filter(({ attached }) => !attached)
  const guests = all.filter(({ attached }) => attached)
  assert.equal(keepers.length, 1)
  assert.equal(new Set(all.map(({ ownerUrl }) => ownerUrl)).size, 1)
  const before = postmaster(all[0] as Held)
  kill(keepers[0]?.pid ?? 0, 'SIGKILL')
  await until('another server', () => {
    const lock = join(all[0]?.folder ?? '', 'cluster/postmaster.pid')
    return (existsSync(lock) && Number(readFileSync(lock, 'utf8').split('\n')[0]) !== before) || undefined
  })
  await answersAt(all[0]?.ownerUrl ?? '')
  for (const guest of guests) await guest.release()
  await allGone(dataDir)
})

test('a server that is killed comes again on the same port', async () => {
  const dataDir = newFolder()
  const held = await hold(dataDir)
  const killed = postmaster(held)
  kill(killed, 'SIGKILL')
  await until('another server', () => (existsSync(`/proc/${killed}`) ? undefined : true))
  await answersAt(held.ownerUrl)
  assert.notEqual(postmaster(held), killed)
  await held.release()
  assert.deepEqual(processesOf(dataDir), [])
})

test('a program that starts while another stops waits for it and has a database of its own', async () => {
  const dataDir = newFolder()
  const first = await hold(dataDir)
  first.child.stdin?.end('go\n')
  await printed(first, /retiring/)
  const second = await hold(dataDir)
  assert.equal(second.attached, false)
  assert.equal(await first.ended, 0)
  await answersAt(second.ownerUrl)
  await second.release()
})

test('what was cut short is made anew, and a number that another process has by now is no server', async () => {
  const dataDir = newFolder()
  const home = join(dataDir, 'postgres')
  mkdirSync(join(home, 'unfinished-4194304'), { recursive: true })
  writeFileSync(join(home, 'unfinished-4194304.password'), 'x')
  const first = await hold(dataDir)
  assert.equal(existsSync(join(home, 'unfinished-4194304')), false)
  await first.release()
  const lock = ['', join(home, 'cluster'), '1', '5432', '', '127.0.0.1', '', 'ready', '']
  writeFileSync(join(home, 'cluster/postmaster.pid'), [process.pid, ...lock.slice(1)].join('\n'))
  const second = await hold(dataDir)
  assert.equal(second.attached, false)
  await second.release()
  const zombie = await unburied()
  writeFileSync(join(home, 'cluster/postmaster.pid'), [zombie, ...lock.slice(1)].join('\n'))
  const third = await hold(dataDir)
  assert.equal(third.attached, false)
  await third.release()
})

/** A process that has ended while its parent, a shell that became another program, never asks for its end. */
const unburied = async (): Promise<number> => {
  const parent = run('/bin/sh', ['-c', 'sleep 1 & echo $!; exec sleep 600'])
  started.push(parent)
  const [pid] = await printed(parent, /^\d+$/m)
  await until('a zombie', () => (commandOf(Number(pid)) === '' ? true : undefined))
  assert.ok(existsSync(`/proc/${pid}`))
  return Number(pid)
}

if (process.getuid?.() === 0) {
  test('where its user may not enter, the database lives elsewhere: never shared, moved along, not inherited', async () => {
    const closed = newFolder()
    const elsewhere = newFolder()
    chmodSync(closed, 0o700)
    const [one, two] = [join(closed, 'one/data'), join(closed, 'two/data')]
    for (const folder of [one, two]) mkdirSync(folder, { recursive: true })
    const first = await hold(one, elsewhere)
    const second = await hold(two, elsewhere)
    assert.equal(first.moved, true)
    assert.notEqual(first.folder, second.folder)
    assert.match(first.stderr(), new RegExp(first.folder))
    await ask(first.ownerUrl, 'create table ours ()')
    await Promise.all([first.release(), second.release()])

    renameSync(join(closed, 'one'), join(closed, 'three'))
    const third = await hold(join(closed, 'three/data'), elsewhere)
    assert.equal((await ask(third.ownerUrl, 'select from ours')).length, 0)
    await third.release()

    cpSync(join(closed, 'three'), join(closed, 'four'), { recursive: true })
    const fourth = await hold(join(closed, 'four/data'), elsewhere)
    await assert.rejects(ask(fourth.ownerUrl, 'select from ours'))
    await fourth.release()

    rmSync(join(closed, 'three'), { recursive: true })
    mkdirSync(join(closed, 'three/data'), { recursive: true })
    const fifth = await hold(join(closed, 'three/data'), elsewhere)
    await assert.rejects(ask(fifth.ownerUrl, 'select from ours'))
    assert.match(fifth.stderr(), /put aside/)
    await fifth.release()
  })
}
