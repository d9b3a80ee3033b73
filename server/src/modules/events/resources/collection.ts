import { standardContext, xmlCollection } from '@nguon/epcis'
import { type ClientPrefixes, clientPrefixes } from '../client-prefixes.ts'
import { negotiateMedia, type OutputFormat } from '../output-format.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** The resources at the root (EPCIS 2.0 §12.3). */
const topLevelMembers = [
  'queries',
  'capture',
  'events',
  'eventTypes',
  'epcs',
  'readPoints',
  'bizLocations',
  'dispositions',
  'bizSteps',
]

/** A collection as it is answered: in which media type, and its text. */
export type CollectionAnswer = { media: OutputFormat['media']; text: string }

/** What stands at the root. */
export const topLevelCollection = (headers: Headers): CollectionAnswer => answerCollection(headers, topLevelMembers)

/** A list of names or URIs in the form that the client asks for; in JSON a URI within a namespace of GS1-Extensions takes its prefix. */
export const answerCollection = (headers: Headers, members: readonly string[]): CollectionAnswer => {
  const media = negotiateMedia(headers)
  const prefixes = clientPrefixes(headers['gs1-extensions'])
  if (media === 'application/xml') return { media, text: xmlCollection(members) }
  const context = prefixes.size === 0 ? standardContext : [standardContext, Object.fromEntries(prefixes)]
  const member = members.map((uri) => shortened(uri, prefixes))
  return { media, text: JSON.stringify({ '@context': context, type: 'Collection', member }) }
}

const shortened = (uri: string, prefixes: ClientPrefixes): string => {
  const found = [...prefixes].find(([, namespace]) => uri.length > namespace.length && uri.startsWith(namespace))
  return found === undefined ? uri : `${found[0]}:${uri.slice(found[1].length)}`
}
