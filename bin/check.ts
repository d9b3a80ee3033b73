/** `npm run check`: everything but the tests. One line for each check; what a failed one says comes below its line. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const require = createRequire(import.meta.url)

/** A package's program, run by this Node: no shell and no PATH to find it on. */
const program = (name: string, path: string): string => join(packageFolder(name), path)

const packageFolder = (name: string): string => {
  const [found] = (require.resolve.paths(name) ?? []).map((folder) => join(folder, name)).filter(exists)
  if (found === undefined) throw new Error(`${name} is not installed`)
  return found
}

const exists = (folder: string): boolean => {
  try {
    return dirname(require.resolve(join(folder, 'package.json'))) === folder
  } catch {
    return false
  }
}

/** What is checked, in the order of how soon it tells. */
const checks: Record<string, () => string[]> = {
  'format and lint': () => [program('@biomejs/biome', 'bin/biome'), 'ci', '--colors=off', '.'],
  types: () => [program('typescript', 'bin/tsc'), '--noEmit', '-p', '.'],
  boundaries: () => [
    program('dependency-cruiser', 'bin/dependency-cruise.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    'gs1/src',
    'epcis/src',
    'server/src',
  ],
  'schema dump': () => ['bin/schema.ts', '--check'],
}

const asked = process.argv.slice(2)
let failed = 0
for (const [name, command] of Object.entries(checks)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, command(), {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (status === 0) continue
  failed += 1
  console.log(`${stdout}${stderr}`.trimEnd())
}
process.exitCode = failed > 0 ? 1 : 0
