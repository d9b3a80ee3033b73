import { existsSync } from 'node:fs'
import { restoreBackup, writeBackup } from '../platform/backup/index.ts'
import type { Config } from '../platform/config.ts'
import { type Ground, useGround } from './open.ts'

const named = (file: string | undefined, verb: string): string => {
  if (file === undefined) throw new Error(`usage: npm start -- ${verb} FILE`)
  return file
}

/** `backup FILE`: may run beside a server. */
export const backup = async (config: Config, file: string | undefined): Promise<void> => {
  const target = named(file, 'backup')
  if (existsSync(target)) throw new Error(`${target} exists already`)
  await useGround(config, async ({ ownerUrl }) => {
    const { tables, files } = await writeBackup({ ...config, ownerUrl }, target)
    console.error(`backed up ${rowsOf(tables)} rows and ${files.length} files to ${target}`)
  })
}

/** `restore FILE`: into an empty data folder or database. */
export const restore = async (config: Config, file: string | undefined): Promise<void> => {
  const source = named(file, 'restore')
  if (!existsSync(source)) throw new Error(`${source} does not exist`)
  const run = async ({ ownerUrl, attached }: Ground) => {
    if (attached) throw new Error('stop the server first: its database is in use')
    const { tables, files } = await restoreBackup({ ...config, ownerUrl }, source)
    console.error(`restored ${rowsOf(tables)} rows and ${files.length} files`)
  }
  await useGround(config, run, { migrated: false })
}

const rowsOf = (tables: readonly { rows: number }[]): number => tables.reduce((sum, { rows }) => sum + rows, 0)
