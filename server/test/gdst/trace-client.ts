/**
 * A trace client by the rules of developer.thegdst.org ("Requesting traceability data", "Trace-back") and of nothing else: it
 * imports nothing, and knows of the server only its resolver's address and a key.
 */
export type Access = { resolver: string; key?: string; format: 'Always_GS1_Digital_Link' | 'Always_EPC_URN' }

/** What a walk back came to: `origins` are those things that nothing is told to have come before. */
export type TraceBack = { origins: string[]; visited: string[]; events: number }

type Event = {
  type: string
  eventID?: string
  action?: string
  errorDeclaration?: object
  parentID?: string
  childEPCs?: string[]
  childQuantityList?: { epcClass: string }[]
  inputEPCList?: string[]
  inputQuantityList?: { epcClass: string }[]
  outputEPCList?: string[]
  outputQuantityList?: { epcClass: string }[]
}

const mostThings = 1000

/** From a printed Digital Link or an EPC back to everything that it was made of, or that was put into it. */
export const traceBack = async (start: string, access: Access): Promise<TraceBack> => {
  const visited = new Map<string, string[]>()
  const seen = new Set<string>()
  const waiting = [start]
  for (let epc = waiting.pop(); epc !== undefined && visited.size < mostThings; epc = waiting.pop()) {
    const path = toPath(epc)
    if (visited.has(path)) continue
    const events = await eventsOf(epc, await repositoryOf(path, access), access)
    for (const { eventID } of events) seen.add(eventID ?? '')
    const before = events.flatMap((event) => upstream(event, path))
    visited.set(path, before)
    waiting.push(...before)
  }
  const origins = [...visited].filter(([, before]) => before.length === 0).map(([path]) => path)
  return { origins: origins.sort(), visited: [...visited.keys()].sort(), events: seen.size }
}

/** Step 1: the resolver names the repository that holds the thing's events. */
const repositoryOf = async (path: string, access: Access): Promise<string> => {
  const response = await fetch(access.resolver + path, { headers: { accept: 'application/linkset+json' } })
  if (response.status !== 200) throw new Error(`${path}: the resolver answers ${response.status}`)
  const { linkset } = (await response.json()) as { linkset: Record<string, { href: string }[]>[] }
  const link = linkset.flatMap((entry) => entry['https://ref.gs1.org/voc/epcis'] ?? [])[0]
  if (link === undefined) throw new Error(`${path}: no link leads to a repository`)
  return link.href.replace(/\/$/, '')
}

/** Step 2: all pages of its query interface; of events that were declared to be wrong nothing is left. */
const eventsOf = async (epc: string, repository: string, access: Access): Promise<Event[]> => {
  const events: Event[] = []
  const parameter = isClass(toPath(epc)) ? 'MATCH_anyEPCClass' : 'MATCH_anyEPC'
  let next: string | undefined = `${repository}/events?${new URLSearchParams({ [parameter]: epc, perPage: '5' })}`
  while (next !== undefined) {
    const response: Response = await fetch(next, { headers: headersOf(access) })
    if (response.status !== 200) throw new Error(`${next}: ${response.status} ${await response.text()}`)
    const body = (await response.json()) as { epcisBody: { queryResults: { resultsBody: { eventList: Event[] } } } }
    events.push(...body.epcisBody.queryResults.resultsBody.eventList)
    next = /<([^>]+)>; *rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
  }
  const wrong = new Set(events.filter(({ errorDeclaration }) => errorDeclaration).map(({ eventID }) => eventID))
  return events.filter(({ eventID }) => !wrong.has(eventID))
}

const headersOf = ({ key, format }: Access): Record<string, string> => ({
  accept: 'application/json',
  'GS1-EPCIS-Version': '2.0',
  'GS1-CBV-Version': '2.0',
  'GS1-EPC-Format': format,
  ...(key === undefined ? {} : { 'X-API-Key': key }),
})

/** Step 3: inputs of what made it, children of what was packed into it. */
const upstream = (event: Event, path: string): string[] => {
  const isIt = (epc: string) => toPath(epc) === path
  const classes = (list: { epcClass: string }[] = []) => list.map(({ epcClass }) => epcClass)
  const { parentID, outputEPCList = [], outputQuantityList, inputEPCList = [], inputQuantityList } = event
  if ([...outputEPCList, ...classes(outputQuantityList)].some(isIt)) {
    return [...inputEPCList, ...classes(inputQuantityList)]
  }
  const packed = event.type === 'AggregationEvent' && event.action === 'ADD' && parentID !== undefined && isIt(parentID)
  return packed ? [...(event.childEPCs ?? []), ...classes(event.childQuantityList)] : []
}

const isClass = (path: string): boolean => /^\/01\/\d{14}(\/10\/|$)/.test(path) && !path.includes('/21/')

/** The path of a Digital Link, or of the one that an EPC means (EPC Tag Data Standard, chapter 6). */
const toPath = (epc: string): string => {
  if (/^https?:/.test(epc)) return new URL(epc).pathname
  const [, scheme, company = '', item = '', rest = ''] =
    /^urn:epc:(?:id|class):(\w+):(\d+)\.(\d+)(?:\.(.+))?$/.exec(epc) ?? []
  const digits = withCheckDigit(item.slice(0, 1) + company + item.slice(1))
  if (scheme === 'sgtin') return `/01/${digits}/21/${rest}`
  if (scheme === 'lgtin') return `/01/${digits}/10/${rest}`
  if (scheme === 'sscc') return `/00/${digits}`
  if (scheme === 'grai') return `/8003/0${withCheckDigit(company + item)}${rest}`
  throw new Error(`${epc} is nothing that this client can look up`)
}

const withCheckDigit = (digits: string): string => {
  const sum = [...digits].reverse().reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`
}
