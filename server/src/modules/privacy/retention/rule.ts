/**
 * For how long the events of some goods are kept. `groups`: the product groups that it is in effect for, each with what lies
 * below it and is named by no rule of its own; '*': those of no other rule.
 */
export type RetentionRule = {
  id: string
  sector: string
  goods: string
  monthsAfterExpiry: number | null
  monthsWithoutExpiry: number | null
  source: string
  status: string
  groups: readonly string[]
  active: boolean
}

/** What an event is judged by: its day, the product groups of its goods ('' where a good has none), the last expiry that is known. */
export type Dated = { day: string; groups: readonly string[]; expiry: string | undefined }

/** Groups, each with its line: itself and those that it lies below, the nearest first. A group that is not there stands alone. */
export type GroupLines = ReadonlyMap<string, readonly string[]>

/** Until when an event is kept and by which rule; undefined: for good. */
export type Keeping = { until: string; rule: string }

/** The last day of four digits, by which is said that something does not expire: days are compared as text, and none comes after it. */
const lastDay = '9999-12-31'

/** The day so many months later, at most the last; the last of the month where it has no such day. */
export const addMonths = (day: string, months: number): string => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date, last))
  return first.getUTCFullYear() > 9999 ? lastDay : first.toISOString().slice(0, 10)
}

/**
 * The longest of what the rules in effect ask for. Goods of a group that has no rule, and goods whose rule needs an expiry
 * that nobody stated, are kept for good: what is not decided is not erased.
 */
export const keepingOf = (rules: readonly RetentionRule[], event: Dated, lines: GroupLines): Keeping | undefined => {
  const groups = event.groups.length === 0 ? [''] : event.groups
  let longest: Keeping | undefined
  for (const group of groups) {
    const chosen = rulesFor(rules, lines.get(group) ?? [group])
    if (chosen.length === 0) return undefined
    for (const rule of chosen) {
      const until = untilOf(rule, event)
      if (until === undefined) return undefined
      if (longest === undefined || until > longest.until) longest = { until, rule: rule.id }
    }
  }
  return longest
}

/** The rules in effect for the nearest group of a line for which there are any. */
const rulesFor = (rules: readonly RetentionRule[], line: readonly string[]): RetentionRule[] => {
  const inEffect = (group: string) => rules.filter(({ active, groups }) => active && groups.includes(group))
  return [...line, '*'].map(inEffect).find((found) => found.length > 0) ?? []
}

const untilOf = (rule: RetentionRule, { day, expiry }: Dated): string | undefined => {
  const { monthsAfterExpiry, monthsWithoutExpiry } = rule
  if (expiry !== undefined && monthsAfterExpiry !== null)
    return addMonths(expiry < day ? day : expiry, monthsAfterExpiry)
  return monthsWithoutExpiry === null ? undefined : addMonths(day, monthsWithoutExpiry)
}
