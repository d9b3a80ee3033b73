import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from './config.ts'

/** Every name that is asked for. */
const namesRead = (): string[] => {
  const names = new Set<string>()
  loadConfig(new Proxy({}, { get: (_, name) => void names.add(String(name)) }))
  return [...names].sort()
}

const manual = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8')
const rows = [...manual.matchAll(/^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$/gm)].map(([, name = '', usual = '']) => ({
  name,
  usual,
}))

test('the manual lists every setting, and no other', () => {
  assert.deepEqual(rows.map(({ name }) => name).sort(), namesRead())
})

test('the defaults are those that the manual states', () => {
  const usual = loadConfig({})
  const stated = rows.flatMap(({ name, usual: text }) => (/^`[^`]+`$/.test(text) ? [[name, text.slice(1, -1)]] : []))
  assert.ok(stated.length > 10)
  const literal = stated.filter(([name]) => name !== 'PUBLIC_URL')
  assert.deepEqual(loadConfig(Object.fromEntries(literal)), usual)
  assert.equal(usual.publicUrl, 'http://localhost:8080')
  assert.equal(usual.sampleData, true)
  assert.equal(loadConfig({ DATABASE_URL: 'postgres://x/y' }).sampleData, false)
  assert.equal(loadConfig({ DATABASE_URL: 'postgres://x/y', SAMPLE_DATA: 'on' }).sampleData, true)
})

test('an origin is kept without a slash, and what is no origin is refused', () => {
  assert.equal(loadConfig({ PUBLIC_URL: 'https://tx.example.vn/' }).publicUrl, 'https://tx.example.vn')
  assert.equal(loadConfig({ PUBLIC_URL: 'https://tx.example.vn' }).localNetworkUrl, undefined)
  const none = ['tx.example.vn', 'https://tx.example.vn/path', 'ftp://tx.example.vn', 'https://x?y', 'https://u:p@x.vn']
  for (const value of none) {
    assert.throws(() => loadConfig({ PUBLIC_URL: value }), /PUBLIC_URL must be an origin/)
    assert.throws(() => loadConfig({ FORMER_HOSTS: `https://old.example,${value}` }), /FORMER_HOSTS must be an origin/)
  }
  assert.deepEqual(loadConfig({ FORMER_HOSTS: 'https://a.example, https://b.example/' }).formerHosts, [
    'https://a.example',
    'https://b.example',
  ])
})

test('a value that makes no sense is refused by the name of its setting', () => {
  const wrong = {
    PORT: ['65536', '-1', 'http', '80.5'],
    SAMPLE_DATA: ['maybe'],
    TRUST_PROXY: ['10.0.0.1', '12'],
    API_KEY: ['short', 'with a space in it'],
    CAPTURE_BYTES: ['64MB', '1e9'],
    DATABASE_TIMEOUT: ['soon'],
    CALLBACK_NETWORKS: ['intranet', '10.0.0.0/33', '10.0.0.0/8, ::1/129', '10.0.0/8'],
    CALLBACK_ATTEMPTS: ['101', '-1'],
    LOG_LEVEL: ['verbose', '30'],
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) assert.throws(() => loadConfig({ [name]: value }), new RegExp(name), `${name}=${value}`)
  }
  assert.equal(loadConfig({ PORT: ' ' }).port, 8080)
})

test('so many proxies are believed as stand before it', () => {
  const proxies = (value?: string) => loadConfig({ TRUST_PROXY: value }).proxies
  assert.deepEqual([undefined, 'off', 'on', '1', '3'].map(proxies), [0, 0, 1, 1, 3])
})

test('a trusted repository has an origin, a name and a key that stands elsewhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nguon-keys-'))
  const file = join(folder, 'key')
  writeFileSync(file, 'key-in-a-file\n')
  const { trustedRepositories } = loadConfig({
    TRUSTED_REPOSITORIES: `https://b.example/|Tỉnh B|env:KEY_OF_B; https://c.example:8443 | | file:${file};https://d.example;`,
    KEY_OF_B: 'key-of-b',
  })
  assert.deepEqual(trustedRepositories, [
    { origin: 'https://b.example', name: 'Tỉnh B', key: 'key-of-b' },
    { origin: 'https://c.example:8443', name: 'c.example:8443', key: 'key-in-a-file' },
    { origin: 'https://d.example', name: 'd.example', key: undefined },
  ])
  rmSync(folder, { recursive: true })
  const wrong = [
    ...[
      'b.example',
      'http://b.example',
      'https://b.example/epcis',
      'ftp://b.example',
      'https://u:p@b.example',
      'https://b.example|B|x|y',
    ],
    ...['https://b.example|B|the-key-itself', 'https://b.example|B|env:NOT_SET', `https://b.example|B|file:${file}`],
    'https://b.example;https://b.example/',
  ]
  for (const value of wrong) {
    assert.throws(
      () => loadConfig({ TRUSTED_REPOSITORIES: value }),
      ({ message }: Error) => message.startsWith('TRUSTED_REPOSITORIES') && !message.includes('the-key-itself'),
      value,
    )
  }
})

test('a provider of identities has an id, an issuer, a secret in a file and names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nguon-keys-'))
  const secretFile = join(folder, 'secret')
  writeFileSync(secretFile, 'the-secret\n')
  const right = {
    id: 'tinh',
    issuer: 'https://id.example.vn',
    clientID: 'nguon',
    secretFile,
    name: { vi: 'Tỉnh', en: 'P' },
  }
  const load = (...stated: object[]) => loadConfig({ OIDC_PROVIDERS: JSON.stringify(stated) }).identityProviders
  const [read] = load({ ...right, organisationClaim: 'tax_code' })
  assert.deepEqual(
    [read?.clientSecret, read?.scope, read?.timeout, read?.organisationClaim],
    ['the-secret', 'openid profile', 10, 'tax_code'],
  )
  assert.equal(load({ ...right, issuer: 'http://127.0.0.1:9000' }).length, 1, 'plain http on this machine')
  const wrong: object[][] = [
    [right, right],
    [{ ...right, id: 'Tỉnh' }],
    [{ ...right, issuer: 'http://id.example.vn' }],
    [{ ...right, issuer: 'https://u:p@id.example.vn' }],
    [{ ...right, clientID: '' }],
    [{ ...right, secretFile: join(folder, 'none') }],
    [{ ...right, name: {} }],
    [{ ...right, timeout: 0 }],
    [{ ...right, scope: 'profile' }],
    [{ ...right, organisationClaim: 1 }],
    [{ ...right, strongAcr: 'urn:example:two' }],
    [{ ...right, strongAmr: ['mfa', 'with space'] }],
    [{ ...right, clientSecret: 'the-secret' }],
  ]
  const refused = ({ message }: Error) => message.startsWith('OIDC_PROVIDERS') && !message.includes('the-secret')
  for (const stated of wrong) assert.throws(() => load(...stated), refused, JSON.stringify(stated))
  for (const text of ['{}', 'x', '[1]']) assert.throws(() => loadConfig({ OIDC_PROVIDERS: text }), refused, text)
  rmSync(folder, { recursive: true })
})

test('the province is ours or those that are named, and its old addresses end on a day', () => {
  assert.match(loadConfig({}).provinceFiles.join(), /server\/data\/provinces\/binh-duong\.json$/)
  const { provinceFiles } = loadConfig({ PROVINCE_FILE: '/etc/a.json, /etc/b.json' })
  assert.deepEqual(provinceFiles, ['/etc/a.json', '/etc/b.json'])
  assert.equal(loadConfig({}).oldAddressUntil, '2027-06-12')
  assert.equal(loadConfig({ OLD_ADDRESS_UNTIL: '2027-07-01' }).oldAddressUntil, '2027-07-01')
  for (const value of ['2027-02-30', '01/07/2027', 'soon'])
    assert.throws(() => loadConfig({ OLD_ADDRESS_UNTIL: value }), /OLD_ADDRESS_UNTIL must be a day/)
})
