import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type FileEntry, keyFiles } from './manifest.ts'

/** Files on their way into a data folder: all of them, or none. */
export type FileStage = {
  /** For an empty database: files that a restore put in place, and whose rows then never came, are taken away. */
  undoFormer(): Promise<void>
  take(file: FileEntry, content: Readable): Promise<void>
  putInPlace(): Promise<void>
  /** The rest is committed too: the files are here to stay. */
  done(): Promise<void>
  discard(): Promise<void>
}

const mayBe = /^files\/[0-9a-f]{2}\/[0-9a-z.]+$/

/** Opens the stage of a data folder; what another restore left in it is thrown away. */
export const openFileStage = async (dataDir: string): Promise<FileStage> => {
  const staging = join(dataDir, 'restore.unfinished')
  const marker = join(dataDir, 'restore.in-place')
  const files = join(dataDir, 'files')
  await rm(staging, { recursive: true, force: true })
  return {
    undoFormer: async () => {
      if (!(await exists(marker))) return
      await rm(files, { recursive: true, force: true })
      await rm(marker, { force: true })
    },
    take: async (file, content) => {
      if (!mayBe.test(file.name) && !keyFiles.includes(file.name)) throw new Error(`a backup holds no ${file.name}`)
      await write(join(staging, file.name), file, content)
    },
    putInPlace: async () => {
      await writeFile(marker, '', { flush: true })
      await rm(files, { recursive: true, force: true })
      if (await exists(join(staging, 'files'))) await rename(join(staging, 'files'), files)
      for (const name of keyFiles)
        if (await exists(join(staging, name))) await rename(join(staging, name), join(dataDir, name))
    },
    done: () => rm(marker, { force: true }),
    discard: () => rm(staging, { recursive: true, force: true }),
  }
}

const write = async (path: string, file: FileEntry, content: Readable): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o750 })
  await pipeline(content, createWriteStream(path, { mode: 0o640, flush: true }))
  if (keyFiles.includes(file.name)) await chmod(path, 0o600)
  const digest = createHash('sha256')
  await pipeline(createReadStream(path), digest)
  if (digest.digest('hex') !== file.sha256) throw new Error(`the archive is damaged: ${file.name}`)
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
