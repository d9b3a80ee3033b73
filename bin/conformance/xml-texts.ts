import { createCutter, createXmlCutter, parseEvent, preHashString, resolveContext, unhashedString } from '@nguon/epcis'

/** The events of an XML document in their JSON binding, as they are stored. */
export const xmlTexts = (body: Uint8Array): string[] => {
  const cutter = createXmlCutter()
  return cutter.push(body).map((event) => new TextDecoder().decode(event))
}

/** What each event of a JSON document says, its ID included, however it is spelt. */
export const meaningsIn = (document: string): string[] => {
  const cutter = createCutter()
  const texts = cutter.push(new TextEncoder().encode(document)).map((event) => new TextDecoder().decode(event))
  const header = cutter.end().header as { '@context'?: string } | undefined
  const { context: outer } = resolveContext(header?.['@context'])
  return texts.map((text) => {
    const { event, context } = parseEvent(text, outer)
    if (event === undefined) return text
    return `${event.eventID} ${preHashString(event, context)} ${unhashedString(event, context)}`
  })
}
