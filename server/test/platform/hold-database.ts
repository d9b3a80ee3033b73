/** Holds the database of a folder until a line comes in: `node hold-database.ts FOLDER [ELSEWHERE]`. For launcher.test.ts. */
import { once } from 'node:events'
import { createLog } from '../../src/platform/log.ts'
import { startPostgres } from '../../src/platform/postgres/launcher.ts'

const [dataDir = '', elsewhere] = process.argv.slice(2)
const running = await startPostgres({ dataDir, log: createLog('warn'), elsewhere })
const { ownerUrl, attached, home } = running
process.stdout.write(`${JSON.stringify({ ownerUrl, attached, folder: home.folder, moved: home.moved })}\n`)
await Promise.race([once(process.stdin, 'data'), once(process.stdin, 'end')])
running.retire()
process.stdout.write('retiring\n')
await running.stop()
process.exit(0)
