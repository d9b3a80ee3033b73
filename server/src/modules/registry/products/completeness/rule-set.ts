import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a law may want to be on record of a product, or to be shown of it. */
export type DataItem =
  | 'name'
  | 'image'
  | 'unit'
  | 'address'
  | 'origin'
  | 'events'
  | 'stages'
  | 'production-time'
  | 'trace-code'
  | 'brand-lot-serial'
  | 'expiry'
  | 'standards'

/**
 * What fulfils an item: a word that counts on the product, something the owner is known by, a fact of its lots, its events.
 * `event:coded`: of a lot or serial, `event:placed`: of one with its place, `event:creation`: that brings one into being.
 */
export type Evidence = `word:${string}` | `owner:${'name' | 'address'}` | `fact:${string}` | `event:${EventEvidence}`
export type EventEvidence = 'any' | 'placed' | 'coded' | 'creation'

export type RuleItem = {
  id: DataItem
  /** The letter within the clause. */
  clause?: string
  /** Wanted only of goods that have it. */
  ifAny?: boolean
  by: readonly Evidence[]
}

/**
 * One law's list in its order, with the days in which it holds. `record`: what must be on record, `consumer`: what is shown to
 * everybody. `base-lapsed`: the decree it rests on is no longer in force, and nobody has replaced it.
 */
export type RuleSet = {
  id: string
  /** How it is cited in short. */
  name: string
  purpose: 'record' | 'consumer'
  document: string
  clause?: string
  status: 'in-force' | 'base-lapsed' | 'draft'
  validFrom: string
  validTo?: string
  baseLapsedOn?: string
  items: readonly RuleItem[]
}

/** Data, not code: a new decree is a new row of the file, and what was checked against an older one stays so. */
export const ruleSets: readonly RuleSet[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../../data/rule-sets.json'), 'utf8'),
)

/** The rule set of a purpose that holds on a day: the newest that is law; before the first one, the first. */
export function ruleSetOn(purpose: RuleSet['purpose'], day: string, sets: readonly RuleSet[] = ruleSets): RuleSet {
  const laws = sets.filter((set) => set.purpose === purpose && set.status !== 'draft')
  const holding = laws
    .filter(({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo))
    .reduce<RuleSet | undefined>(
      (newest, set) => (newest && newest.validFrom > set.validFrom ? newest : set),
      undefined,
    )
  const set = holding ?? laws[0]
  if (!set) throw new Error(`no rule set of purpose ${purpose}`)
  return set
}

/** The rule set of this id or short name. */
export const findRuleSet = (name: string): RuleSet | undefined =>
  ruleSets.find(({ id, name: short }) => id === name || short === name)
