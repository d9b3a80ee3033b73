import type { Reader } from '../../../platform/postgres/database.ts'
import { type HeldMandate, mandatesHeldBy } from '../../registry/index.ts'
import { type Descriptions, registeredKey } from '../audience.ts'
import type { EventRecord, Refusal } from '../event-record.ts'
import type { Attribution } from './attribution.ts'

/** Events that may stand, those that describe another's key, and the keys that nobody has claimed. */
export type CheckedClaims = {
  allowed: EventRecord[]
  refusals: Refusal[]
  findings: { code: 'key-unclaimed'; key: string; events: number }[]
  /** On whose mandate besides its own word the declarer may describe a key. */
  describesFor: (key: string) => string[]
}

/**
 * Only a statement that creates or describes a key is held against its owner: an owner's key is the owner's, or that
 * of one with a written mandate; a key without owner may be used, and is marked. Observing needs no claim.
 */
export const checkClaims = async (
  reader: Reader,
  records: readonly EventRecord[],
  known: Descriptions,
  attribution: Attribution,
): Promise<CheckedClaims> => {
  const describesFor = await mandatedKeys(reader, attribution)
  const mayDescribe = (owner: string, key: string) =>
    owner === attribution.declaredBy || describesFor(key).includes(owner)
  const unclaimed = new Map<string, number>()
  const checked: CheckedClaims = { allowed: [], refusals: [], findings: [], describesFor }
  for (const record of records) {
    const { mandates } = attribution
    const mandate = mandates?.find(({ covers }) => isCovered(record, covers))?.id
    if (mandates !== undefined && mandate === undefined) {
      checked.refusals.push({ event: record.ordinal, issue: { code: 'mandate-too-narrow', path: '' } })
      continue
    }
    const described = record.declaration ? [] : record.facts.creates
    const ownerOf = (key: string) => known.get(registeredKey(key))?.owner
    const foreign = described.find((key) => {
      const owner = ownerOf(key)
      return owner !== undefined && !mayDescribe(owner, key)
    })
    if (foreign !== undefined) {
      checked.refusals.push({ event: record.ordinal, issue: keyOfAnother(record, registeredKey(foreign)) })
      continue
    }
    const free = new Set(described.filter((key) => ownerOf(key) === undefined).map(registeredKey))
    for (const key of free) unclaimed.set(key, (unclaimed.get(key) ?? 0) + 1)
    checked.allowed.push({ ...record, mandate, findings: free.size > 0 ? ['key-unclaimed'] : [] })
  }
  checked.findings = [...unclaimed].map(([key, events]) => ({ code: 'key-unclaimed', key, events }))
  return checked
}

/** A mandate for some keys holds for events about them: one of these at least is named, and nothing else created. */
const isCovered = ({ facts, declaration }: EventRecord, covers: HeldMandate['covers']): boolean =>
  (declaration || facts.creates.every(covers)) && (facts.keys.length === 0 || facts.keys.some(({ key }) => covers(key)))

const mandatedKeys = async (reader: Reader, { declaredBy }: Attribution): Promise<CheckedClaims['describesFor']> => {
  const held = (await mandatesHeldBy(reader, declaredBy, new Date())).filter(({ purpose }) => purpose === 'claim-key')
  return (key) => held.filter(({ covers }) => covers(key)).map(({ principal }) => principal)
}

const keyOfAnother = (record: EventRecord, key: string) => ({
  code: 'key-of-another',
  path: fieldOf(record, key),
  params: { key },
})

/** The member of the event in which the key stands. */
const fieldOf = (record: EventRecord, registered: string): string => {
  const used = record.facts.keys.find(({ key }) => registeredKey(key) === registered)
  return used === undefined ? '' : (memberOfRole[used.role] ?? '')
}

const memberOfRole: Record<string, string> = {
  epc: '/epcList',
  class: '/quantityList',
  output: '/outputEPCList',
  outputClass: '/outputQuantityList',
}
