/** `npm run bench`: measures the system beside its floors. The figures stand on stdout, progress on stderr. */
import { readOptions, usage } from '../bench/options.ts'
import { runBench } from '../bench/run.ts'

try {
  await runBench(readOptions(process.argv.slice(2), process.env))
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n${error instanceof TypeError ? `${usage}\n` : ''}`)
  process.exitCode = 1
}
