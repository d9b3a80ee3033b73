import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

const scratch = mkdtempSync(join(tmpdir(), 'nguon-run-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

const lock = { packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } }
let made = 0

/** A checkout with nothing but the launcher, an npm that only takes notes, and a program that tells what befalls it. */
const checkout = (npm = 'exit 0'): { folder: string; run: (...args: string[]) => string[]; env: NodeJS.ProcessEnv } => {
  made += 1
  const folder = join(scratch, String(made))
  for (const name of ['bin', 'npm', 'node_modules']) mkdirSync(join(folder, name), { recursive: true })
  copyFileSync(join(import.meta.dirname, 'run.mjs'), join(folder, 'bin/run.mjs'))
  writeFileSync(join(folder, 'package.json'), '{}')
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock))
  writeFileSync(join(folder, 'npm/npm'), `#!/bin/sh\necho "$@" >> '${folder}/npm-calls'\n${npm}\n`)
  chmodSync(join(folder, 'npm/npm'), 0o755)
  writeFileSync(join(folder, 'bin/gs1.ts'), program)
  const env = { ...process.env, PATH: `${join(folder, 'npm')}${delimiter}${process.env.PATH}`, npm_lifecycle_event: '' }
  return { folder, env, run: (...args) => [join(folder, 'bin/run.mjs'), ...args] }
}

const program = `
import { appendFileSync } from 'node:fs'
import { getHeapSpaceStatistics } from 'node:v8'
const [note, code] = process.argv.slice(2)
if (note === undefined) process.exit(0)
if (note === 'exit') process.exit(Number(code))
if (note === 'memory') {
  const live: object[] = []
  for (let made = 0; made < 6e6; made += 1) live[made % 5e5] = { made }
  const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')
  process.stdout.write(JSON.stringify([young?.space_size, process.env.MALLOC_ARENA_MAX, process.env.MALLOC_MMAP_THRESHOLD_]))
  process.exit(0)
}
const tell = (what: string) => appendFileSync(note, what + '\\n')
const stop = (what: string) => () => { tell(what); setTimeout(() => process.exit(0), 100) }
process.on('SIGINT', stop('SIGINT'))
process.on('SIGTERM', stop('SIGTERM'))
process.on('disconnect', stop('disconnect'))
setInterval(() => {}, 1000)
tell('started')
`

const ended = async (child: ChildProcess): Promise<number | null> =>
  (child.exitCode ?? child.signalCode !== null) ? child.exitCode : (await once(child, 'exit'))[0]

/** Until the program has noted it. */
const noted = async (note: string, what: string): Promise<string[]> => {
  for (;;) {
    const lines = existsSync(note) ? readFileSync(note, 'utf8').trim().split('\n') : []
    if (lines.includes(what)) return lines
    await sleep(20)
  }
}

const calls = (folder: string): string[] =>
  existsSync(join(folder, 'npm-calls')) ? readFileSync(join(folder, 'npm-calls'), 'utf8').trim().split('\n') : []

test('a program takes little memory for what lives shortly, and gives back what it frees', () => {
  const { env, run } = checkout()
  const output = (given: NodeJS.ProcessEnv) =>
    JSON.parse(spawnSync(process.execPath, run('gs1', 'memory'), { env: { ...env, ...given } }).stdout.toString())
  const [young, ...allocator] = output({ MALLOC_ARENA_MAX: '3' })
  assert.ok(young <= 48 * 1024 * 1024, `${young} bytes for short-lived values`)
  assert.deepEqual(allocator, ['3', '131072'], 'what the operator has set counts')
})

test('what is not installed is installed, once, though two start together', async () => {
  const { folder, env, run } = checkout('sleep 0.5; echo "noise of npm"')
  const children = [1, 2].map(() => spawn(process.execPath, run('gs1'), { env, stdio: ['ignore', 'pipe', 'pipe'] }))
  const output = Promise.all(children.map(async ({ stdout }) => (await stdout.toArray()).join('')))
  assert.deepEqual(await Promise.all(children.map(ended)), [0, 0])
  assert.deepEqual(await output, ['', ''], 'results alone on stdout')
  assert.equal(calls(folder).length, 1)
  assert.match(calls(folder)[0] ?? '', /^ci --ignore-scripts/)
  assert.equal(spawnSync(process.execPath, run('gs1'), { env }).status, 0)
  assert.equal(calls(folder).length, 1)
})

test('another lock is installed anew; what npm itself put there is left', () => {
  const { folder, env, run } = checkout()
  const record = join(folder, 'node_modules/.package-lock.json')
  writeFileSync(record, JSON.stringify(lock))
  spawnSync(process.execPath, run('gs1'), { env })
  assert.equal(calls(folder).length, 0)
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...lock, name: 'changed' }))
  spawnSync(process.execPath, run('gs1'), { env })
  assert.equal(calls(folder).length, 1)
})

test('a lock whose maker is dead is broken', () => {
  const { folder, env, run } = checkout()
  mkdirSync(join(folder, '.cache/installing'), { recursive: true })
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeFileSync(join(folder, '.cache/installing/pid'), String(pid))
  assert.equal(spawnSync(process.execPath, run('gs1'), { env }).status, 0)
  assert.equal(calls(folder).length, 1)
})

test('an npm that fails is told in a sentence, and the next start tries again', () => {
  const { folder, env, run } = checkout('exit 7')
  const first = spawnSync(process.execPath, run('gs1'), { env, encoding: 'utf8' })
  assert.equal(first.status, 1)
  assert.match(first.stderr, /npm ci failed: see above/)
  assert.equal(spawnSync(process.execPath, run('gs1'), { env }).status, 1)
  assert.equal(calls(folder).length, 2)
})

test('an older Node.js, and no newer one on npm for this platform: one sentence', () => {
  const { env, run } = checkout()
  const older =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.0.0"}})'
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', older, ...run('gs1')], {
    env,
    encoding: 'utf8',
  })
  assert.deepEqual([status, stdout], [1, ''])
  assert.match(stderr, /please install Node\.js 24 and start again\.\n$/)
})

test("the exit code is the program's; an unknown command is told what there is", () => {
  const { env, run } = checkout()
  assert.equal(spawnSync(process.execPath, run('gs1', 'exit', '3'), { env }).status, 3)
  const unknown = spawnSync(process.execPath, run('gsl'), { env, encoding: 'utf8' })
  assert.equal(unknown.status, 1)
  assert.match(unknown.stderr, /^usage: .*start\|test\|check/)
  assert.equal(spawnSync(process.execPath, run('toString'), { env }).status, 1)
})

test('Ctrl-C in a terminal reaches the whole group: the program stops once, by itself, and all is well', async () => {
  const { folder, env, run } = checkout()
  const note = join(folder, 'note')
  const launcher = spawn(process.execPath, run('gs1', note), { env, detached: true, stdio: 'ignore' })
  await noted(note, 'started')
  process.kill(-(launcher.pid ?? 0), 'SIGINT')
  assert.equal(await ended(launcher), 0)
})

test('a launcher that is asked to stop passes it on and waits', async () => {
  const { folder, env, run } = checkout()
  const note = join(folder, 'note')
  const launcher = spawn(process.execPath, run('gs1', note), { env, stdio: 'ignore' })
  await noted(note, 'started')
  launcher.kill('SIGTERM')
  assert.equal(await ended(launcher), 0)
  assert.deepEqual(await noted(note, 'SIGTERM'), ['started', 'SIGTERM'])
})

test('a launcher that is killed is noticed by the program', async () => {
  const { folder, env, run } = checkout()
  const note = join(folder, 'note')
  const launcher = spawn(process.execPath, run('gs1', note), { env, stdio: 'ignore' })
  await noted(note, 'started')
  launcher.kill('SIGKILL')
  await noted(note, 'disconnect')
})

test('npm, or the shell that it puts in between, may die without a word: the program is stopped all the same', async () => {
  const { folder, env, run } = checkout()
  const note = join(folder, 'note')
  // A second command keeps the shell from becoming the first.
  const shell = spawn('/bin/sh', ['-c', '"$0" "$@"; true', process.execPath, ...run('gs1', note)], {
    env: { ...env, npm_lifecycle_event: 'start' },
    stdio: 'ignore',
  })
  await noted(note, 'started')
  shell.kill('SIGKILL')
  await noted(note, 'SIGTERM')
})
