import { createHash } from 'node:crypto'
import { accessSync, constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Passwords that were stolen elsewhere and published. */
export type BreachedList = { holds(password: string): Promise<boolean> }

/**
 * The list in the form in which Pwned Passwords is given out: a line a password, its SHA-1 in hexadecimal and a count, sorted by the
 * hash. It may be larger than the memory, so it is halved on the disk. SHA-1 is how the list names passwords; it protects nothing.
 */
export const openBreachedList = (path: string | undefined): BreachedList => {
  if (path === undefined) return { holds: async () => false }
  accessSync(path, constants.R_OK)
  return {
    holds: async (password) => {
      const file = await open(path, 'r')
      try {
        return await search(file, createHash('sha1').update(password).digest('hex').toUpperCase())
      } finally {
        await file.close()
      }
    },
  }
}

async function search(file: FileHandle, wanted: string): Promise<boolean> {
  let low = 0
  let high = (await file.stat()).size
  while (low < high) {
    const line = await lineAt(file, Math.floor((low + high) / 2))
    if (line.hash === wanted) return true
    if (line.hash < wanted) low = line.end + 1
    else high = line.start
  }
  return false
}

const longestLine = 64

/** The line that holds the byte at an offset; `end` is where its line feed is. */
async function lineAt(file: FileHandle, offset: number): Promise<{ start: number; end: number; hash: string }> {
  const from = Math.max(0, offset - longestLine)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2 * longestLine), 0, 2 * longestLine, from)
  const text = buffer.toString('latin1', 0, bytesRead)
  const start = text.lastIndexOf('\n', offset - from - 1) + 1
  const feed = text.indexOf('\n', offset - from)
  const end = feed < 0 ? text.length : feed
  return { start: from + start, end: from + end, hash: text.slice(start, start + 40).toUpperCase() }
}
