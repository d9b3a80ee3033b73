import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const unfinished = '.unfinished'

/**
 * Bytes on disk by name, 64 hexadecimal digits: `ab/cdef…` is the file `abcdef…`, `ab/cdef….320.webp` its rendition. A name, once
 * there, holds its whole content: written beside, flushed, then renamed.
 */
export function openBlobFolder(root: string) {
  const pathOf = (name: string, suffix = ''): string => join(root, name.slice(0, 2), name.slice(2) + suffix)
  return {
    read: (name: string, suffix = ''): Promise<Buffer | undefined> => readFile(pathOf(name, suffix)).catch(noFile),
    /** Writes it whole also where it is there already. */
    keep: (name: string, bytes: Uint8Array, suffix = ''): Promise<void> => writeWhole(pathOf(name, suffix), bytes),
    /** Removes a file and its renditions. */
    async remove(name: string): Promise<void> {
      const folder = dirname(pathOf(name))
      for (const each of (await readdir(folder).catch(noFile)) ?? [])
        if (each.startsWith(name.slice(2))) await rm(join(folder, each), { force: true })
    },
    removeUnfinished: (olderThan: number): Promise<number> => removeUnfinished(root, olderThan),
    /** Names of all files. */
    list: (): Promise<string[]> => list(root),
    /** When a file was last written, ms; none: it is gone. */
    writtenAt: (name: string): Promise<number | undefined> => writtenAt(pathOf(name)),
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o750 })
  const beside = `${path}.${randomBytes(6).toString('hex')}${unfinished}`
  try {
    const file = await open(beside, 'wx', 0o640)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** Makes the rename itself last; a file system that cannot flush a folder (Windows) is left to its own ways. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

async function removeUnfinished(root: string, olderThan: number): Promise<number> {
  let removed = 0
  for (const { path, name } of await entries(root)) {
    if (!name.endsWith(unfinished) || ((await writtenAt(path)) ?? Number.POSITIVE_INFINITY) >= olderThan) continue
    await rm(path, { force: true })
    removed += 1
  }
  return removed
}

const list = async (root: string): Promise<string[]> =>
  (await entries(root)).flatMap(({ folder, name }) => (/^[0-9a-f]{62}$/.test(name) ? [folder + name] : []))

async function entries(root: string): Promise<{ folder: string; name: string; path: string }[]> {
  const folders = ((await readdir(root).catch(noFile)) ?? []).filter((name) => /^[0-9a-f]{2}$/.test(name))
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const names = (await readdir(join(root, folder)).catch(noFile)) ?? []
      return names.map((name) => ({ folder, name, path: join(root, folder, name) }))
    }),
  )
  return lists.flat()
}

const writtenAt = async (path: string): Promise<number | undefined> => (await stat(path).catch(noFile))?.mtimeMs

const noFile = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}
