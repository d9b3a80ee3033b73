import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** A secret that is made once and kept in a file; of two that start together, one's stands. */
export const madeOnce = (file: string, make: () => string): string => {
  if (!existsSync(file)) {
    const unfinished = `${file}.${process.pid}`
    writeFileSync(unfinished, `${make()}\n`, { mode: 0o600, flush: true })
    try {
      linkSync(unfinished, file)
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    } finally {
      rmSync(unfinished, { force: true })
    }
  }
  return readFileSync(file, 'utf8').trim()
}
