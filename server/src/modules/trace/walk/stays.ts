import { actions, kinds } from '../assertion.ts'
import { within } from './instant.ts'
import { isAdd, isDelete, isObserve, isState, type Said } from './statement.ts'

/** A time that an instance spent in a container, or fixed to another thing; `to` null: nothing tells that it ended. */
export type Stay = {
  parent: string
  rule: 'packed' | 'associated'
  from: string
  to: string | null
  basis: 'stated' | 'inferred'
  evidence: Said[]
  /** Events of one instant opened and closed it: only their order could settle it. */
  tie: boolean
}

/** What else must be known: when a parent was emptied whole, and whether it was elsewhere than its child was seen. */
export type ParentsKnown = {
  emptied: (parent: string, rule: Stay['rule']) => readonly Said[]
  elsewhere: (sighting: Said, parent: string, packings: readonly Said[]) => boolean
}

/** All stays of an instance from its own statements, which stand in the order of `inOrder`. */
export const staysOf = (rows: readonly Said[], parents: ParentsKnown): Stay[] => {
  const stays: Stay[] = []
  for (const row of rows) if (isAdd(row) && !covered(stays, row)) stays.push(openedBy(row, rows, parents))
  for (const row of rows) if (isDelete(row) && !covered(stays, row)) stays.push(closedBy(row, rows))
  const seen = rows.filter((row) => isObserve(row) && !covered(stays, row))
  return [...stays, ...seen.map((row) => stay(row, row.eventTime, row.eventTime, 'inferred', [row]))]
}

const ruleOf = ({ kind }: Said): Stay['rule'] => (kind === kinds.carriedBy ? 'associated' : 'packed')

const stay = (row: Said, from: string, to: string | null, basis: Stay['basis'], evidence: Said[]): Stay => ({
  parent: row.other,
  rule: ruleOf(row),
  from,
  to,
  basis,
  evidence,
  tie: from === to && evidence.length > 1,
})

/** Inside at both ends of the interval. */
const covered = (stays: readonly Stay[], row: Said): boolean =>
  stays.some(
    (known) => known.parent === row.other && known.rule === ruleOf(row) && within(row.eventTime, known.from, known.to),
  )

/** From an ADD to the first that closes it: stated, or else inferred from where the instance was next. */
const openedBy = (add: Said, rows: readonly Said[], parents: ParentsKnown): Stay => {
  const rule = ruleOf(add)
  const stated = earliest([
    rows.find((row) => isDelete(row) && sameStay(row, add) && row.eventTime >= add.eventTime),
    parents.emptied(add.other, rule).find((row) => row.eventTime >= add.eventTime),
  ])
  if (rule === 'associated') return closing(add, stated, 'stated')
  const next = rows.find((row) => endsStay(row, add) && row.eventTime >= add.eventTime)
  if (stated !== undefined && (next === undefined || stated.eventTime <= next.eventTime))
    return closing(add, stated, 'stated')
  const packings = rows.filter((row) => isAdd(row) && sameStay(row, add) && row.eventTime >= add.eventTime)
  const alone = rows.find(
    (row) =>
      isState(row) &&
      row.action !== null &&
      row.place !== null &&
      row.eventTime > add.eventTime &&
      within(row.eventTime, null, next?.eventTime ?? null) &&
      parents.elsewhere(row, add.other, packings),
  )
  return closing(add, alone ?? next, 'inferred')
}

const closing = (add: Said, close: Said | undefined, basis: Stay['basis']): Stay =>
  close === undefined
    ? stay(add, add.eventTime, null, 'stated', [add])
    : stay(add, add.eventTime, close.eventTime, basis, [add, close])

const sameStay = (row: Said, add: Said): boolean => row.other === add.other && row.kind === add.kind

/**
 * What nobody unpacked has left its container when it is packed elsewhere, used or ended. Of two packings in one instant
 * nobody knows which was the later: neither ends the other, lest a recall looks into one alone.
 */
const endsStay = (row: Said, add: Said): boolean =>
  row.kind === kinds.inputTo ||
  row.kind === kinds.ended ||
  (row.kind === kinds.containedIn &&
    row.action === actions.ADD &&
    row.other !== add.other &&
    row.eventTime > add.eventTime)

/** A DELETE of what nobody packed: it was inside since it was last heard of, or at that instant. */
const closedBy = (row: Said, rows: readonly Said[]): Stay => {
  const before = rows.findLast((other) => other.eventTime < row.eventTime)
  return stay(row, before?.eventTime ?? row.eventTime, row.eventTime, 'inferred', [row])
}

const earliest = (rows: (Said | undefined)[]): Said | undefined =>
  rows.reduce(
    (first, row) => (first === undefined || (row && row.eventTime < first.eventTime) ? row : first),
    undefined,
  )
