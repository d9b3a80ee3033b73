/** What a law wants a consumer to be shown, in the law's order. */
export type LegalItemID = 'name' | 'image' | 'unit' | 'address' | 'origin' | 'brand-lot-serial' | 'expiry'

/** One law's list with the days in which it holds; `ifAny`: the items that it wants only of products that have them. */
export type RuleSet = {
  id: string
  validFrom: string
  validTo?: string
  items: readonly LegalItemID[]
  ifAny: readonly LegalItemID[]
}

/** Data, the newest last: a new decree is a new row, and pages of an older day keep theirs. */
export const ruleSets: readonly RuleSet[] = [
  {
    id: 'vn-37-2026-art-23-7',
    validFrom: '2026-01-23',
    items: ['name', 'image', 'unit', 'address', 'origin', 'brand-lot-serial', 'expiry'],
    ifAny: ['brand-lot-serial', 'expiry'],
  },
]

/** The rule set that holds on a day (YYYY-MM-DD); before the first one, the first. */
export function ruleSetOn(day: string, sets: readonly RuleSet[] = ruleSets): RuleSet {
  const holding = sets.findLast(
    ({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo),
  )
  const set = holding ?? sets[0]
  if (!set) throw new Error('no rule set')
  return set
}
