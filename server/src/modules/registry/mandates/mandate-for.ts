import type { Reader } from '../../../platform/postgres/database.ts'
import { dayOf } from '../moment.ts'
import { selectMandatesHeld } from './mandate.store.ts'
import type { MandatePurpose } from './mandate.ts'
import { coversKey } from './mandate.ts'

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
  return held.find((mandate) => mandate.purpose === purpose && keys.every((key) => coversKey(mandate.keys, key)))?.id
}

/** A mandate as its holder uses it. */
export type HeldMandate = { id: string; principal: string; purpose: MandatePurpose; covers: (key: string) => boolean }

/** Every mandate in force that a party holds, for those who must check many keys: one query. */
export async function mandatesHeldBy(
  reader: Reader,
  holder: string,
  at: string | Date,
  asOf?: number,
): Promise<HeldMandate[]> {
  const held = await selectMandatesHeld(reader, holder, { asOf, at: dayOf(at) })
  return held.map(({ id, principal, purpose, keys }) => ({
    id,
    principal,
    purpose,
    covers: (key) => coversKey(keys, key),
  }))
}
