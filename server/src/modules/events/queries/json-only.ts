import { preferredMedia } from '../../../platform/accept.ts'
import { problem } from '../../../platform/problem.ts'

const offered = ['application/json', 'application/ld+json']

/** The media type of an answer that the standard gives in JSON alone: queries and subscriptions have no XML form. */
export const negotiateJson = (headers: Readonly<Record<string, string | string[] | undefined>>): string => {
  const media = preferredMedia(headers, offered)
  if (media !== undefined) return media
  throw problem('events.format-not-offered', {
    header: 'Accept',
    value: String(headers.accept),
    offered: offered.join(', '),
  })
}
