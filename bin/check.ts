/**
 * `npm run check [-- NAME …]`: what must hold besides the tests. One line for each check; what is wrong goes to stderr
 * below it.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dumpSchema } from './schema/dump-schema.ts'
import { startScratchServer } from './scratch-database.ts'

const root = join(import.meta.dirname, '..')

/** What is wrong, as text; undefined where nothing is. */
type Check = () => string | undefined | Promise<string | undefined>

/** Runs a program of node_modules, or Node itself, and gives its output where it fails. */
const program =
  (...args: string[]): Check =>
  () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    })
    return status === 0 ? undefined : `${stdout}${stderr}`
  }

const schemaFile = 'server/schema.sql'

const schemaCheck: Check = async () => {
  const scratch = await startScratchServer()
  try {
    const [now, written] = [await dumpSchema(scratch.templateUrl), readFileSync(join(root, schemaFile), 'utf8')]
    if (now === written) return undefined
    const [expected, found] = [now.split('\n'), written.split('\n')]
    const line = expected.findIndex((text, index) => text !== found[index])
    return `${schemaFile} is not what the migrations make, from line ${line + 1}: ${expected[line]}\nrun npm run schema\n`
  } finally {
    await scratch.stop()
  }
}

const checks: Record<string, Check> = {
  types: program('node_modules/typescript/bin/tsc', '-p', '.'),
  'format and lint': program('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  // With planted faults, and a count of the files that were read.
  boundaries: program('--test', 'server/test/architecture.test.ts'),
  messages: program('--test', 'server/test/messages.test.ts'),
  'schema dump': schemaCheck,
}

const asked = process.argv.slice(2)
for (const [name, check] of Object.entries(checks)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const fault = await check()
  process.stdout.write(`${fault === undefined ? 'ok    ' : 'FAILED'} ${name}\n`)
  if (fault === undefined) continue
  process.stderr.write(fault)
  process.exitCode = 1
}
