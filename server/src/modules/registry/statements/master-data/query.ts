import { canonicalKey } from '@nguon/epcis'

/** What a SimpleMasterDataQuery asks for (EPCIS 2.0 §8.2.7.2); keys canonical. Values of one parameter are OR, parameters AND. */
export type MasterDataQuery = {
  vocabularies?: string[]
  attributesShown: boolean
  childrenShown: boolean
  /** Those alone are shown. */
  attributeNames?: string[]
  keys?: string[]
  /** These and all below them. */
  within?: string[]
  having?: string[]
  equal: { attribute: string; values: string[] }[]
  mostElements?: number
  after: string
  limit: number
  asOf?: number
  at?: string
}

/** A parameter that cannot be. */
export type QueryFault = { code: 'parameter-unknown' | 'parameter-value-wrong'; name: string }

/** Our short names of what the standard calls otherwise. */
const shortNames: Record<string, string> = { type: 'vocabularyName', id: 'EQ_name', attribute: 'HASATTR' }

type Take = (query: MasterDataQuery, values: string[]) => boolean

const uri = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/
const areUris = (values: string[]) => values.every((value) => uri.test(value))
const one = (values: string[], pattern: RegExp) => values.length === 1 && pattern.test(values[0] ?? '')

/** Takes the values where they all fit `fits`. */
const listed =
  (fits: (values: string[]) => boolean, put: (query: MasterDataQuery, values: string[]) => void): Take =>
  (query, values) => {
    if (values.length === 0 || !fits(values)) return false
    put(query, values)
    return true
  }

const keysOf = (values: string[]) => [...new Set(values.map(canonicalKey))]
const isDay = (values: string[]) =>
  one(values, /^[12]\d{3}-\d\d-\d\d$/) && !Number.isNaN(Date.parse(`${values[0]}T00:00:00Z`)) && isReal(values[0] ?? '')
const isReal = (day: string) => new Date(day).toISOString().startsWith(day)
const number = (pattern: RegExp) => (values: string[]) => one(values, pattern)

const parameters: Record<string, Take> = {
  vocabularyName: listed(areUris, (query, values) => Object.assign(query, { vocabularies: values })),
  includeAttributes: listed(number(/^(true|false)$/), (query, [value]) => {
    query.attributesShown = value === 'true'
  }),
  includeChildren: listed(number(/^(true|false)$/), (query, [value]) => {
    query.childrenShown = value === 'true'
  }),
  attributeNames: listed(areUris, (query, values) => Object.assign(query, { attributeNames: values })),
  EQ_name: listed(areUris, (query, values) => Object.assign(query, { keys: keysOf(values) })),
  WD_name: listed(areUris, (query, values) => Object.assign(query, { within: keysOf(values) })),
  HASATTR: listed(areUris, (query, values) => Object.assign(query, { having: values })),
  maxElementCount: listed(number(/^\d{1,9}$/), (query, [value]) =>
    Object.assign(query, { mostElements: Number(value) }),
  ),
  after: listed(number(/^.{1,800}$/su), (query, [value]) => Object.assign(query, { after: value })),
  limit: listed(number(/^([1-9]\d?|1\d\d|200)$/), (query, [value]) => Object.assign(query, { limit: Number(value) })),
  asOf: listed(number(/^\d{1,15}$/), (query, [value]) => Object.assign(query, { asOf: Number(value) })),
  at: listed(isDay, (query, [value]) => Object.assign(query, { at: value })),
}

const plain = new Set(['after', 'limit', 'asOf', 'at'])
const equals = 'EQATTR_'

/** Reads a query string's pairs. A list is joined by `|`, or its parameter stands again; an unknown parameter is a fault. */
export function parseMasterDataQuery(pairs: Iterable<[string, string]>): {
  query: MasterDataQuery
  faults: QueryFault[]
} {
  const query: MasterDataQuery = { attributesShown: true, childrenShown: true, equal: [], after: '', limit: 50 }
  const given = Map.groupBy(pairs, ([name]) => (Object.hasOwn(shortNames, name) ? (shortNames[name] ?? name) : name))
  const faults: QueryFault[] = []
  for (const [name, entries] of given) {
    const values = entries.flatMap(([, value]) => (plain.has(name) ? [value] : value.split('|'))).filter(Boolean)
    const attribute = name.startsWith(equals) ? name.slice(equals.length) : undefined
    if (attribute !== undefined && uri.test(attribute) && values.length > 0) query.equal.push({ attribute, values })
    else if (attribute !== undefined) faults.push({ code: 'parameter-value-wrong', name })
    else if (!Object.hasOwn(parameters, name)) faults.push({ code: 'parameter-unknown', name })
    else if (!parameters[name]?.(query, values)) faults.push({ code: 'parameter-value-wrong', name })
  }
  return { query, faults }
}
