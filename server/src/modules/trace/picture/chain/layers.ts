import type { Group, Link } from './groups.ts'
import { runsOn } from './order.ts'

/** A place in a layer: a group's box, or where a long line passes. */
export type Slot = { group?: Group; layer: number; height: number; y: number; before: Slot[]; after: Slot[] }

/** A line through the slots it passes; `back`: against the order, of a loop. */
export type Course = { link: Link; slots: Slot[]; back: boolean }

export type Layers = { layers: Slot[][]; courses: Course[]; height: number }

const gap = 18
const passing = 10
const sweeps = 8

/** Groups in layers from upstream to downstream, lines through all layers between, each as near to its neighbours as it can be. */
export function layOut(ordered: readonly Group[], links: readonly Link[], heightOf: (group: Group) => number): Layers {
  const order = new Map(ordered.map((group, index) => [group, index]))
  const depths = depthsOf(
    ordered,
    links.filter((link) => runsOn(order, link)),
  )
  const slotOf = new Map<Group, Slot>()
  const layers: Slot[][] = Array.from({ length: Math.max(0, ...depths.values()) + 1 }, () => [])
  const add = (layer: number, height: number, group?: Group): Slot => {
    const slot: Slot = { layer, height, y: 0, before: [], after: [], ...(group && { group }) }
    layers[layer]?.push(slot)
    return slot
  }
  for (const group of ordered) slotOf.set(group, add(depths.get(group) ?? 0, heightOf(group), group))
  const courses = links.flatMap((link): Course[] => {
    const [from, to] = [slotOf.get(link.from), slotOf.get(link.to)]
    if (from === undefined || to === undefined) return []
    if (!runsOn(order, link)) return [{ link, slots: [from, to], back: true }]
    const between = Array.from({ length: Math.max(0, to.layer - from.layer - 1) }, (_, step) =>
      add(from.layer + step + 1, passing),
    )
    return [{ link, slots: [from, ...between, to], back: false }]
  })
  for (const { slots, back } of courses) if (!back) join(slots)
  return { layers, courses, height: arrange(layers) }
}

/** How far downstream each group stands; what has nothing before it stands right before what it leads to. */
function depthsOf(ordered: readonly Group[], links: readonly Link[]): Map<Group, number> {
  const depths = new Map<Group, number>()
  const before = Map.groupBy(links, ({ to }) => to)
  const after = Map.groupBy(links, ({ from }) => from)
  for (const group of ordered)
    depths.set(group, Math.max(-1, ...(before.get(group) ?? []).map(({ from }) => depths.get(from) ?? 0)) + 1)
  for (const group of ordered.toReversed()) {
    const next = after.get(group) ?? []
    if (before.has(group) || next.length === 0) continue
    depths.set(group, Math.max(0, Math.min(...next.map(({ to }) => depths.get(to) ?? 0)) - 1))
  }
  return depths
}

function join(slots: Slot[]): void {
  for (const [index, slot] of slots.entries()) {
    const next = slots[index + 1]
    if (next === undefined) continue
    slot.after.push(next)
    next.before.push(slot)
  }
}

/** Orders each layer by its neighbours, then moves each slot as near to theirs as the others let it. */
function arrange(layers: Slot[][]): number {
  for (const layer of layers) spread(layer, new Map())
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const forth = sweep % 2 === 0
    for (const layer of forth ? layers : layers.toReversed()) {
      const wished = new Map(layer.map((slot) => [slot, middle(forth ? slot.before : slot.after) ?? slot.y]))
      layer.sort((a, b) => (wished.get(a) ?? 0) - (wished.get(b) ?? 0))
      spread(layer, wished)
    }
  }
  for (const layer of layers)
    spread(layer, new Map(layer.map((slot) => [slot, middle([...slot.before, ...slot.after]) ?? slot.y])))
  const all = layers.flat()
  const top = Math.min(...all.map(({ y, height }) => y - height / 2))
  for (const slot of all) slot.y -= top
  return Math.max(0, ...all.map(({ y, height }) => y + height / 2))
}

const middle = (slots: Slot[]): number | undefined =>
  slots.length === 0 ? undefined : slots.reduce((sum, { y }) => sum + y, 0) / slots.length

/**
 * The slots of a layer in their order, none over another, with the least sum of squares from where they wish to be
 * (pools of adjacent violators).
 */
function spread(layer: Slot[], wished: ReadonlyMap<Slot, number>): void {
  let offset = 0
  const pools: { sum: number; slots: { slot: Slot; offset: number }[] }[] = []
  for (const slot of layer) {
    offset += slot.height / 2
    pools.push({ sum: (wished.get(slot) ?? offset) - offset, slots: [{ slot, offset }] })
    offset += slot.height / 2 + gap
    for (let [a, b] = pools.slice(-2); a && b && mean(a) > mean(b); [a, b] = pools.slice(-2)) {
      pools.pop()
      a.sum += b.sum
      a.slots.push(...b.slots)
    }
  }
  for (const pool of pools) for (const one of pool.slots) one.slot.y = mean(pool) + one.offset
}

const mean = ({ sum, slots }: { sum: number; slots: unknown[] }): number => sum / slots.length
