import { preferredMedia } from '../../platform/accept.ts'
import { problem } from '../../platform/problem.ts'

/** How an answer is written; stored with a subscription too. */
export type OutputFormat = {
  media: (typeof outputMedia)[number]
  epc: (typeof epcFormats)[number]
  cbvXml: (typeof cbvXmlFormats)[number]
}

/** Media types that an EPCIS resource answers in, ours first (EPCIS 2.0 §12.4). */
export const outputMedia = ['application/ld+json', 'application/json', 'application/xml'] as const

/** GS1-EPC-Format: how identifiers are spelt. */
export const epcFormats = ['Always_GS1_Digital_Link', 'Always_EPC_URN', 'Never_Translates', 'No_Preference'] as const

/** GS1-CBV-XML-Format: how CBV terms are spelt in XML. */
export const cbvXmlFormats = ['Always_Web_URI', 'Always_URN', 'Never_Translates', 'No_Preference'] as const

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** What the client asks for: Accept by its weights, GS1-EPC-Format, GS1-CBV-XML-Format. Throws a Problem for what is not offered. */
export const negotiateFormat = (headers: Headers): OutputFormat => ({
  media: negotiateMedia(headers),
  epc: wordOf(headers, 'GS1-EPC-Format', epcFormats, 'Always_GS1_Digital_Link'),
  cbvXml: wordOf(headers, 'GS1-CBV-XML-Format', cbvXmlFormats, 'No_Preference'),
})

/** Accept by its weights (RFC 9110 §12.5.1). */
export const negotiateMedia = (headers: Headers): OutputFormat['media'] => {
  const wished = preferredMedia(headers, outputMedia)
  const media = outputMedia.find((each) => each === wished)
  if (media === undefined) throw notOffered('Accept', String(headers.accept), outputMedia)
  return media
}

const wordOf = <T extends string>(headers: Headers, name: string, words: readonly T[], usual: T): T => {
  const stated = headers[name.toLowerCase()]
  if (stated === undefined) return usual
  const word = words.find((each) => each === String(stated).trim())
  if (word === undefined) throw notOffered(name, String(stated), words)
  return word
}

const notOffered = (header: string, value: string, offered: readonly string[]) =>
  problem('events.format-not-offered', { header, value, offered: offered.join(', ') })
