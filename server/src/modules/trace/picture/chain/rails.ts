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
  const rowOf = (group: Group): number => order.get(group) ?? 0
  const forward = links.filter((link) => runsOn(order, link)).sort((a, b) => rowOf(a.to) - rowOf(b.to))
  const leaving = Map.groupBy(forward, ({ from }) => from)
  const awaited: (Group | undefined)[] = []
  const lanes: number[] = []
  const rails: Rail[] = []
  for (const [row, group] of rows.entries()) {
    const own = laneOf(awaited, group)
    for (const [lane, target] of awaited.entries()) if (target === group) awaited[lane] = undefined
    lanes.push(own)
    for (const link of leaving.get(group) ?? []) {
      const lane = awaited[own] === undefined && !awaited.includes(link.to) ? own : laneOf(awaited, link.to)
      awaited[lane] = link.to
      rails.push({ link, from: { lane: own, row }, lane, to: { lane: 0, row: rowOf(link.to) } })
    }
  }
  for (const rail of rails) rail.to.lane = lanes[rail.to.row] ?? 0
  return { lanes, rails, width: awaited.length }
}

/** The lane in which a group is awaited, else the first that is free. */
function laneOf(awaited: readonly (Group | undefined)[], group: Group): number {
  const waiting = awaited.indexOf(group)
  if (waiting >= 0) return waiting
  const free = awaited.indexOf(undefined)
  return free < 0 ? awaited.length : free
}
