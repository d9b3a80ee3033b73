// Starts everything. Plain JavaScript for Node 20 and later: installs what is missing, then hands over to the Node 24 that
// npm brought. Usage: node bin/run.mjs <command> [arguments]
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const stamp = join(modules, '.nguon-installed')

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
  gs1: (rest) => ['bin/gs1.ts', ...rest],
  conformance: (rest) => ['bin/conformance.ts', ...rest],
  bench: (rest) => ['bin/bench.ts', ...rest],
}

/** All tests, in the order of their paths. */
function testFiles() {
  return ['gs1', 'epcis', 'server', 'bin'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((file) => join(folder, file))
      .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
      .sort(),
  )
}

const lockHash = () => createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex')
const isInstalled = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()

/** Installs what package-lock.json names, unless that is there already. Two that start at once wait for each other. */
function install() {
  if (isInstalled()) return
  const lock = join(root, '.installing')
  while (!takeLock(lock)) sleep(500)
  try {
    if (isInstalled()) return
    process.stderr.write('Installing (about a minute, once) …\n')
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const done = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
      env: { ...process.env, npm_config_loglevel: 'error', npm_config_engine_strict: 'false' },
    })
    if (done.status !== 0) fail('npm ci failed: see above')
    writeFileSync(stamp, lockHash())
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
  const file = join(lock, 'pid')
  if (!existsSync(file)) return existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 10_000
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** The Node 24 of npm's package for this platform, or this one where it is as new. */
function node24() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve(`node-${platform}-${process.arch}/package.json`)
    const binary = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(binary)) return binary
  } catch {}
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail('There is no Node.js 24 for this platform on npm: please install Node.js 24 and start again.')
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

const [command, ...rest] = process.argv.slice(2)
if (commands[command] === undefined) fail(`usage: node bin/run.mjs <${Object.keys(commands).join('|')}> [arguments]`)
install()

// The channel tells the program when we are gone, however we went; signals reach it through us.
const program = spawn(node24(), ['--disable-warning=ExperimentalWarning', ...commands[command](rest)], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) program.kill(signal)
  })
}
program.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1))
