/** `npm run timing`: asks, in pairs, whether what is hidden can be told from what is not there by how long it takes. */
import { readOptions, usage } from '../timing/options.ts'
import { runTiming } from '../timing/run.ts'

try {
  const isAlike = await runTiming(readOptions(process.argv.slice(2)))
  process.exitCode = isAlike ? 0 : 1
} catch (error) {
  process.stderr.write(`timing: ${(error as Error).message}\n${error instanceof TypeError ? `${usage}\n` : ''}`)
  process.exitCode = 1
}
