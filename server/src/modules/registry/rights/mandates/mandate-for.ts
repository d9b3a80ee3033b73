import type { Reader } from '../../../../platform/postgres/database.ts'
import { dayOf } from '../../versions/moment.ts'
import type { MandateRow } from './mandate.store.ts'
import { selectDescribingMandates, selectMandatesHeld } from './mandate.store.ts'
import type { MandatePurpose } from './mandate.ts'
import { coversKey, letsCapture } from './mandate.ts'

type Asked = { purpose?: MandatePurpose; keys?: readonly string[]; asOf?: number }

/**
 * The mandate on which `holder` may act for `principal` at a time: to capture in its name, or (purpose 'claim-key') to
 * create and describe its keys. Where keys are named, all of them must be covered.
 */
export async function mandateFor(
  reader: Reader,
  holder: string,
  principal: string,
  at: string | Date,
  { purpose = 'capture', keys = [], asOf }: Asked = {},
): Promise<string | undefined> {
  const held = await selectMandatesHeld(reader, holder, { asOf, at: dayOf(at) }, principal)
  const serves = (mandate: MandateRow) => (purpose === 'capture' ? letsCapture(mandate) : mandate.purpose === purpose)
  return held.find((mandate) => serves(mandate) && keys.every((key) => coversKey(mandate.keys, key)))?.id
}

/** A mandate as its holder uses it. */
export type HeldMandate = {
  id: string
  principal: string
  purpose: MandatePurpose
  letsCapture: boolean
  covers: (key: string) => boolean
}

/** Every mandate in force that a party holds, for those who must check many keys: one query. */
export async function mandatesHeldBy(
  reader: Reader,
  holder: string,
  at: string | Date,
  asOf?: number,
): Promise<HeldMandate[]> {
  const held = await selectMandatesHeld(reader, holder, { asOf, at: dayOf(at) })
  return held.map(({ id, principal, purpose, keys, scopes }) => ({
    id,
    principal,
    purpose,
    letsCapture: letsCapture({ purpose, scopes }),
    covers: (key) => coversKey(keys, key),
  }))
}

/**
 * What a holder's machines may do as the principal today: the scopes of its mandates to act, and, on a mandate to capture,
 * capturing. Empty: nothing lets it act for that party.
 */
export async function actsFor(reader: Reader, holder: string, principal: string): Promise<string[]> {
  const held = await selectMandatesHeld(reader, holder, {}, principal)
  const lent = held.flatMap((mandate) => [
    ...(mandate.scopes ?? []),
    ...(letsCapture(mandate) ? ['events.capture'] : []),
  ])
  return [...new Set(lent)]
}

/** For whom a party could describe a key besides itself: as known at a position, on the day of a time. */
export type DescribesFor = (holder: string, key: string, asOf: number, at: string) => string[]

/** The whole history of what these parties may describe for others, for those who derive old rows anew: one query. */
export async function describesForHistory(reader: Reader, holders: readonly string[]): Promise<DescribesFor> {
  const byHolder = Map.groupBy(await selectDescribingMandates(reader, holders), ({ holder }) => holder)
  return (holder, key, asOf, at) => {
    const day = dayOf(at)
    return (byHolder.get(holder) ?? [])
      .filter(({ position, endPosition }) => position <= asOf && (endPosition ?? Number.POSITIVE_INFINITY) > asOf)
      .filter(({ validFrom, validTo }) => isAround(validFrom, validTo, day))
      .filter(({ keys }) => coversKey(keys, key))
      .flatMap(({ principal, givenBy }) => (principal === givenBy ? [principal] : [principal, givenBy]))
  }
}

const isAround = (validFrom: string, validTo: string, day: string): boolean =>
  (validFrom === '-infinity' || validFrom <= day) && (validTo === 'infinity' || validTo >= day)
