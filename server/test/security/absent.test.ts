import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'

// What the system does not have needs no defence; that it does not have it is held here. Each rule is shown a planted fault first.

const root = join(import.meta.dirname, '../../..')
const folders = ['gs1/src', 'epcis/src', 'server/src']

const files = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name))),
)
const sources = files
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))

/** Files in which a pattern stands, but for those that are named. */
const holding = (pattern: RegExp, except: readonly string[] = []): string[] =>
  sources.filter(({ file, text }) => pattern.test(text) && !except.includes(file)).map(({ file }) => file)

type Lock = { packages: Record<string, { dev?: boolean; devOptional?: boolean; optional?: boolean }> }

/** Names of what runs in production, as the lock file has them. */
const installed = (): string[] => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path.includes('node_modules/') && !dev && !devOptional)
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
}

/** Whether a package's name has one of some words in it. */
const names = (name: string, words: readonly string[]): boolean => {
  const parts = name.toLowerCase().split(/[@/._-]/)
  return words.some((word) => parts.includes(word))
}

const refuses = (words: readonly string[], planted: string): void => {
  assert.ok(names(planted, words), 'the planted fault is seen')
  const all = installed()
  assert.ok(all.length > 50 && all.includes('fastify'))
  assert.deepEqual(
    all.filter((name) => names(name, words)),
    [],
  )
}

test('there is no directory, no XPath, no LaTeX, no JNDI and no memcache to inject into', () => {
  const words = ['ldap', 'ldapjs', 'ldapts', 'activedirectory', 'xpath', 'xpath2', 'fontoxpath', 'jsonpath', 'latex']
  refuses([...words, 'tex', 'pdflatex', 'memcached', 'memcache', 'memjs', 'java', 'jndi'], 'ldapts')
  const pattern = /\bldaps?:\/\/|\bjndi:|document\.evaluate|\\documentclass/
  assert.ok(pattern.test('ldap://host'))
  assert.deepEqual(holding(pattern), [])
})

test('nothing is sent by mail, text message, telephone or push, and no code goes by another road', () => {
  const mail = ['nodemailer', 'smtp', 'imap', 'sendgrid', 'mailgun', 'postmark', 'emailjs', 'ses']
  refuses([...mail, 'twilio', 'vonage', 'nexmo', 'sms', 'sns', 'firebase', 'apn', 'push'], 'nodemailer')
  const pattern = /\bsmtps?:\/\/|\bimaps?:\/\/|\bsendmail\b/i
  assert.ok(pattern.test('smtp://host'))
  assert.deepEqual(holding(pattern), [])
})

test('there is no SAML and no GraphQL', () => {
  refuses(['saml', 'saml2', 'samlify', 'graphql', 'mercurius', 'apollo', 'urql'], 'passport-saml')
  const pattern = /samlp?:|SAMLResponse|\bgraphql\b/i
  assert.ok(pattern.test('<samlp:Response>'))
  assert.deepEqual(holding(pattern), [])
})

test('no template, Markdown, style sheet or rich text of a caller is taken in: pages are made by code', () => {
  const templates = ['handlebars', 'ejs', 'pug', 'nunjucks', 'mustache', 'liquidjs', 'eta', 'dot', 'jade', 'twig']
  const markup = ['marked', 'markdown', 'showdown', 'remark', 'bbcode', 'xslt', 'tinymce', 'ckeditor', 'quill', 'sass']
  refuses([...templates, ...markup], 'nunjucks')
  const pattern = /contenteditable|<xsl:|xml-stylesheet/i
  assert.ok(pattern.test('<div contenteditable>'))
  assert.deepEqual(holding(pattern), [])
})

test('no text is ever run as code, and nothing but JSON and XML becomes objects', () => {
  const pattern =
    /\beval\(|\bnew Function\b|\bFunction\(|['"]node:vm['"]|\bvm\.run|['"]node:v8['"]|\bdeserialize\(|\bset(?:Timeout|Interval)\(\s*['"`]|\bimport\((?!['"])/
  for (const planted of ["eval('a')", 'new Function(text)', "setTimeout('a()', 1)", 'await import(name)'])
    assert.ok(pattern.test(planted), planted)
  assert.deepEqual(holding(pattern), [])
  refuses(['serialize', 'serialijse', 'funcster', 'cryo', 'vm2', 'vm'], 'node-serialize')
})

test('no shell is given a text: programs are started by name, with their arguments apart', () => {
  const starters = ['home', 'keeper', 'cluster'].map((name) => `server/src/platform/postgres/${name}.ts`)
  assert.deepEqual(holding(/node:child_process/, starters), [])
  const pattern = /(?<!\.)\bexec(?:Sync)?\(|\bshell:\s*true|\bexecFile(?:Sync)?\(/
  assert.ok(pattern.test('execSync(command)'))
  const started = sources.filter(({ file }) => starters.includes(file))
  assert.equal(started.length, starters.length)
  assert.deepEqual(
    started.filter(({ text }) => pattern.test(text)).map(({ file }) => file),
    [],
  )
  // The two scripts that a shell runs are constants; what they are about comes as their arguments.
  const scripts = started.flatMap(({ text }) => [...text.matchAll(/'-c', ([^\]]+?),/g)].map(([, script]) => script))
  assert.deepEqual(scripts.sort(), ['\'cd "$0"\'', 'guarded'])
  const guarded = started.flatMap(({ text }) => /const guarded = `([^`]*)`/.exec(text)?.[1] ?? [])
  assert.equal(guarded.length, 1)
  assert.ok(!guarded[0]?.includes('${'))
})

test('no format string comes from outside: a value is put into a sentence as it is', async () => {
  const pattern = /\butil\.format|\bformatWithOptions|\bsprintf/
  assert.ok(pattern.test('util.format(text)'))
  assert.deepEqual(holding(pattern), [])
  const { createSay } = await import('../../src/platform/messages.ts')
  const told = createSay()('en', 'platform.method-not-allowed', { method: '{allowed} %s $& $1', allowed: 'GET' })
  assert.match(told, /\{allowed\} %s \$& \$1 is not possible here; possible: GET/)
})

/** Patterns that are made at run time, and of what: of our own tables, or of a caller's text whose signs are spelt out. */
const madePatterns = [
  'epcis/src/format.ts',
  'epcis/src/hash-values.ts',
  'epcis/src/query/key-pattern.ts',
  'epcis/src/query/matches.ts',
  'epcis/src/xml/plain-name.ts',
  'server/src/modules/imports/table/csv.ts',
  'server/src/modules/registry/parties/merging/likeness.ts',
  'server/src/modules/registry/statements/language-map.ts',
  'server/src/platform/http-methods.ts',
]

test('a regular expression is made at run time only where its signs are our own', () => {
  const pattern = /\bRegExp\(/
  assert.ok(pattern.test('new RegExp(text)'))
  assert.deepEqual(holding(pattern, madePatterns), [])
})

test('scripts of pages write text, never markup, and hear no other window', () => {
  const pattern =
    /\binnerHTML\b|\bouterHTML\b|\binsertAdjacentHTML\b|document\.write|\bpostMessage\b|['"]message['"],|\bcreateContextualFragment\b|\bDOMParser\b|\bjsonp\b|\blocalStorage\b|\bsessionStorage\b|\bindexedDB\b/
  for (const planted of ['form.innerHTML = text', "addEventListener('message', hear)", 'window.postMessage(a)'])
    assert.ok(pattern.test(planted), planted)
  assert.deepEqual(holding(pattern), [])
  assert.deepEqual(holding(/<(?:object|embed|applet|iframe|frame)\s+[\w-]+=/i), [])
})

test('memory is the language’s: no code of ours is compiled, none takes memory as it lies but to fill it', () => {
  assert.deepEqual(
    files.filter((file) => /\.(?:c|cc|cpp|h|rs|node|wasm|gyp)$/.test(file)),
    [],
  )
  const pattern = /\ballocUnsafe|\bWebAssembly\b|process\.dlopen|\bprocess\.binding/
  assert.ok(pattern.test('Buffer.allocUnsafe(10)'))
  // Rows for COPY are written into it and sent to where they end (server/test/platform/copy-rows.test.ts).
  assert.deepEqual(holding(pattern, ['server/src/platform/postgres/copy-rows.ts']), [])
})

test('no secret is made by a generator that can be guessed', () => {
  const pattern = /\bMath\.random\b/
  assert.ok(pattern.test('Math.random()'))
  // How long a receiver that fails is left alone is no secret.
  assert.deepEqual(holding(pattern, ['server/src/modules/events/subscriptions/delivery.ts']), [])
})
