import { canonicalKey } from '@nguon/epcis'
import { canonicalStem, type DigitalLink, keyPath } from '@nguon/gs1'
import { dayOf } from '../../../platform/days.ts'
import type { Language, Words } from '../../../platform/messages.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { type BackwardStory, backwardStory, type LotFacts, lotFacts } from '../../events/index.ts'
import { type ProductCard, shownCertificates, shownTestResults } from '../../registry/index.ts'
import type { Cards } from './cards.ts'
import { ownerIDs } from './names.ts'
import { levelOf, projectScan } from './project-scan.ts'
import type { ScanView } from './scan-view.ts'

export type ScanDeps = {
  db: Reader
  publicUrl: string
  now: () => Date
  cardsAt: (position: number, day: string) => Cards
}

/** The state of the store that a page is made from: the last position, and the day in Viet Nam. */
export type Moment = { position: number; today: string }

/** `after`: where the page before ended. */
export type ScanRequest = { link: DigitalLink; language: Language; words: Words; moment: Moment; after?: string }

export const currentMoment = async ({ db, now }: Pick<ScanDeps, 'db' | 'now'>): Promise<Moment> => ({
  position: await currentPosition(db),
  today: dayOf(now()),
})

/** Steps on one page: with them it stays far below 14 KB compressed. */
const stepsPerPage = 40

/** The key under which events name what the code names: of several qualifiers the finest alone. */
export const eventKey = (link: Pick<DigitalLink, 'key' | 'qualifiers'>): string =>
  canonicalKey(canonicalStem + keyPath(link))

/** Reads what there is about a code, all as at one position, and gives of it what is public. */
export async function viewScan(deps: ScanDeps, request: ScanRequest): Promise<ScanView> {
  const { db } = deps
  const { link, language, words, after } = request
  const { position, today } = request.moment
  const cards = deps.cardsAt(position, today)
  const level = levelOf(link)
  const key = eventKey(link)
  const card = link.key[0] === '01' ? cards.product(link.key[1]) : Promise.resolve(undefined)
  const [told, product, own] = await Promise.all([
    tell(db, link, { card, after, asOf: position }),
    card,
    level === 'place' ? cards.places([key]) : undefined,
  ])
  const { steps } = told.story
  const declarers = [...steps, ...(told.facts?.facts ?? [])].map(({ declaredBy }) => declaredBy)
  const met = steps.flatMap(({ place }) => (place === undefined ? [] : [place]))
  const about = { product: `/${link.key.join('/')}`, owner: product?.owner?.id, places: met }
  const [parties, places, certificates, testResults] = await Promise.all([
    cards.parties(declarers),
    cards.places(met),
    product === undefined ? [] : shownCertificates(db, about, { asOf: position, at: today }),
    product === undefined ? [] : shownTestResults(db, testedKeys(link), { asOf: position, at: today }),
  ])
  return projectScan({
    language,
    words,
    publicUrl: deps.publicUrl,
    today,
    link,
    serialUnknown: told.key !== key,
    story: told.story,
    ...(after === undefined ? {} : { after }),
    facts: told.facts,
    product,
    place: own?.get(key),
    parties,
    places,
    certificates,
    testResults,
  })
}

/** What of a code may have been tested: the product, the lot printed with it, the item. */
const testedKeys = ({ key, qualifiers }: DigitalLink): string[] => [
  ...new Set([
    eventKey({ key, qualifiers: [] }),
    ...qualifiers.map((qualifier) => eventKey({ key, qualifiers: [qualifier] })),
    eventKey({ key, qualifiers }),
  ]),
]

type Told = { key: string; story: BackwardStory; facts: LotFacts | undefined }

/** The item's own story and facts; where nobody ever named its serial number, those of the lot printed beside it. */
async function tell(
  db: Reader,
  link: DigitalLink,
  { card, after: cursor, asOf }: { card: Promise<ProductCard | undefined>; after: string | undefined; asOf: number },
): Promise<Told> {
  const level = levelOf(link)
  const key = eventKey(link)
  const withFacts = cursor === undefined && (level === 'lot' || level === 'unit')
  const options = { limit: stepsPerPage, asOf, ...(cursor === undefined ? {} : { after: fromCursor(cursor) }) }
  const read = async (about: string): Promise<Told> => {
    const [story, facts] = await Promise.all([
      backwardStory(db, about, options),
      withFacts ? card.then((product) => lotFacts(db, about, { owners: ownerIDs(product), asOf })) : undefined,
    ])
    return { key: about, story, facts }
  }
  const told = await read(key)
  const lot = link.qualifiers.find(([ai]) => ai === '10')
  const lotKey = lot && eventKey({ key: link.key, qualifiers: [lot] })
  if (lotKey === undefined || lotKey === key || told.story.steps.length > 0) return told
  const ofLot = await read(lotKey)
  return ofLot.story.steps.length > 0 ? ofLot : told
}

const fromCursor = (cursor: string): string => Buffer.from(cursor, 'base64url').toString()
