import type { DigitalLink } from '@nguon/gs1'
import type { Language, Words } from '../../../platform/messages.ts'
import { isProblem } from '../../../platform/problem.ts'
import { unitNow } from '../../registry/index.ts'
import { placeKeysOf, type TraceAnswer, type TraceDeps, traceAnswer, wholeTrace } from '../../trace/index.ts'
import { eventKey, type Moment, type ScanDeps } from '../scan/scan.ts'
import { gtinOf, projectStory } from './project-story.ts'
import type { StoryView } from './story-view.ts'

export type StoryDeps = Pick<ScanDeps, 'cardsAt'> & { trace: TraceDeps }
type StoryRequest = { link: DigitalLink; language: Language; words: Words; moment: Moment }

/** Reads where a code's goods come from, as at one position, and gives of it what is public; undefined where nobody told. */
export async function viewStory(deps: StoryDeps, request: StoryRequest): Promise<StoryView | undefined> {
  const { link, language, words, moment } = request
  const key = eventKey(link)
  const lot = link.qualifiers.find(([ai]) => ai === '10')
  const lotKey = lot && eventKey({ key: link.key, qualifiers: [lot] })
  const own = await tryTrace(deps.trace, key, moment)
  const answer =
    own ?? (lotKey === undefined || lotKey === key ? undefined : await tryTrace(deps.trace, lotKey, moment))
  if (answer === undefined) return undefined
  const cards = deps.cardsAt(moment.position, moment.today)
  const gtins = [...new Set(answer.nodes.flatMap((node) => gtinOf(node.key) ?? []))]
  const [product, products, parties, places] = await Promise.all([
    link.key[0] === '01' ? cards.product(link.key[1]) : undefined,
    Promise.all(gtins.map(async (gtin) => [gtin, await cards.product(gtin)] as const)),
    cards.parties([...new Set(answer.hops.flatMap(({ by }) => by.map(({ party }) => party)))]),
    cards.places(placeKeysOf(answer)),
  ])
  const codes = [...places.values()].flatMap(({ address }) => unitNow(address) ?? [])
  return projectStory({
    ...{ language, words, link, answer, product, parties, places },
    serialUnknown: own === undefined,
    products: new Map(products.flatMap(([gtin, card]) => (card === undefined ? [] : [[gtin, card] as const]))),
    positions: await cards.communes([...new Set(codes)]),
  })
}

/** Backward as far as a story is told; undefined where no event names the key. */
async function tryTrace(deps: TraceDeps, key: string, { position }: Moment): Promise<TraceAnswer | undefined> {
  try {
    return await traceAnswer(deps, 'public', { ...wholeTrace(key), direction: 'back', asOf: position })
  } catch (error) {
    if (isProblem(error) && error.problemCode === 'trace.unknown-key') return undefined
    throw error
  }
}
