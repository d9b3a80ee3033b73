import { type Context, queryContext, resolveContext } from '@nguon/epcis'
import { problem } from '../../platform/problem.ts'

/** Prefixes that a client names by GS1-Extensions, with the namespaces that they stand for. */
export type ClientPrefixes = ReadonlyMap<string, string>

/** Reads GS1-Extensions: `prefix=uri`, several joined by commas. Throws a Problem for what is none. */
export const clientPrefixes = (header: string | string[] | undefined): ClientPrefixes => {
  const text = [header ?? []].flat().join(',').trim()
  if (text === '') return new Map()
  return new Map(
    text.split(/,(?=\s*[\w.-]+=)/).map((pair) => {
      const [, prefix, namespace] = /^\s*([\w.-]+)=(\S+)\s*$/.exec(pair) ?? []
      if (prefix === undefined || namespace === undefined) {
        throw problem('events.header-value-invalid', {
          header: 'GS1-Extensions',
          value: text.slice(0, 200),
          allowed: 'prefix=uri,…',
        })
      }
      return [prefix, namespace]
    }),
  )
}

/** The same prefixes on top of those of GS1's context. */
export const clientContext = (header: string | string[] | undefined): Context => {
  const prefixes = clientPrefixes(header)
  return prefixes.size === 0 ? queryContext : resolveContext(Object.fromEntries(prefixes), queryContext).context
}
