import { createReadStream, createWriteStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { failure } from './failure.ts'

/** Something to read: a file, or standard input. */
export type Input = {
  /** As the user wrote it. */
  name: string
  /** Where it lies; standard input lies nowhere. */
  path: string | undefined
  /** In bytes, where that is known before it is read. */
  size: number | undefined
  /** Its first bytes. */
  head(): Promise<Uint8Array>
  /** All of it, in chunks. Standard input can be opened once. */
  open(): AsyncIterable<Uint8Array>
}

/** npm runs its scripts in the project's folder; the user's paths begin where the user stands. */
const here = (): string => (process.env.npm_lifecycle_event === 'epcis' && process.env.INIT_CWD) || process.cwd()

/** The place of a path that the user wrote. */
export const placeOf = (path: string): string => resolve(here(), path)

const documentName = /\.(json|jsonld|xml)$/i

/** What the words name: `-` is standard input, a folder all documents below it. Throws a Failure for what is not there. */
export const readInputs = (words: readonly string[]): Input[] => {
  if (words.length === 0) throw failure('usage', 'name at least one file, or - for standard input')
  if (words.filter((word) => word === '-').length > 1) throw failure('usage', 'standard input can be read once')
  return words.flatMap((word) => (word === '-' ? [standardInput()] : filesOf(word)))
}

const filesOf = (word: string): Input[] => {
  const place = placeOf(word)
  const stats = statSync(place, { throwIfNoEntry: false })
  if (stats === undefined) throw failure('usage', `there is no file ${word}`)
  if (!stats.isDirectory()) return [fileInput(word, place, stats.isFile() ? stats.size : undefined)]
  const names = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((name) => documentName.test(name))
  if (names.length === 0) throw failure('usage', `there is no .json, .jsonld or .xml file in ${word}`)
  return names.sort().map((name) => fileInput(join(word, name), join(place, name), statSync(join(place, name)).size))
}

const fileInput = (name: string, path: string, size: number | undefined): Input => ({
  name,
  path,
  size,
  head: () => reading(name, () => firstBytes(path)),
  open: () => readFile(name, path),
})

const headLength = 1024

const firstBytes = async (path: string): Promise<Uint8Array> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(headLength), 0, headLength, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function* readFile(name: string, path: string): AsyncIterable<Uint8Array> {
  try {
    yield* createReadStream(path)
  } catch (error) {
    throw unreadable(name, error)
  }
}

const reading = async <T>(name: string, read: () => Promise<T>): Promise<T> => {
  try {
    return await read()
  } catch (error) {
    throw unreadable(name, error)
  }
}

const unreadable = (name: string, error: unknown) =>
  failure('usage', `${name} cannot be read: ${(error as Error).message}`)

/** Held back until asked for, so that its beginning can be looked at first. */
const standardInput = (): Input => {
  const chunks = (process.stdin as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
  let first: Uint8Array | undefined
  let opened = false
  return {
    name: '-',
    path: undefined,
    size: undefined,
    head: async () => {
      first ??= (await chunks.next()).value ?? new Uint8Array(0)
      return first as Uint8Array
    },
    open: async function* () {
      if (opened) throw failure('unreachable', 'the connection broke, and standard input cannot be read again')
      opened = true
      if (first !== undefined) yield first
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
    },
  }
}

export type Syntax = 'json' | 'xml'

/** What a text is written in, by its first character; where that tells nothing, by its name. */
export const syntaxOf = (head: Uint8Array, name: string): Syntax => {
  // latin1: a byte order mark and the zero bytes of UTF-16 are passed over like blanks.
  const [first] = Buffer.from(head)
    .toString('latin1')
    .replace(/^[\u00ef\u00bb\u00bf\u00fe\u00ff\0\s]+/, '')
  if (first === '<') return 'xml'
  if (first === '{' || first === '[') return 'json'
  return /\.xml$/i.test(name) ? 'xml' : 'json'
}

/** Hands over the input as one that can be read again and again: standard input is kept in a file meanwhile. */
export const rereadable = async <T>(input: Input, use: (input: Input) => Promise<T>): Promise<T> => {
  if (input.path !== undefined && input.size !== undefined) return use(input)
  const folder = mkdtempSync(join(tmpdir(), 'nguon-input-'))
  const leave = () => rmSync(folder, { recursive: true, force: true })
  process.on('exit', leave)
  try {
    const path = join(folder, 'input')
    await pipeline(input.open(), createWriteStream(path))
    return await use(fileInput(input.name, path, statSync(path).size))
  } finally {
    leave()
    process.off('exit', leave)
  }
}
