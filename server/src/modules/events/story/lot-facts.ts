import { expandName, parseEvent, resolveContext } from '@nguon/epcis'
import { keyHash } from '../../../platform/ids.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Reader } from '../../../platform/postgres/database.ts'
import { cancelledOf } from '../../trace/index.ts'
import { type CreatingBody, selectCreations } from './story.store.ts'
import { toInstant } from './story.ts'

/**
 * One word on a lot or serial: which fact, its value as written, whose word it is and when it was given for. `asOwner`: it
 * was taken as the key's owner's, being the owner's own or that of one with the owner's written mandate.
 */
export type LotFact = { name: LotFactName; value: string; declaredBy: string; asOwner: boolean; eventTime: string }

export type LotFactName = keyof typeof factNames

/** What is known of how a key came to be: who brought it into being first, and every listed fact with its source. */
export type LotFacts = { createdAt: string; createdBy: string; facts: LotFact[] }

/** ILMD members that may be shown, by the local names of CBV master data and the GS1 Web Vocabulary. */
const factNames = {
  lot: ['lotNumber', 'hasBatchLotNumber', 'batchLotNumber'],
  productionDate: ['productionDate', 'manufacturingDate'],
  harvestDate: ['harvestDate', 'harvestEndDate'],
  packagingDate: ['packagingDate', 'packDate'],
  expiryDate: ['itemExpirationDate', 'expirationDate'],
  bestBeforeDate: ['bestBeforeDate', 'bestBefore'],
  countryOfOrigin: ['countryOfOrigin'],
} as const

const namespaces = [
  'urn:epcglobal:cbv:mda#',
  'urn:epcglobal:cbv:mda:',
  'https://gs1.org/voc/',
  'https://www.gs1.org/voc/',
  'https://ref.gs1.org/voc/',
]

const nameOfUri = new Map(
  Object.entries(factNames).flatMap(([name, locals]) =>
    locals.flatMap((local) => namespaces.map((namespace) => [namespace + local, name as LotFactName] as const)),
  ),
)

/** Facts of a lot or serial from the ILMD of the events that made it; undefined where none did. */
export const lotFacts = async (reader: Reader, canonicalKey: string, asOf?: number): Promise<LotFacts | undefined> => {
  const position = asOf ?? (await currentPosition(reader))
  const found = await selectCreations(reader, keyHash(canonicalKey), position)
  const cancelled =
    found.length === 0
      ? new Set()
      : await cancelledOf(
          reader,
          found.map(({ uid }) => uid),
          position,
        )
  const creations = found.filter(({ uid }) => !cancelled.has(uid))
  const first = creations[0]
  if (first === undefined) return undefined
  return {
    createdAt: toInstant(first.eventTime),
    createdBy: first.declaredBy,
    facts: creations.flatMap(factsIn),
  }
}

const factsIn = (creation: CreatingBody): LotFact[] => {
  const { context: outer } = resolveContext(JSON.parse(creation.contextText))
  const { event, context } = parseEvent(creation.body, outer)
  return Object.entries((event as { ilmd?: Record<string, unknown> })?.ilmd ?? {}).flatMap(([member, value]) => {
    const name = nameOfUri.get(expandName(context, member) ?? '')
    const text = plainValue(value)
    return name === undefined || text === undefined
      ? []
      : [
          {
            name,
            value: text,
            declaredBy: creation.declaredBy,
            asOwner: !creation.unclaimed,
            eventTime: toInstant(creation.eventTime),
          },
        ]
  })
}

/** A value as a person may read it: text, number, or JSON-LD's `{"@value": …}`; nothing else is shown. */
const plainValue = (value: unknown): string | undefined => {
  if (typeof value === 'string' || typeof value === 'number') return String(value).normalize('NFC').slice(0, 200)
  const inner = (value as { '@value'?: unknown } | null)?.['@value']
  return typeof inner === 'string' || typeof inner === 'number' ? plainValue(inner) : undefined
}
