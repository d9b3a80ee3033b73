import type { Corpus } from './documents.ts'
import { operatorKey } from './ground.ts'
import type { HttpClient } from './http-client.ts'
import { createRandom, type Random } from './random.ts'
import { type Latencies, latenciesOf } from './statistics.ts'
import { eventsOfStory } from './story.ts'
import { depotGln, shopCount, shopGln, trader } from './world.ts'

/** Compound queries of one kind by one actor: bizStep, a window of time, and a location. */
export type CompoundSeries = {
  actor: 'operator' | 'party' | 'stranger'
  place: 'hub' | 'shop'
  /** Whether events of this kind are there for this actor. */
  found: boolean
  authorization: string
  bizStep: string
  gln: string
  perPage: number
  seed: number
}

/** What one series was answered, by depth of page; `refused` answers are no latencies. */
export type CompoundAnswers = {
  series: string
  found: boolean
  depths: Record<string, Latencies>
  deepest: number
  refused: string[]
}

/** How many first pages are asked for, and how many results are paged through, and how far. */
export type Effort = { windows: number; walks: number; pages: number }

const depthEnds = [1, 10, 100, 1000]
const mostOfPage = 30
/** Share of the two years that a window has on average. */
const meanWindow = 0.5

/** At a depot that a good part of all events name and at one shop of forty; by who sees all, a part, and nothing of it. */
export const compoundSeries = (corpus: Corpus, keys: readonly string[]): CompoundSeries[] => {
  const stories = corpus.events / eventsOfStory
  const hub = { place: 'hub', gln: depotGln(0) } as const
  const shop = { place: 'shop', gln: shopGln(0) } as const
  const series = (
    actor: CompoundSeries['actor'],
    at: typeof hub | typeof shop,
    bizStep: string,
    expected: number,
  ): CompoundSeries => ({
    ...at,
    actor,
    bizStep,
    found: expected > 0,
    authorization: `Bearer ${actor === 'operator' ? operatorKey : keys[actor === 'party' ? 0 : trader]}`,
    perPage: Math.max(1, Math.min(mostOfPage, Math.floor((expected * meanWindow) / (depthEnds.at(-1) ?? 1)))),
    seed: corpus.seed,
  })
  const atHub = stories * hubShare
  const atShop = stories / shopCount
  return [
    series('operator', hub, 'shipping', atHub),
    series('operator', shop, 'retail_selling', atShop),
    series('operator', hub, 'retail_selling', 0),
    series('party', hub, 'shipping', atHub / trader),
    series('party', shop, 'retail_selling', atShop / trader),
    series('stranger', hub, 'shipping', 0),
  ]
}

/** One story in two goes to the first depot, and one in ten by chance. */
const hubShare = 0.6

/** Asks every series: first pages of random windows, and results paged through from their first to their last page. */
export const askCompound = async (
  client: HttpClient,
  url: string,
  all: readonly CompoundSeries[],
  effort: Effort,
): Promise<CompoundAnswers[]> => {
  const answers: CompoundAnswers[] = []
  for (const series of all) answers.push(await askSeries(client, url, series, effort))
  return answers
}

const askSeries = async (
  client: HttpClient,
  url: string,
  series: CompoundSeries,
  { windows, walks, pages }: Effort,
): Promise<CompoundAnswers> => {
  const random = createRandom(series.seed, 41)
  const taken = depthEnds.map((): number[] => [])
  const refused: string[] = []
  let deepest = 0
  for (let index = 0; index < windows; index += 1) {
    const most = series.found && index < walks ? pages : 1
    let next: string | undefined = url + pathOf(series, windowOf(random))
    for (let page = 1; page <= most && next !== undefined; page += 1) {
      const started = performance.now()
      const answer = await client.call(next, { headers: { authorization: series.authorization } })
      const latency = performance.now() - started
      next = answer.next
      deepest = Math.max(deepest, page)
      if (answer.status === 200) taken[depthEnds.findIndex((end) => page <= end)]?.push(latency)
      else refused.push(`${answer.status} on page ${page}`)
    }
  }
  return {
    series: `${series.actor} at the ${series.place}, ${series.bizStep}${series.found ? '' : ' (nothing to find)'}`,
    found: series.found,
    depths: Object.fromEntries(
      depthEnds.flatMap((end, index) => (taken[index]?.length ? [[`to ${end}`, latenciesOf(taken[index])]] : [])),
    ),
    deepest,
    refused,
  }
}

const firstDay = Date.UTC(2024, 6, 1)
const days = 720
const day = 86_400_000

/** Three to twenty-one months somewhere in the two years. */
const windowOf = (random: Random): { from: string; before: string } => {
  const length = 90 + random.whole(540)
  const start = firstDay + random.whole(days - length) * day
  return { from: new Date(start).toISOString(), before: new Date(start + length * day).toISOString() }
}

const pathOf = (
  { bizStep, gln, perPage }: CompoundSeries,
  { from, before }: { from: string; before: string },
): string =>
  `/events?${new URLSearchParams({
    EQ_bizStep: bizStep,
    GE_eventTime: from,
    LT_eventTime: before,
    EQ_bizLocation: `https://id.gs1.org/414/${gln}`,
    perPage: String(perPage),
  })}`

/** The greatest p95 of all series and depths. */
export const worstP95 = (answers: readonly CompoundAnswers[]): number =>
  Math.max(...answers.flatMap(({ depths }) => Object.values(depths).map(({ p95 }) => p95)))
