/** `npm run schema`: writes server/schema.sql from a freshly migrated database; `--check` compares instead. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dumpSchema } from '../server/src/platform/postgres/schema-dump.ts'
import { startScratchServer } from './scratch-database.ts'

const file = join(import.meta.dirname, '../server/schema.sql')

const freshSchema = async (): Promise<string> => {
  const server = await startScratchServer()
  try {
    return await dumpSchema(server.templateUrl)
  } finally {
    await server.stop()
  }
}

const kept = (): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** The lines that only one side has. */
const difference = (was: string, is: string): string => {
  const [before, after] = [new Set(was.split('\n')), new Set(is.split('\n'))]
  const gone = [...before].filter((line) => !after.has(line)).map((line) => `- ${line}`)
  const come = [...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`)
  return [...gone, ...come].join('\n')
}

const fresh = await freshSchema()
if (!process.argv.includes('--check')) {
  writeFileSync(file, fresh)
} else if (fresh !== kept()) {
  console.error(
    `server/schema.sql is not what the migrations make; npm run schema writes it.\n${difference(kept(), fresh)}`,
  )
  process.exitCode = 1
}
