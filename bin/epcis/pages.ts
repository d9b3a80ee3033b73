import { createCutter, type Json } from '@nguon/epcis'

/** Turns pages of results into one text: what begins it, then each event with what parts it from the one before. */
export type PageReader = {
  page(text: string, most: number): { begin: string; events: string[] }
  /** What ends the text. */
  end(): string
}

type JsonPage = { header: Record<string, Json>; context: string; events: string[] }

const utf8 = new TextDecoder()

const readJsonPage = (text: string): JsonPage => {
  const cutter = createCutter()
  const events = cutter.push(Buffer.from(text)).map((bytes) => utf8.decode(bytes))
  const header = (cutter.end().header ?? {}) as Record<string, Json>
  return { header, context: JSON.stringify(header['@context'] ?? {}), events }
}

/** One EPCISQueryDocument: the first page's, with the events of all. */
export const jsonPages = (): PageReader => {
  let first: (JsonPage & { end: string }) | undefined
  let separator = '\n'
  return {
    page: (text, most) => {
      const page = readJsonPage(text)
      const whole = JSON.stringify(page.header)
      const at = whole.lastIndexOf(emptyList) + emptyList.length - 1
      const begin = first === undefined ? whole.slice(0, at) : ''
      first ??= { ...page, end: `\n${whole.slice(at)}\n` }
      const isAlike = page.context === first.context
      const events = page.events.slice(0, most).map((event) => {
        const written = `${separator}${isAlike ? event : withContext(event, page.context)}`
        separator = ',\n'
        return written
      })
      return { begin, events }
    },
    end: () => first?.end ?? '',
  }
}

const emptyList = '"eventList":[]'

/** Events a line each, every one with its own context, so that it can stand alone. */
export const lines = (): PageReader => ({
  page: (text, most) => {
    const { context, events } = readJsonPage(text)
    return { begin: '', events: events.slice(0, most).map((event) => `${inOneLine(withContext(event, context))}\n`) }
  },
  end: () => '',
})

/** A page's names may mean something else than the first page's: its events say so themselves. */
const withContext = (event: string, context: string): string =>
  event.includes('"@context"') && '@context' in JSON.parse(event)
    ? event
    : `{"@context":${context},${event.slice(event.indexOf('{') + 1)}`

/** A line break in JSON never stands within a string. */
const inOneLine = (event: string): string => event.replace(/[\r\n]\s*/g, '')
