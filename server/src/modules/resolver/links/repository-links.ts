import type { Reader } from '../../../platform/postgres/database.ts'
import { parseOwnPath } from '../answer/resolve.ts'
import { candidateAnchors } from './anchors.ts'
import { epcisRepository } from './link-types.ts'
import { hasLinksOfType, selectLinkSets } from './links.store.ts'

/** Where EPCIS repositories are registered for each of the keys, or for what it is part of, the finest first. */
export const repositoryLinks = async (
  reader: Reader,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  if (!(await hasLinksOfType(reader, epcisRepository))) return new Map()
  const anchors = new Map(keys.map((key) => [key, anchorsOf(key)] as const))
  const sets = await selectLinkSets(reader, [...new Set([...anchors.values()].flat())])
  const hrefs = new Map(
    sets.map(({ anchor, links }) => [
      anchor,
      links.filter(({ linkType }) => linkType === epcisRepository).map(({ href }) => href),
    ]),
  )
  return new Map([...anchors].map(([key, own]) => [key, [...new Set(own.flatMap((each) => hrefs.get(each) ?? []))]]))
}

/** A key that is no Digital Link has no link records. */
const anchorsOf = (key: string): string[] => {
  const parsed = key.startsWith('/') ? parseOwnPath(key) : undefined
  return parsed?.ok ? candidateAnchors(parsed.value) : []
}
