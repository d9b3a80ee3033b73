import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { parseQuery } from '@nguon/epcis'
import { createSay, type Language } from '../../server/src/platform/messages.ts'
import { sentenceOf } from '../../server/src/platform/problem-body.ts'
import { choiceOf, countOf, readArguments } from './arguments.ts'
import type { CommandContext } from './context.ts'
import { exitCodes, failure } from './failure.ts'
import { placeOf } from './input.ts'
import { write } from './output.ts'
import { jsonPages, lines, type PageReader } from './pages.ts'
import { createServer, demandAuthorised, inWords, type Reply, refusalCode } from './server.ts'
import { xmlPages } from './xml-pages.ts'

type Pair = [name: string, value: string]

const pageSize = 500

/** `query key=value…`: follows the pages of GET /events and writes their events as they come, as one document. */
export const query = async (args: readonly string[], { progress, settings }: CommandContext): Promise<number> => {
  const { words, values, flags } = readArguments(args, {
    valued: ['limit', 'to', 'epc-format', 'cbv-format', 'resume'],
    flags: ['ndjson'],
  })
  const limit = countOf(values, 'limit', 1) ?? Number.POSITIVE_INFINITY
  const to = choiceOf(values, 'to', ['json', 'xml'])
  if (flags.has('ndjson') && to === 'xml') throw failure('usage', '--ndjson and --to xml exclude each other')
  if (values.resume !== undefined && !flags.has('ndjson')) throw failure('usage', '--resume goes with --ndjson')
  const pairs = readPairs(words, settings.language as Language)
  const server = createServer(settings, progress)
  const reader = flags.has('ndjson') ? lines() : to === 'xml' ? xmlPages() : jsonPages()
  const bookmark = createBookmark(values.resume, new URLSearchParams(pairs).toString())
  let search = bookmark.read() ?? firstSearch(pairs, limit)
  let written = 0
  for (;;) {
    const reply = await server.call({ method: 'GET', path: `events?${search}`, headers: headersOf(values, to) })
    demandAuthorised(reply)
    if (reply.status !== 200) {
      progress.note(inWords(reply))
      return refusalCode(reply)
    }
    const next = nextSearch(reply)
    written += await writePage(reader, reply.text, limit - written)
    progress.show('query', `${written} events`)
    if (next === undefined || written >= limit) break
    bookmark.write(next)
    search = next
  }
  await write(reader.end())
  bookmark.remove()
  progress.clear()
  return exitCodes.done
}

/** Reads `key=value` words and judges them as the server would, so that a slip is told at once. */
const readPairs = (words: readonly string[], language: Language): Pair[] => {
  const pairs = words.map((word): Pair => {
    const at = word.indexOf('=')
    if (at < 1) throw failure('usage', `a query is made of name=value, not "${word}"`)
    return [word.slice(0, at), word.slice(at + 1)]
  })
  const { issues } = parseQuery(pairs.filter(([name]) => name !== 'asOf'))
  if (issues.length === 0) return pairs
  const say = createSay()
  const told = issues.map((issue) => `${issue.parameter}: ${sentenceOf(say, language, 'epcis', issue)}`)
  throw failure('usage', told.join('\n'))
}

const firstSearch = (pairs: Pair[], limit: number): string => {
  const search = new URLSearchParams(pairs)
  if (!search.has('perPage')) search.set('perPage', String(Math.min(pageSize, limit)))
  return search.toString()
}

const headersOf = (values: Record<string, string | undefined>, to: 'json' | 'xml'): Record<string, string> => ({
  accept: to === 'xml' ? 'application/xml' : 'application/ld+json',
  ...(values['epc-format'] === undefined ? {} : { 'gs1-epc-format': values['epc-format'] }),
  ...(values['cbv-format'] === undefined ? {} : { 'gs1-cbv-xml-format': values['cbv-format'] }),
})

/** What follows the question mark in the link to the next page; the link's own host may be another name of the server. */
const nextSearch = ({ headers }: Reply): string | undefined => {
  const link = [headers.link ?? []].flat().join(', ')
  return /<[^>?]*\?([^>]*)>\s*;\s*rel="?next"?/i.exec(link)?.[1]
}

const writePage = async (reader: PageReader, text: string, most: number): Promise<number> => {
  const { begin, events } = reader.page(text, most)
  if (begin !== '') await write(begin)
  for (const event of events) await write(event)
  return events.length
}

/** Where a long export is, in a file of the user's: the next page, of one query only. */
const createBookmark = (path: string | undefined, query: string) => {
  const file = path === undefined ? undefined : placeOf(path)
  return {
    read: (): string | undefined => {
      if (file === undefined) return undefined
      const kept = readBookmark(file)
      if (kept !== undefined && kept.query !== query) throw failure('usage', `${path} is the place in another query`)
      return kept?.next
    },
    write: (next: string) => {
      if (file === undefined) return
      writeFileSync(`${file}.new`, JSON.stringify({ query, next }))
      renameSync(`${file}.new`, file)
    },
    remove: () => file !== undefined && rmSync(file, { force: true }),
  }
}

const readBookmark = (file: string): { query: string; next: string } | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { query: string; next: string }
  } catch {
    return undefined
  }
}
