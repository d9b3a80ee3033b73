/** `npm run bench`: measures the system beside its floors. The figures stand on stdout, progress on stderr. */
import { readOptions, usage } from '../bench/options.ts'
import { runBench } from '../bench/run.ts'
import { writeDocs } from '../bench/write-docs.ts'

try {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options.docs === undefined) await runBench(options)
  else writeDocs(options.docs)
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n${error instanceof TypeError ? `${usage}\n` : ''}`)
  process.exitCode = 1
}
