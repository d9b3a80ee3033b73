import type { Group, Link } from './groups.ts'
import { runsOn } from './order.ts'

/** A line that leaves its row for a lane of its own, and comes to the lane of its target. */
export type Rail = { link: Link; from: Stop; lane: number; to: Stop }
type Stop = { lane: number; row: number }

export type Rails = { lanes: number[]; rails: Rail[]; width: number }

/**
 * Groups as rows one below another, lines as rails beside them: each runs in a lane that nothing else uses meanwhile,
 * and rails to one target share theirs.
 */
export function layRails(rows: readonly Group[], links: readonly Link[]): Rails {
  const order = new Map(rows.map((group, index) => [group, index]))
  const byTarget = (a: Link, b: Link) => (order.get(a.to) ?? 0) - (order.get(b.to) ?? 0)
  const forward = links.filter((link) => runsOn(order, link))
  const leaving = Map.groupBy(forward.toSorted(byTarget), ({ from }) => from)
  const awaited: (Group | undefined)[] = []
  const lanes: number[] = []
  const rails: Rail[] = []
  const freeLane = (): number => {
    const free = awaited.indexOf(undefined)
    return free < 0 ? awaited.length : free
  }
  for (const [row, group] of rows.entries()) {
    const waiting = awaited.indexOf(group)
    const own = waiting < 0 ? freeLane() : waiting
    for (const [lane, target] of awaited.entries()) if (target === group) awaited[lane] = undefined
    lanes.push(own)
    for (const link of leaving.get(group) ?? []) {
      const shared = awaited.indexOf(link.to)
      const lane = shared >= 0 ? shared : awaited[own] === undefined ? own : freeLane()
      awaited[lane] = link.to
      rails.push({ link, from: { lane: own, row }, lane, to: { lane: 0, row: order.get(link.to) ?? row } })
    }
  }
  for (const rail of rails) rail.to.lane = lanes[rail.to.row] ?? 0
  return { lanes, rails, width: awaited.length }
}
