import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { cruise, type ICruiseResult } from 'dependency-cruiser'

const root = join(import.meta.dirname, '../..')
const config = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'))
const sources = ['gs1/src', 'epcis/src', 'server/src']

const rules = { forbidden: config.forbidden }

const violationsIn = async (baseDir: string): Promise<{ names: string[]; modules: number }> => {
  const { output } = await cruise(
    sources.filter((folder) =>
      readdirSync(baseDir, { recursive: true }).some((file) => String(file).startsWith(folder)),
    ),
    { ...config.options, tsConfig: undefined, ruleSet: rules, validate: true, baseDir },
  )
  const result = output as ICruiseResult
  return {
    names: [...new Set(result.summary.violations.map(({ rule }) => rule.name))].sort(),
    modules: result.modules.filter(
      ({ source }) => /\.ts$/.test(source) && sources.some((folder) => source.startsWith(`${folder}/`)),
    ).length,
  }
}

const treeOf = (files: Record<string, string>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'nguon-planted-'))
  const whole = {
    'node_modules/pg/index.js': '',
    'node_modules/pg/package.json': '{"name":"pg","main":"index.js"}',
    'node_modules/fastify/index.js': '',
    'node_modules/fastify/package.json': '{"name":"fastify","main":"index.js"}',
    'package.json': '{"dependencies":{"pg":"1","fastify":"1"}}',
    ...files,
  }
  for (const [path, text] of Object.entries(whole)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const value = 'export const value = 1\n'
const from = (path: string): string => `import { value } from '${path}'\nexport const other = value\n`
const modules = 'server/src/modules'

/** For each rule a tree that breaks it, and nothing else. */
const planted: Record<string, Record<string, string>> = {
  'no-circles': { 'gs1/src/a.ts': "import './b.ts'\n", 'gs1/src/b.ts': "import './a.ts'\n" },
  'not-to-unresolvable': { 'server/src/app.ts': "import './missing.ts'\n" },
  'gs1-stands-alone': { 'gs1/src/a.ts': "import 'node:fs'\n" },
  'epcis-needs-only-gs1': { 'epcis/src/a.ts': "import 'node:crypto'\n" },
  'platform-knows-no-domain': {
    'server/src/platform/a.ts': from('../modules/events/index.ts'),
    [`${modules}/events/index.ts`]: value,
  },
  'enter-by-the-door': {
    [`${modules}/events/a.ts`]: from('../trace/inside.ts'),
    [`${modules}/trace/inside.ts`]: value,
  },
  'outsiders-enter-by-the-door': {
    'server/src/app.ts': from('./modules/trace/inside.ts'),
    [`${modules}/trace/inside.ts`]: value,
  },
  'insiders-never-use-their-own-door': {
    [`${modules}/trace/a.ts`]: from('./index.ts'),
    [`${modules}/trace/index.ts`]: value,
  },
  'http-lives-in-routes': { [`${modules}/trace/a.ts`]: "import 'fastify'\n" },
  'sql-lives-in-stores': { [`${modules}/trace/a.store.ts`]: "import 'pg'\n" },
  ...Object.fromEntries(
    config.forbidden
      .map(({ name }: { name: string }) => name)
      .filter((name: string) => name.endsWith('-looks-down-only'))
      .map((name: string) => {
        const module = name.replace('-looks-down-only', '')
        return [
          name,
          { [`${modules}/${module}/a.ts`]: from('../portal/index.ts'), [`${modules}/portal/index.ts`]: value },
        ]
      }),
  ),
}

test('every boundary rule has a planted fault', () => {
  assert.deepEqual(Object.keys(planted).sort(), config.forbidden.map(({ name }: { name: string }) => name).sort())
})

for (const [rule, files] of Object.entries(planted)) {
  test(`${rule}: the planted fault is caught, and by this rule alone`, async () => {
    const tree = treeOf(files)
    try {
      assert.deepEqual((await violationsIn(tree)).names, [rule])
    } finally {
      rmSync(tree, { recursive: true })
    }
  })
}

const sourceFiles = sources.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name))),
)

test('the project keeps every rule, and every file was read', async () => {
  const { names, modules: read } = await violationsIn(root)
  assert.deepEqual(names, [])
  assert.equal(read, sourceFiles.length)
})

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')
const ownSources = sourceFiles.filter((file) => !file.endsWith('.test.ts'))

const holdsSql = (text: string): boolean =>
  /[`'"]\s*(?:with\s+\w+\s+as\s*\(|select\s[\s\S]{1,400}?\sfrom\s|select\s+\w+\.\w+\(|insert\s+into\s|update\s+\w+\.\w+\s+set\s|delete\s+from\s)/i.test(
    text,
  )

test('SQL text stands in stores and in platform alone', () => {
  assert.ok(holdsSql('query(`select a from b`)') && holdsSql("'delete from events.event'"))
  const elsewhere = ownSources.filter(
    (file) => !file.endsWith('.store.ts') && !file.startsWith('server/src/platform/') && holdsSql(textOf(file)),
  )
  assert.deepEqual(elsewhere, [])
})

test("a table is named only in its own module's stores", () => {
  const owners =
    /\b(?:from|into|update|join|table)\s+(identity|files|registry|trace|events|resolver|imports|privacy|portal)\.\w+/g
  const strangers = ownSources.flatMap((file) =>
    [...textOf(file).matchAll(owners)]
      .filter(([, owner]) => !file.startsWith(`server/src/modules/${owner}/`))
      .map(([use]) => `${file}: ${use}`),
  )
  assert.deepEqual(strangers, [])
})

test('the environment is read in one file', () => {
  const readers = ownSources.filter((file) => /process\.env/.test(textOf(file)))
  assert.deepEqual(readers, ['server/src/platform/config.ts'])
})

test('Vietnamese stands in catalogues, documents and examples, not in code', () => {
  const vietnamese = /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i
  const files = ownSources.filter((file) => vietnamese.test(textOf(file).replaceAll('Nguồn', '')))
  assert.deepEqual(files, [])
})
