/**
 * `npm run conformance`: holds the server to the standard, sentence by sentence, and writes docs/standards.md.
 * `npm run conformance -- --accept DIR | --refuse DIR`: puts every document below a folder through the real HTTP API, each
 * (.json, .jsonld, .xml) into an empty store of its own server, and what was accepted from there as XML into another. One
 * line for each that fails, then `N documents, M failed`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { onStop } from '../server/src/roles/stop.ts'
import { acceptFault } from './conformance/accept.ts'
import { type Another, type Caller, withOwnServer } from './conformance/own-server.ts'
import { refuseFault } from './conformance/refuse.ts'
import { type ScratchServer, startScratchServer } from './scratch-database.ts'

type Judge = (call: Caller, path: string, body: Buffer, another: Another) => Promise<string | undefined>
type Run = { folder: string; judge: Judge }

const judges: Record<string, Judge> = { '--accept': acceptFault, '--refuse': refuseFault }

const readArguments = (args: string[]): Run[] | undefined => {
  const runs: Run[] = []
  for (let at = 0; at < args.length; at += 2) {
    const judge = judges[args[at] ?? '']
    const folder = args[at + 1]
    if (judge === undefined || folder === undefined || !isFolder(folder)) return undefined
    runs.push({ folder, judge })
  }
  return runs.length === 0 ? undefined : runs
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const documentsBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && /\.(json(ld)?|xml)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

const atOnce = 2

/** Judges the documents, two at a time; lines come out in the order of the paths. */
const judgeAll = async (scratch: ScratchServer, { folder, judge }: Run): Promise<{ total: number; failed: number }> => {
  const paths = documentsBelow(folder)
  const another: Another = (use) => withOwnServer(scratch, use)
  const faults: (Promise<string | undefined> | undefined)[] = []
  let failed = 0
  const begin = (index: number) => {
    const path = paths[index]
    if (path === undefined || faults[index] !== undefined) return
    faults[index] = withOwnServer(scratch, (call) => judge(call, path, readFileSync(path), another)).catch(
      (error: Error) => `the run itself failed: ${error.message}`,
    )
  }
  for (const [index, path] of paths.entries()) {
    for (let ahead = 0; ahead < atOnce; ahead += 1) begin(index + ahead)
    const fault = await faults[index]
    if (stopper.begun()) break
    if (fault === undefined) continue
    failed += 1
    process.stdout.write(`${relative(folder, path)}: ${fault.replace(/\s+/g, ' ')}\n`)
  }
  return { total: paths.length, failed }
}

/** The documents of folders, put through and compared: `N documents, M failed`. */
const judgeFolders = async (runs: Run[]): Promise<{ said: string; failed: number }> => {
  const opening = startScratchServer()
  starting = opening
  const scratch = await opening
  let total = 0
  let failed = 0
  try {
    for (const run of runs) {
      const counted = await judgeAll(scratch, run)
      total += counted.total
      failed += counted.failed
    }
  } finally {
    await scratch.stop()
  }
  return { said: `${total} documents, ${failed} failed`, failed }
}

/** The standard, sentence by sentence, into docs/standards.md: `N checks, M failed`. */
const report = async (): Promise<{ said: string; failed: number }> => {
  const { chapters } = await import('./conformance/checks/index.ts')
  const { runReport } = await import('./conformance/run-report.ts')
  const { checks, failed, lines } = await runReport(chapters, {
    began: (program) => {
      starting = program
    },
    stopped: () => stopper.begun(),
  })
  return { said: [...lines, `${checks} checks, ${failed} failed`].join('\n'), failed }
}

const args = process.argv.slice(2)
const runs = readArguments(args)
if (runs === undefined && args.length > 0) {
  console.error('usage: npm run conformance --silent [-- --accept DIR | --refuse DIR] (a folder that exists)')
  process.exit(2)
}
let starting: Promise<{ stop(): Promise<void> }> | undefined
const stopper = onStop(async () => (await starting)?.stop(), 130)
const { said, failed } = await (runs === undefined ? report() : judgeFolders(runs))
// A run that was stopped has no result; its stop ends the program.
if (stopper.begun()) await new Promise(() => {})
process.stdout.write(`${said}\n`, () => process.exit(failed > 0 ? 1 : 0))
