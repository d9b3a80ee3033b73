/** `npm run epcis --silent -- capture|query|hash|convert …`: the client that anyone can use (docs/client.md). */
import { capture } from './epcis/capture.ts'
import type { CommandContext } from './epcis/context.ts'
import { convert } from './epcis/convert.ts'
import { exitCodes, failure, isFailure } from './epcis/failure.ts'
import { hash } from './epcis/hash.ts'
import { endWithReader } from './epcis/output.ts'
import { createProgress } from './epcis/progress.ts'
import { query } from './epcis/query.ts'
import { serverSettings } from './epcis/server.ts'
import { usage } from './epcis/usage.ts'

type Command = (args: readonly string[], context: CommandContext) => Promise<number>

const commands: Record<string, Command> = { capture, query, hash, convert }

const usualPatience = 30

/** Options of every command stand before or behind its own. */
const shared = (args: readonly string[]): { rest: string[]; quiet: boolean; patience: number } => {
  const patienceAt = args.findIndex((arg) => /^--patience(=|$)/.test(arg))
  const [, joined] = /^--patience=(.*)$/.exec(args[patienceAt] ?? '') ?? []
  const patience = patienceAt < 0 ? String(usualPatience) : (joined ?? args[patienceAt + 1] ?? '')
  if (!/^\d{1,6}$/.test(patience)) throw failure('usage', '--patience takes a number of seconds')
  const taken = patienceAt < 0 ? [] : joined === undefined ? [patienceAt, patienceAt + 1] : [patienceAt]
  const rest = args.filter((arg, index) => !taken.includes(index) && arg !== '--quiet')
  return { rest, quiet: args.includes('--quiet'), patience: Number(patience) }
}

const run = async ([name = '', ...args]: readonly string[]): Promise<number> => {
  if (['--help', '-h', 'help'].includes(name) || args.includes('--help')) {
    process.stdout.write(usage)
    return exitCodes.done
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw failure('usage', `${name === '' ? 'no command' : `no command "${name}"`}\n${usage}`)
  const { rest, quiet, patience } = shared(args)
  const progress = createProgress(process.stderr, quiet)
  try {
    return await command(rest, { progress, settings: serverSettings(process.env, patience) })
  } finally {
    progress.clear()
  }
}

endWithReader()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(exitCodes.stopped))
// The launcher is gone, however it went.
process.on('disconnect', () => process.exit(exitCodes.stopped))
const exitCode = await run(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`epcis: ${isFailure(error) ? error.message : (error.stack ?? error)}\n`)
  return isFailure(error) ? error.exitCode : exitCodes.refused
})
process.stdout.write('', () => process.exit(exitCode))
