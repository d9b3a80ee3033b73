import { readFileSync } from 'node:fs'

/** What stands in a file; undefined where it cannot be read. */
export const textOfFile = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
