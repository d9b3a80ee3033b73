import { existsSync } from 'node:fs'
import { writeBackup, restoreBackup } from '../platform/backup.ts'
import type { Config } from '../platform/config.ts'
import { openGround } from './open.ts'

const named = (file: string | undefined, verb: string): string => {
  if (file === undefined) throw new Error(`usage: npm start -- ${verb} FILE`)
  return file
}

/** `backup FILE`: may run beside a server. */
export const backup = async (config: Config, file: string | undefined): Promise<void> => {
  const target = named(file, 'backup')
  if (existsSync(target)) throw new Error(`${target} exists already`)
  const ground = await openGround(config)
  try {
    const { tables, files } = await writeBackup({ ...config, ownerUrl: ground.ownerUrl }, target)
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    console.error(`backed up ${rows} rows and ${files.length} files to ${target}`)
  } finally {
    await ground.close()
  }
}

/** `restore FILE`: into an empty data folder or database. */
export const restore = async (config: Config, file: string | undefined): Promise<void> => {
  const source = named(file, 'restore')
  if (!existsSync(source)) throw new Error(`${source} does not exist`)
  const ground = await openGround(config, { migrated: false })
  try {
    const { tables, files } = await restoreBackup({ ...config, ownerUrl: ground.ownerUrl }, source)
    const rows = tables.reduce((sum, table) => sum + table.rows, 0)
    console.error(`restored ${rows} rows and ${files.length} files`)
  } finally {
    await ground.close()
  }
}
