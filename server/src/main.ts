import { loadConfig } from './platform/config.ts'
import { backup, restore } from './roles/archive.ts'
import { audit } from './roles/audit.ts'
import { removeSampleData } from './roles/sample.ts'
import { serve } from './roles/serve.ts'
import { migrateOnly, rebuildAll, work } from './roles/upkeep.ts'

/** One program, many roles. Without one it does everything that a machine of its own needs: serve and work. */
const roles: Record<string, (args: string[]) => Promise<void>> = {
  '': () => serve(loadConfig(), { worker: true }),
  serve: () => serve(loadConfig(), { worker: false }),
  work: () => work(loadConfig()),
  migrate: () => migrateOnly(loadConfig()),
  rebuild: () => rebuildAll(loadConfig()),
  backup: ([file]) => backup(loadConfig(), file),
  restore: ([file]) => restore(loadConfig(), file),
  audit: (args) => audit(loadConfig(), args),
  sample: ([verb]) => removeSampleData(loadConfig(), verb),
}

const usage = `usage: npm start [-- ROLE]
  (none)          serve, work, and play the sample data
  serve           answer HTTP only
  work            run jobs only
  migrate         bring the database up to date
  rebuild         derive index rows and trace anew from the events' bodies
  backup FILE     write everything into one archive
  restore FILE    put an archive into an empty data folder or database
  audit VERB      verify the record of deeds, or print its head (npm run audit)
  sample remove   take all sample data away`

const [role = '', ...args] = process.argv.slice(2)
const run = roles[role]
if (run === undefined) {
  console.error(usage)
  process.exitCode = 2
} else {
  try {
    await run(args)
  } catch (error) {
    console.error(`nguon: ${(error as Error).message}`)
    process.exit(1)
  }
}
