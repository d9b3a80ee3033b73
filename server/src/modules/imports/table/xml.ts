import { StringDecoder } from 'node:string_decoder'
import { SaxesParser } from 'saxes'
import { problem } from '../../../platform/problem.ts'

export type XmlHandlers = {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close?(name: string): void
  text?(text: string): void
}

/** The longest run of a part without a tag: a cell holds 32,767 characters, and nobody's attribute is longer. */
const longestRun = 1024 * 1024

/**
 * Reads XML as it is unpacked, names without prefixes; after each chunk the caller may take what has come. A document type
 * is refused: a workbook has none, and entities that hold entities are made to burst.
 */
export async function* readXml(chunks: AsyncIterable<Buffer>, on: XmlHandlers): AsyncGenerator<void, void> {
  const parser = new SaxesParser({ position: false })
  const decoder = new StringDecoder('utf8')
  let run = 0
  parser.on('doctype', () => {
    throw problem('imports.document-type')
  })
  parser.on('opentag', ({ name, attributes }) => {
    run = 0
    on.open(local(name), attributes as Record<string, string>)
  })
  parser.on('closetag', ({ name }) => {
    run = 0
    on.close?.(local(name))
  })
  if (on.text) {
    parser.on('text', (text) => on.text?.(text))
    parser.on('cdata', (text) => on.text?.(text))
  }
  parser.on('error', () => {
    throw problem('imports.broken')
  })
  for await (const chunk of chunks) {
    run += chunk.length
    parser.write(decoder.write(chunk))
    if (run > longestRun + chunk.length) throw problem('imports.broken')
    yield
  }
  parser.write(decoder.end()).close()
  yield
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Reads a small part whole. */
export const readAllXml = async (chunks: AsyncIterable<Buffer>, on: XmlHandlers): Promise<void> => {
  for await (const _ of readXml(chunks, on));
}
