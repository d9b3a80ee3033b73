/** `npm run proof`: holds traces to their reference and to a province whose truth is known. Progress stands on stderr. */
import { readOptions, usage } from '../proof/options.ts'
import { runProof } from '../proof/run.ts'

try {
  const isProved = await runProof(readOptions(process.argv.slice(2)))
  process.exitCode = isProved ? 0 : 1
} catch (error) {
  process.stderr.write(`proof: ${(error as Error).message}\n${error instanceof TypeError ? `${usage}\n` : ''}`)
  process.exitCode = 1
}
