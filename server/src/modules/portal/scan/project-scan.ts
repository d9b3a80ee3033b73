import { bizSteps } from '@nguon/epcis'
import { type DigitalLink, keyPath } from '@nguon/gs1'
import { localDay } from '../../../platform/days.ts'
import type { Language, Words } from '../../../platform/messages.ts'
import type { BackwardStory, LotFacts } from '../../events/index.ts'
import {
  inLanguage,
  type LocationCard,
  type PartyCard,
  type ProductCard,
  ruleSetOn,
  type ShownCertificate,
  type ShownTestResult,
} from '../../registry/index.ts'
import { certificatesOf, testResultsOf } from './certificates.ts'
import { legalItems } from './legal-items.ts'
import { communeText, nameOf } from './names.ts'
import type { ScanLevel, ScanStep, ScanView } from './scan-view.ts'

const cbvSteps: ReadonlySet<string> = new Set(bizSteps)

/** Everything that was read for one scan; what of it is public is decided here and nowhere else. */
export type ScanMaterial = {
  language: Language
  words: Words
  publicUrl: string
  today: string
  link: DigitalLink
  /** The serial number is on no record, and the story is its lot's. */
  serialUnknown: boolean
  story: BackwardStory
  after?: string
  facts: LotFacts | undefined
  product: ProductCard | undefined
  place: LocationCard | undefined
  parties: ReadonlyMap<string, PartyCard>
  places: ReadonlyMap<string, LocationCard>
  certificates?: readonly ShownCertificate[]
  testResults?: readonly ShownTestResult[]
}

/** The one whitelisted projection: step, day, commune, public name, and the legal items; nothing else gets through. */
export function projectScan(material: ScanMaterial): ScanView {
  const { language, link, product, place, story, after, serialUnknown } = material
  const level = levelOf(link)
  const steps = story.steps.map((step) => toStep(step, material))
  const title = inLanguage(product?.names, language) ?? inLanguage(place?.names, language)
  const next = story.next === undefined ? undefined : Buffer.from(story.next).toString('base64url')
  return {
    language,
    level,
    state:
      steps.length > 0 || after !== undefined ? 'traced' : product || place || story.known ? 'no-events' : 'unknown',
    sample: isSample(material),
    code: {
      digitalLink: material.publicUrl + keyPath(link),
      path: keyPath(link),
      elements: [link.key, ...link.qualifiers].map(([ai, value]) => ({ ai, value })),
    },
    ...(title === undefined ? {} : { title }),
    ...(product?.claim === undefined ? {} : { claim: product.claim }),
    ...(serialUnknown ? { serialUnknown } : {}),
    ...(isProduct(level) ? { legal: legalOf(material) } : {}),
    ...certified(material),
    steps,
    parties: new Set(story.steps.map(({ declaredBy }) => declaredBy)).size,
    complete: story.complete,
    ...(after === undefined ? {} : { after }),
    ...(next === undefined ? {} : { next }),
  }
}

function certified(material: ScanMaterial): Pick<ScanView, 'certificates' | 'testResults'> {
  const { certificates = [], testResults = [], words, language } = material
  return {
    ...(certificates.length > 0 && { certificates: certificatesOf(certificates, words, language) }),
    ...(testResults.length > 0 && { testResults: testResultsOf(testResults, words, language) }),
  }
}

const isProduct = (level: ScanLevel): boolean => level === 'product' || level === 'lot' || level === 'unit'

/** What a code names, by its key and its finest qualifier. */
export function levelOf({ key, qualifiers }: Pick<DigitalLink, 'key' | 'qualifiers'>): ScanLevel {
  const has = (ai: string) => qualifiers.some(([name]) => name === ai)
  if (key[0] === '01') return has('21') || has('235') ? 'unit' : has('10') ? 'lot' : 'product'
  if (key[0] === '00') return 'logistic-unit'
  return ['414', '415', '417'].includes(key[0]) ? 'place' : 'other'
}

function legalOf(material: ScanMaterial): NonNullable<ScanView['legal']> {
  const { language, words, product, facts, link, parties, today } = material
  const ruleSet = ruleSetOn('consumer', today)
  const value = (ai: string) => link.qualifiers.find(([name]) => name === ai)?.[1]
  const sources = { language, words, product, facts, parties, lot: value('10'), serial: value('21') }
  return { ruleSet: ruleSet.id, validFrom: ruleSet.validFrom, items: legalItems(ruleSet, sources) }
}

type Step = BackwardStory['steps'][number]

function toStep(step: Step, { language, words, parties, places }: ScanMaterial): ScanStep {
  const party = parties.get(step.declaredBy)
  const place = step.place === undefined ? undefined : places.get(step.place)
  const commune = communeText(words, place?.address)
  const placeName = isPersonal(party) ? undefined : inLanguage(place?.names, language)
  return {
    step: codeOf(step),
    words: words(wordsKey(step)),
    date: localDay(step.eventTime, step.zone),
    ...(commune === undefined ? {} : { commune }),
    ...(placeName === undefined ? {} : { place: placeName }),
    declaredBy: (party && nameOf(party, language)) ?? words('portal.unnamed'),
    depth: step.depth,
  }
}

const isPersonal = (party: PartyCard | undefined): boolean =>
  party?.kind === 'household' || party?.kind === 'individual'

/** The step's word of the vocabulary; a business step of the party's own says no more than that it is one. */
const codeOf = ({ bizStep, type }: Step): string =>
  bizStep === undefined ? type : isCbvWord(bizStep) ? bizStep : 'other'

const wordsKey = ({ bizStep, type, action }: Step): string => {
  if (type === 'TransformationEvent' && (bizStep === undefined || bizStep === 'commissioning'))
    return `cbv.event.${type}`
  if (bizStep !== undefined) return `cbv.bizStep.${isCbvWord(bizStep) ? bizStep : 'foreign'}`
  return `cbv.event.${action === undefined || type === 'ExtensionEvent' ? type : `${type}.${action}`}`
}

const isCbvWord = (bizStep: string): boolean => cbvSteps.has(bizStep)

/** Sample is what a sample party owns or declares: a step, a word of the lot, a word of the product. */
const isSample = ({ product, place, story, facts, parties }: ScanMaterial): boolean =>
  Boolean(product?.sample || product?.owner?.sample || place?.sample) ||
  [...story.steps, ...(facts?.facts ?? [])].some(({ declaredBy }) => parties.get(declaredBy)?.sample) ||
  [...(product?.others ?? []), ...(place?.others ?? [])].some(({ speaker }) => speaker?.sample)
