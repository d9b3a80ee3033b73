import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join, resolve } from 'node:path'
import { type IdentityProvider, readIdentityProviders } from './identity-providers.ts'
import { readNetwork } from './networks.ts'
import { readTls } from './read-tls.ts'
import type { Tls } from './tls.ts'
import { type Environment, readTrustedRepositories, type TrustedRepository } from './trusted-repositories.ts'

/** Every setting. docs/operations.md is its manual; nobody else reads the environment. */
export type Config = Readonly<{
  port: number
  /** The address to listen on. */
  host: string
  dataDir: string
  /** The operator's key where the environment gives one; else it is made and kept in the data folder. */
  apiKey: string | undefined
  /** Whether people who signed in by password alone may do more than read. */
  secondFactor: 'optional' | 'required'
  /** A file of keys by which secrets are kept that must be read again; else one is made and kept in the data folder. */
  secretsKeyFile: string | undefined
  /** Passwords published as stolen, sorted by their SHA-1, which nobody may choose. */
  breachedPasswordsFile: string | undefined
  sampleData: boolean
  /** Files of administrative units: the province's own, and of others where it deals with them. */
  provinceFiles: readonly string[]
  /** Labels printed before the units changed may keep the old address until this day (Decree 37/2026 art. 98.5). */
  oldAddressUntil: string
  /** Origin of every link, QR, anchor and Location, without a trailing slash. */
  publicUrl: string
  /** The same origin as a phone on the local network reaches it; only where PUBLIC_URL says nothing. */
  localNetworkUrl: string | undefined
  /** Origins that printed codes still carry; they go on being answered. */
  formerHosts: readonly string[]
  /** How many proxies of the operator's stand before us: so many entries of X-Forwarded-For are believed. */
  proxies: number
  trustProxy: boolean
  /** Where the server itself ends TLS; else a proxy does, or nobody. */
  tls: Tls | undefined
  databaseUrl: string | undefined
  /** Named statements: off behind a pooler in transaction mode. */
  preparedStatements: boolean
  databaseConnections: number
  /** How long a request waits for an answer of the database, ms. */
  databaseTimeout: number
  logLevel: string
  callbacks: Callbacks
  trustedRepositories: readonly TrustedRepository[]
  identityProviders: readonly IdentityProvider[]
  limits: Readonly<{
    captureBytes: number
    captureEvents: number
    /** Beyond these a document is captured by a job, after the reply. */
    captureSyncBytes: number
    captureSyncEvents: number
    /** The longest single event, and the most of a document that stands around its events. */
    captureEventBytes: number
    fileBytes: number
    /** The largest spreadsheet. */
    importBytes: number
    bodyBytes: number
    /** From one network without a key, and with one key, client or session wherever it is used. */
    requestsPerMinute: number
    keyRequestsPerMinute: number
    /** Organisations that may ask to be registered from one address. */
    applicationsPerHour: number
  }>
}>

/** How receivers of query results are called. */
export type Callbacks = Readonly<{
  /** Networks of our own in which receivers may stand; else they must be on the public Internet. */
  networks: readonly string[]
  /** How often a message is tried before it counts as dead; 0: nobody is called. */
  attempts: number
}>

/** Reads and judges the settings; throws one sentence that names the setting that is wrong. */
export const loadConfig = (environment: Environment = process.env): Config => {
  const port = count(environment, 'PORT', 8080, 65_535)
  const databaseUrl = text(environment, 'DATABASE_URL')
  const stated = text(environment, 'PUBLIC_URL')
  const publicUrl = stated === undefined ? `http://localhost:${port}` : origin('PUBLIC_URL', stated)
  const isSecure = publicUrl.startsWith('https:')
  const proxies = proxyCount(environment)
  const tls = readTls(text(environment, 'TLS_CERTIFICATE'), text(environment, 'TLS_KEY'), publicUrl)
  return Object.freeze({
    port,
    host: text(environment, 'HOST') ?? '0.0.0.0',
    dataDir: resolve(text(environment, 'DATA_DIR') ?? 'data'),
    apiKey: operatorKey(environment),
    // Where the world can reach it, one proof is not enough unless somebody decides that it is.
    secondFactor: choice(environment, 'SECOND_FACTOR', isSecure ? ['required', 'optional'] : ['optional', 'required']),
    secretsKeyFile: file(environment, 'SECRETS_KEY_FILE'),
    breachedPasswordsFile: file(environment, 'BREACHED_PASSWORDS_FILE'),
    sampleData: sampleData(environment, databaseUrl === undefined, tls),
    provinceFiles: provinceFiles(environment),
    oldAddressUntil: day(environment, 'OLD_ADDRESS_UNTIL', '2027-06-12'),
    publicUrl,
    localNetworkUrl: stated === undefined ? localNetworkUrl(port) : undefined,
    formerHosts: list(environment, 'FORMER_HOSTS').map((each) => origin('FORMER_HOSTS', each)),
    proxies,
    trustProxy: proxies > 0,
    tls,
    databaseUrl,
    preparedStatements: flag(environment, 'PREPARED_STATEMENTS', true),
    databaseConnections: count(environment, 'DATABASE_CONNECTIONS', 10, 1000),
    databaseTimeout: 1000 * count(environment, 'DATABASE_TIMEOUT', 30, 86_400),
    logLevel: choice(environment, 'LOG_LEVEL', ['info', 'trace', 'debug', 'warn', 'error', 'fatal', 'silent']),
    callbacks: Object.freeze({
      networks: networks(environment, 'CALLBACK_NETWORKS'),
      attempts: count(environment, 'CALLBACK_ATTEMPTS', 12, 100),
    }),
    trustedRepositories: readTrustedRepositories(text(environment, 'TRUSTED_REPOSITORIES'), environment),
    identityProviders: readIdentityProviders(text(environment, 'OIDC_PROVIDERS')),
    limits: Object.freeze({
      captureBytes: count(environment, 'CAPTURE_BYTES', 1024 * 1024 * 1024),
      captureEvents: count(environment, 'CAPTURE_EVENTS', 5_000_000),
      captureSyncBytes: count(environment, 'CAPTURE_SYNC_BYTES', 8 * 1024 * 1024),
      captureSyncEvents: count(environment, 'CAPTURE_SYNC_EVENTS', 10_000),
      captureEventBytes: count(environment, 'CAPTURE_EVENT_BYTES', 16 * 1024 * 1024),
      fileBytes: count(environment, 'FILE_BYTES', 10 * 1024 * 1024),
      importBytes: count(environment, 'IMPORT_BYTES', 32 * 1024 * 1024),
      bodyBytes: count(environment, 'BODY_BYTES', 1024 * 1024),
      requestsPerMinute: count(environment, 'REQUESTS_PER_MINUTE', 6000),
      keyRequestsPerMinute: count(environment, 'KEY_REQUESTS_PER_MINUTE', 30_000),
      applicationsPerHour: count(environment, 'APPLICATIONS_PER_HOUR', 10),
    }),
  })
}

const text = (environment: Environment, name: string): string | undefined => {
  const value = environment[name]?.trim()
  return value === undefined || value === '' ? undefined : value
}

/** A file that must be there. */
const file = (environment: Environment, name: string): string | undefined => {
  const value = text(environment, name)
  if (value === undefined) return undefined
  if (!existsSync(value)) throw new Error(`${name} must name a file, not "${value}"`)
  return resolve(value)
}

const flag = (environment: Environment, name: string, usual: boolean): boolean => {
  const value = text(environment, name)?.toLowerCase()
  if (value === undefined) return usual
  if (['on', 'true', '1', 'yes'].includes(value)) return true
  if (['off', 'false', '0', 'no'].includes(value)) return false
  throw new Error(`${name} must be on or off, not "${value}"`)
}

/** The sample is played over plain HTTP on this machine: a server that ends TLS is the world's, and has none. */
const sampleData = (environment: Environment, usual: boolean, tls: Tls | undefined): boolean => {
  const played = flag(environment, 'SAMPLE_DATA', usual && tls === undefined)
  if (played && tls !== undefined) throw new Error('SAMPLE_DATA must be off where TLS_CERTIFICATE is set')
  return played
}

const ownProvince = join(import.meta.dirname, '../../data/provinces/binh-duong.json')

const provinceFiles = (environment: Environment): readonly string[] => {
  const stated = (text(environment, 'PROVINCE_FILE') ?? '').split(',').map((each) => each.trim())
  const files = stated.filter(Boolean).map((file) => resolve(file))
  return files.length > 0 ? files : [ownProvince]
}

const day = (environment: Environment, name: string, usual: string): string => {
  const value = text(environment, name) ?? usual
  const read = new Date(`${value}T00:00:00Z`)
  if (Number.isNaN(read.getTime()) || read.toISOString().slice(0, 10) !== value)
    throw new Error(`${name} must be a day such as 2027-06-12, not "${value}"`)
  return value
}

/** One of some words; the first where none is given. */
const choice = <T extends string>(environment: Environment, name: string, words: readonly [T, ...T[]]): T => {
  const value = text(environment, name)
  const word = value === undefined ? words[0] : words.find((each) => each === value.toLowerCase())
  if (word === undefined) throw new Error(`${name} must be ${words.join(' or ')}, not "${value}"`)
  return word
}

const count = (environment: Environment, name: string, usual: number, most = Number.MAX_SAFE_INTEGER): number => {
  const value = text(environment, name)
  if (value === undefined) return usual
  if (!/^\d{1,16}$/.test(value) || Number(value) > most)
    throw new Error(`${name} must be a whole number, not "${value}"`)
  return Number(value)
}

/** Words that are parted by commas or spaces. */
const list = (environment: Environment, name: string): readonly string[] =>
  (text(environment, name) ?? '').split(/[\s,]+/).filter(Boolean)

const networks = (environment: Environment, name: string): readonly string[] => {
  const stated = list(environment, name)
  const wrong = stated.find((each) => readNetwork(each) === undefined)
  if (wrong !== undefined) throw new Error(`${name} must be networks such as 10.1.0.0/16, not "${wrong}"`)
  return stated
}

/** `on` is one proxy; only the entries that our own proxies wrote are true, what stands before them a client may invent. */
const proxyCount = (environment: Environment): number =>
  /^\d$/.test(text(environment, 'TRUST_PROXY') ?? '')
    ? Number(text(environment, 'TRUST_PROXY'))
    : Number(flag(environment, 'TRUST_PROXY', false))

const operatorKey = (environment: Environment): string | undefined => {
  const key = text(environment, 'API_KEY')
  if (key !== undefined && (key.length < 8 || /\s/.test(key))) {
    throw new Error('API_KEY must have at least 8 characters and no space')
  }
  return key
}

const origin = (name: string, value: string): string => {
  const url = URL.parse(value)
  if (url === null || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new Error(`${name} must be an origin such as https://tx.example.vn, not "${value}"`)
  }
  return url.origin
}

/** Networks of machines within this machine: no phone is on them. */
const inner = /^(docker|br-|veth|virbr|cni|flannel|cali|lxc|vmnet|vboxnet|tun|utun)/

const localNetworkUrl = (port: number): string | undefined => {
  const outer = Object.entries(networkInterfaces()).filter(([name]) => !inner.test(name))
  const address = outer.flatMap(([, each]) => each ?? []).find(({ family, internal }) => family === 'IPv4' && !internal)
  return address === undefined ? undefined : `http://${address.address}:${port}`
}
