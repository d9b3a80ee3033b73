// Starts everything. Plain JavaScript for Node 20 and later: installs what is missing, then hands over to the Node 24 that
// npm brought. Usage: node bin/run.mjs <command> [arguments]
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.nguon-installed')
const windows = process.platform === 'win32'

/** What each command runs under Node 24. */
const commands = {
  start: (rest) => ['server/src/main.ts', ...rest],
  test: (rest) => [
    '--test',
    '--test-global-setup=server/test/global-setup.ts',
    '--test-concurrency=2',
    ...(rest.length > 0 ? rest : testFiles()),
  ],
  check: (rest) => ['bin/check.ts', ...rest],
  schema: (rest) => ['bin/schema.ts', ...rest],
  generate: (rest) => ['gs1/generate-ai-table.ts', ...rest],
  gs1: (rest) => ['bin/gs1.ts', ...rest],
  epcis: (rest) => ['bin/epcis.ts', ...rest],
  conformance: (rest) => ['bin/conformance.ts', ...rest],
  bench: (rest) => ['bin/bench.ts', ...rest],
  proof: (rest) => ['bin/proof.ts', ...rest],
  timing: (rest) => ['bin/timing.ts', ...rest],
  audit: (rest) => ['server/src/main.ts', 'audit', ...rest],
}

/** All tests, in the order of their paths. */
function testFiles() {
  return ['gs1', 'epcis', 'server', 'bin', 'bench', 'proof', 'timing'].flatMap((folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true })
          .map((file) => join(folder, file))
          .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
          .sort()
      : [],
  )
}

const readLock = () => readFileSync(join(root, 'package-lock.json'))
const lockHash = () => createHash('sha256').update(readLock()).digest('hex')

/** The stamp says so, or npm's own record of what it put there (somebody ran npm before us). */
function isInstalled() {
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash()
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const present = JSON.parse(readFileSync(record, 'utf8')).packages
  const complete = Object.entries(JSON.parse(readLock().toString()).packages).every(
    ([path, { optional, version, integrity }]) =>
      optional || !path.startsWith('node_modules/') || isSame(present[path], { version, integrity }),
  )
  if (complete) writeFileSync(stamp, lockHash())
  return complete
}

const isSame = (present, wanted) =>
  present !== undefined && present.version === wanted.version && present.integrity === wanted.integrity

/** Installs what package-lock.json names, unless that is there already. Two that start at once wait for each other. */
function install() {
  if (isInstalled()) return
  const lock = join(root, '.cache', 'installing')
  mkdirSync(dirname(lock), { recursive: true })
  while (!takeLock(lock)) sleep(200)
  try {
    if (isInstalled()) return
    process.stderr.write('Installing what package-lock.json names (about a minute, once) ...\n')
    const flags = [
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--include=dev',
      '--include=optional',
    ]
    const done = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci', ...flags], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: windows,
      env: { ...process.env, npm_config_loglevel: 'error', npm_config_engine_strict: 'false' },
    })
    if (done.status === 0) writeFileSync(stamp, lockHash())
    else throw new Error(`npm ci failed${done.error === undefined ? ': see above' : `: ${done.error.message}`}`)
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

/** A folder is a lock that one process makes; one whose maker is gone is broken. */
function takeLock(lock) {
  try {
    mkdirSync(lock)
    writeFileSync(join(lock, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true })
    return false
  }
}

function isAbandoned(lock) {
  try {
    const pid = readFileSync(join(lock, 'pid'), 'utf8')
    if (pid !== '') return !isAlive(Number(pid))
    return Date.now() - statSync(lock).mtimeMs > 10_000
  } catch {
    return existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 10_000
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

const isNewEnough = () => Number(process.versions.node.split('.')[0]) >= 24

/** The Node 24 of npm's package for this platform; undefined where there is none. */
function packagedNode() {
  try {
    const name = `node-${windows ? 'win' : process.platform}-${process.arch}`
    const manifest = createRequire(join(root, 'package.json')).resolve(`${name}/package.json`)
    const binary = join(dirname(manifest), 'bin', windows ? 'node.exe' : 'node')
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

const needNode24 = () => fail('npm has no Node.js 24 for this platform: please install Node.js 24 and start again.')

/** The processes between the user and us, where npm started us: npm, and before it the shell that it may have used. */
function npmAbove() {
  if (process.env.npm_lifecycle_event === undefined || windows) return []
  const isShell = /^(\S*\/)?\w*sh\0-c\0/.test(titleOf(process.ppid))
  return isShell ? [process.ppid, parentOf(process.ppid)] : [process.ppid]
}

function parentOf(pid) {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    )
  } catch {
    return undefined
  }
}

function titleOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** npm's shell may die of a signal without passing it on, and a kill -9 tells nobody: so we look. */
function whenNpmIsGone(act) {
  const [parent, npm] = npmAbove()
  if (parent === undefined) return
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || parentOf(parent) === npm)) return
    clearInterval(timer)
    act()
  }, 150)
  timer.unref()
}

/**
 * How a program keeps memory. V8 of Node 24 lets short-lived values take 128 MB before it looks: a quarter does. The C library
 * would keep freed buffers of a megabyte, the parts of large documents, for itself: it is to give them back.
 */
const memory = {
  flags: ['--max-semi-space-size=16'],
  environment: { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' },
}

/** Runs the program, and goes when it goes, with its exit code. Signals reach it through us, or by our end. */
function run(node, args) {
  const program = spawn(node, ['--disable-warning=ExperimentalWarning', ...memory.flags, ...args], {
    cwd: root,
    env: { ...memory.environment, ...process.env },
    // The channel tells the program when we are gone, however we went.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  program.on('error', () => (node !== process.execPath && isNewEnough() ? run(process.execPath, args) : needNode24()))
  program.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal))
  whenNpmIsGone(() => program.kill('SIGTERM'))
}

const [command, ...rest] = process.argv.slice(2)
const argumentsOf = Object.hasOwn(commands, command ?? '') ? commands[command] : undefined
if (argumentsOf === undefined) fail(`usage: node bin/run.mjs <${Object.keys(commands).join('|')}> [arguments]`)
try {
  install()
} catch (error) {
  fail(error.message)
}
const node = packagedNode() ?? (isNewEnough() ? process.execPath : needNode24())
run(node, argumentsOf(rest))
