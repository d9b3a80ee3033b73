import { formatDay } from '../../../platform/days.ts'
import type { Language, Words } from '../../../platform/messages.ts'
import type { LotFacts } from '../../events/index.ts'
import { type DataItem, inLanguage, type PartyCard, type ProductCard, type RuleSet } from '../../registry/index.ts'
import { addressText, nameOf, ownerIDs } from './names.ts'
import type { LegalItem, ScanImage, Statement } from './scan-view.ts'

/** What the legal items are made from. */
export type LegalSources = {
  language: Language
  words: Words
  product: ProductCard | undefined
  facts: LotFacts | undefined
  lot: string | undefined
  serial: string | undefined
  parties: ReadonlyMap<string, PartyCard>
}

type Said = Pick<LegalItem, 'stated' | 'others'> & { images?: ScanImage[] }

const mostOthers = 5

/** The rule set's items in its order, each with its value and whose word it is, or with nothing: shown as missing. */
export const legalItems = (ruleSet: RuleSet, sources: LegalSources): LegalItem[] =>
  ruleSet.items.map(({ id, ifAny = false }) => {
    const { stated, others, images } = itemMakers[id]?.(sources) ?? nothing
    return {
      id,
      ifAny,
      stated: ifAny && stated.length === 0 ? saidToBeNone(id, sources) : stated,
      others: [...others, ...otherWords(id, sources)].slice(0, mostOthers),
      images: images ?? [],
    }
  })

/** What a consumer is shown of each item; of one that is for the record alone nothing. */
export const itemMakers: Partial<Record<DataItem, (sources: LegalSources) => Said>> = {
  name: (sources) => owners(sources, sources.product?.names),
  image: (sources) => ({
    stated: [],
    others: [],
    images: (sources.product?.images ?? [])
      .slice(0, 1)
      .map((hash) => ({ src: `/files/${hash}/320`, by: ownerName(sources) })),
  }),
  unit: (sources) => owners(sources, sources.product?.owner && legalName(sources.product.owner)),
  address: (sources) => {
    const address = sources.product?.owner?.address
    return ownersText(sources, addressText(sources.words, address))
  },
  origin: (sources) => joined(ownersText(sources, originOf(sources)), factsAs(sources, 'countryOfOrigin', countryName)),
  'brand-lot-serial': brandLotSerial,
  expiry,
}

/** The owner's word that the product has no such thing. */
const saidToBeNone = (id: DataItem, sources: LegalSources): Statement[] =>
  sources.product?.without?.some((item) => item === id)
    ? ownersText(sources, sources.words('portal.legal.has-none')).stated
    : []

const legalName = ({ names, publicName }: PartyCard) => (Object.keys(names).length > 0 ? names : publicName)

function brandLotSerial(sources: LegalSources): Said {
  const { words, product, lot, serial, language } = sources
  const brand = inLanguage(product?.brand, language)
  const printed = (key: string, value: string | undefined): Statement[] =>
    value === undefined ? [] : [{ text: words(key, { value }), by: words('portal.legal.on-code') }]
  const named = ownersText(sources, brand === undefined ? undefined : words('portal.value.brand', { value: brand }))
  const declared =
    lot === undefined ? factsAs(sources, 'lot', (value) => words('portal.value.lot', { value })) : nothing
  return joined(
    named,
    { stated: [...printed('portal.value.lot', lot), ...printed('portal.value.serial', serial)], others: [] },
    declared,
  )
}

function expiry(sources: LegalSources): Said {
  const { words, language, product } = sources
  const dated = (key: string) => (value: string) => words(key, { value: formatDay(value, language) })
  const dates = joined(
    factsAs(sources, 'expiryDate', dated('portal.value.expiry')),
    factsAs(sources, 'bestBeforeDate', dated('portal.value.best-before')),
  )
  const life = ownersText(sources, inLanguage(product?.shelfLife, language))
  if (dates.stated.length === 0 && life.stated.length === 0) return dates
  return joined(dates, life, factsAs(sources, 'productionDate', dated('portal.value.produced')))
}

const nothing: Said = { stated: [], others: [] }

const joined = (...parts: Said[]): Said => ({
  stated: parts.flatMap(({ stated }) => stated),
  others: parts.flatMap(({ others }) => others),
})

const owners = (sources: LegalSources, names: Record<string, string> | undefined): Said =>
  ownersText(sources, inLanguage(names, sources.language))

const ownersText = (sources: LegalSources, text: string | undefined): Said =>
  text === undefined || text === '' ? nothing : { stated: [{ text, by: ownerName(sources) }], others: [] }

/** Without an owner the register gives an authority's word alone. */
const ownerName = ({ product, language, words }: LegalSources): string =>
  (product?.owner && nameOf(product.owner, language)) ?? words('portal.legal.authority')

const originOf = ({ product, language }: LegalSources): string | undefined =>
  inLanguage(product?.origin?.names, language) ??
  (product?.origin?.country && countryName(product.origin.country, language))

const regions = {
  vi: new Intl.DisplayNames('vi', { type: 'region' }),
  en: new Intl.DisplayNames('en', { type: 'region' }),
}

/** A country's name for its ISO 3166-1 code; what is no such code stays as it was written. */
function countryName(code: string, language: Language): string {
  return /^[A-Z]{2}$/.test(code) ? (regions[language].of(code) ?? code) : code
}

/** A lot's own facts: the owner's or an authority's word stands, anybody else's is shown as theirs; each word once. */
function factsAs(
  sources: LegalSources,
  name: LotFacts['facts'][number]['name'],
  text: (value: string, language: Language) => string,
): Said {
  const { facts, product, parties, language, words } = sources
  const said: Said = { stated: [], others: [] }
  for (const fact of facts?.facts ?? []) {
    if (fact.name !== name) continue
    const party = parties.get(fact.declaredBy)
    const owners = ownerIDs(product)
    const theirs = [fact.declaredBy, ...fact.mandatedBy].some((id) => owners.includes(id))
    const list = theirs || party?.kind === 'agency' ? said.stated : said.others
    const statement = {
      text: text(fact.value, language),
      by: (party && nameOf(party, language)) ?? words('portal.unnamed'),
    }
    if (!list.some((one) => one.text === statement.text && one.by === statement.by)) list.push(statement)
  }
  return said
}

const attributesOf: Partial<Record<DataItem, readonly string[]>> = {
  name: ['name'],
  origin: ['origin', 'originCountry'],
  'brand-lot-serial': ['brand'],
  expiry: ['shelfLife'],
}

function otherWords(id: DataItem, { product, language, words }: LegalSources): Statement[] {
  const attributes = attributesOf[id] ?? []
  return (product?.others ?? []).flatMap(({ attribute, language: tag, value, speaker }) => {
    if (!attributes.includes(attribute) || typeof value !== 'string') return []
    if (tag !== '' && tag !== 'und' && tag !== language) return []
    const text = attribute === 'originCountry' ? countryName(value, language) : value
    return [{ text, by: (speaker && nameOf(speaker, language)) ?? words('portal.unnamed') }]
  })
}
