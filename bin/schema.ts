/** `npm run schema`: writes server/schema.sql, the database as the migrations leave it. `npm run check` compares it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dumpSchema } from './schema/dump-schema.ts'
import { startScratchServer } from './scratch-database.ts'

const file = join(import.meta.dirname, '../server/schema.sql')
const scratch = await startScratchServer()
try {
  writeFileSync(file, await dumpSchema(scratch.templateUrl))
  console.error('wrote server/schema.sql')
} finally {
  await scratch.stop()
}
