import { canonicalKey } from '@nguon/epcis'
import { canonicalStem, type DigitalLink, keyPath } from '@nguon/gs1'
import type { Language } from '../../platform/messages.ts'
import { currentPosition } from '../../platform/positions.ts'
import type { Reader } from '../../platform/postgres/database.ts'
import { type BackwardStory, backwardStory, lotFacts } from '../events/index.ts'
import { locationCards, partyCards, productCard } from '../registry/index.ts'
import type { Words } from './frame.page.ts'
import { levelOf, projectScan } from './project-scan.ts'
import type { ScanView } from './scan-view.ts'

export type ScanDeps = { db: Reader; publicUrl: string; now: () => Date }

/** `after`: where the page before ended. */
export type ScanRequest = { link: DigitalLink; language: Language; words: Words; after?: string }

/** Steps on one page: with them it stays far below 14 KB compressed. */
const stepsPerPage = 40

/** The key under which events name what the code names: of several qualifiers the finest alone. */
const keyOfLink = (link: DigitalLink): string => canonicalKey(canonicalStem + keyPath(link))

/** Reads what there is about a code, all as at one position, and gives of it what is public. */
export async function viewScan(deps: ScanDeps, request: ScanRequest): Promise<ScanView> {
  const { db } = deps
  const { link, language, words, after } = request
  const asOf = await currentPosition(db)
  const level = levelOf(link)
  const gtin = link.key[0] === '01' ? link.key[1] : undefined
  const [told, product, places] = await Promise.all([
    tellStory(db, link, after, asOf),
    gtin === undefined ? undefined : productCard(db, gtin, asOf),
    level === 'place' ? locationCards(db, [keyOfLink(link)], asOf) : undefined,
  ])
  const { story, key } = told
  const facts = story.known && (level === 'lot' || level === 'unit') ? await lotFacts(db, key, asOf) : undefined
  const partyIDs = [
    ...story.steps.map(({ declaredBy }) => declaredBy),
    ...(facts?.facts ?? []).map((fact) => fact.declaredBy),
  ]
  const placeKeys = story.steps.flatMap(({ place }) => (place === undefined ? [] : [place]))
  const [parties, stepPlaces] = await Promise.all([
    partyCards(db, [...new Set(partyIDs)], asOf),
    locationCards(db, [...new Set(placeKeys)], asOf),
  ])
  return projectScan({
    language,
    words,
    publicUrl: deps.publicUrl,
    today: dayInVietnam(deps.now()),
    link,
    serialUnknown: key !== keyOfLink(link),
    story,
    continued: after !== undefined,
    facts,
    product,
    place: places?.get(keyOfLink(link)),
    parties,
    places: stepPlaces,
  })
}

/** The item's own story; where nobody ever named its serial number, that of the lot printed beside it. */
async function tellStory(
  db: Reader,
  link: DigitalLink,
  cursor: string | undefined,
  asOf: number,
): Promise<{ story: BackwardStory; key: string }> {
  const options = { limit: stepsPerPage, asOf, ...(cursor === undefined ? {} : { after: fromCursor(cursor) }) }
  const key = keyOfLink(link)
  const lot = link.qualifiers.find(([ai]) => ai === '10')
  const lotKey = lot && keyPath({ key: link.key, qualifiers: [lot] })
  const story = await backwardStory(db, key, options)
  if (lotKey === undefined || lotKey === key || story.steps.length > 0) return { story, key }
  const lots = await backwardStory(db, lotKey, options)
  return lots.steps.length > 0 ? { story: lots, key: lotKey } : { story, key }
}

const fromCursor = (cursor: string): string => Buffer.from(cursor, 'base64url').toString()

const days = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh', dateStyle: 'short' })
const dayInVietnam = (time: Date): string => days.format(time)
