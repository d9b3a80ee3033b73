import type { BlockList } from 'node:net'
import type { Say } from '../../../platform/messages.ts'
import type { TrustedRepository } from '../../../platform/trusted-repositories.ts'
import { type Budget, type Failure, newBudget } from './get.ts'
import { type Memory, newMemory, remember, type Uids } from './memory.ts'
import { type Calling, eventsOf, linksFrom, toWebUrl } from './repository.ts'

/** `linksOf`: where the link records of our own resolver say that the events of keys are. */
export type ElsewhereDeps = {
  trusted: readonly TrustedRepository[]
  networks: BlockList
  publicUrl: string
  linksOf: (keys: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>
  say: Say
  uids: Uids
}

/** Where a key's events are besides here, and why they did not come; without `failure`: nobody was asked. */
export type Away = { repository: string; failure?: Failure }

/** The other repositories as one trace knows them. */
export type Elsewhere = {
  memory: Memory
  /** Reads the link records of keys; asks nobody. */
  look: (keys: readonly string[]) => Promise<void>
  /** Asks trusted repositories of those keys that none was asked of; whether they told anything new. */
  ask: (keys: readonly string[]) => Promise<boolean>
  /** What is to be told of a key that has no answer here. */
  awayOf: (key: string) => readonly Away[]
}

type Visit = {
  deps: ElsewhereDeps
  calling: Calling
  memory: Memory
  links: Map<string, URL[]>
  asked: Set<string>
  away: Map<string, Away[]>
  /** By origin: who does not answer is not asked again. */
  silent: Map<string, Failure>
}

/** Begins a trace's visit to the others, with an allowance of its own. */
export const visitElsewhere = (deps: ElsewhereDeps, start: string, budget: Budget = newBudget()): Elsewhere => {
  const visit: Visit = {
    deps,
    calling: { networks: deps.networks, budget },
    memory: newMemory(start, deps.uids),
    links: new Map(),
    asked: new Set(),
    away: new Map(),
    silent: new Map(),
  }
  return {
    memory: visit.memory,
    look: (keys) => look(visit, keys),
    ask: async (keys) => {
      await look(visit, keys)
      let learned = false
      for (const key of new Set(keys)) if (!visit.asked.has(key)) learned = (await askOf(visit, key)) || learned
      return learned
    },
    awayOf: (key) => visit.away.get(key) ?? [],
  }
}

const look = async ({ deps, links, away }: Visit, keys: readonly string[]): Promise<void> => {
  const unread = keys.filter((key) => !links.has(key))
  if (unread.length === 0) return
  const found = await deps.linksOf(unread)
  // Most systems know of no others, and ten thousand keys need no record of that.
  if (found.size === 0) return
  for (const key of unread) {
    const urls = (found.get(key) ?? []).flatMap((href) => toWebUrl(href) ?? []).filter(isForeign(deps))
    links.set(key, urls)
    away.set(
      key,
      urls.map(({ href }) => ({ repository: href })),
    )
  }
}

/** A link to ourselves leads nowhere new. */
const isForeign =
  ({ publicUrl }: ElsewhereDeps) =>
  (url: URL): boolean =>
    url.origin !== publicUrl

/** Asks of a key wherever a link leads; where we have none, wherever the resolvers of trusted repositories lead. */
const askOf = async (visit: Visit, key: string): Promise<boolean> => {
  visit.asked.add(key)
  const failed: Away[] = []
  visit.away.set(key, failed)
  const own = visit.links.get(key) ?? []
  let learned = false
  for (const link of own.length > 0 ? own : await resolved(visit, key, failed)) {
    learned = (await askAt(visit, key, link, failed)) || learned
  }
  return learned
}

const askAt = async (visit: Visit, key: string, link: URL, failed: Away[]): Promise<boolean> => {
  const repository = visit.deps.trusted.find(({ origin }) => origin === link.origin)
  if (repository === undefined) {
    failed.push({ repository: link.href, failure: { code: 'untrusted' } })
    return false
  }
  const silent = visit.silent.get(repository.origin)
  if (silent !== undefined) {
    failed.push({ repository: link.href, failure: silent })
    return false
  }
  const { events, failure } = await eventsOf(repository, link, key, visit.calling)
  if (failure !== undefined) fail(visit, repository, { repository: link.href, failure }, failed)
  return remember(visit.memory, repository, events)
}

/** Failures of the repository and not of what it was asked. */
const silencing = new Set<Failure['code']>(['timeout', 'unreachable', 'inner', 'redirect', 'not-epcis', 'asked-enough'])

const fail = (visit: Visit, { origin }: TrustedRepository, away: Required<Away>, failed: Away[]): void => {
  failed.push(away)
  const { code, params } = away.failure
  if (silencing.has(code) || (code === 'status' && params?.status !== 400)) visit.silent.set(origin, away.failure)
}

/** Only a Digital Link can be asked about. Whither a resolver leads that is trusted by nobody is no concern of ours. */
const resolved = async (visit: Visit, key: string, failed: Away[]): Promise<URL[]> => {
  if (!key.startsWith('/')) return []
  const found = new Map<string, URL>()
  for (const repository of visit.deps.trusted) {
    const silent = visit.silent.get(repository.origin)
    const { links, failure = silent } =
      silent === undefined ? await linksFrom(repository, key, visit.calling) : { links: [] }
    if (failure !== undefined) fail(visit, repository, { repository: repository.origin, failure }, failed)
    for (const link of links) if (isTrusted(visit, link)) found.set(link.href, link)
  }
  return [...found.values()]
}

const isTrusted = ({ deps }: Visit, link: URL): boolean =>
  isForeign(deps)(link) && deps.trusted.some(({ origin }) => origin === link.origin)
