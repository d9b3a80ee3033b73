import { compare, type Exact, exact, minus, toNumber, zero } from '../exact.ts'
import type { Item } from './line.ts'

/** What lies in containers, as far as it was told; an instance lies in one at a time. */
export type Inside = { items: Map<string, Item[]>; parentOf: Map<string, string> }

export const nothingInside = (): Inside => ({ items: new Map(), parentOf: new Map() })

/** Puts an item in; answers what that took out of another container. */
export const putIn = (inside: Inside, parent: string, item: Item): Item[] => {
  const held = inside.items.get(parent) ?? []
  inside.items.set(parent, held)
  if (!item.classLevel) {
    const before = inside.parentOf.get(item.key)
    if (before === parent) return []
    const taken = before === undefined ? [] : takeOut(inside, before, item).taken
    inside.parentOf.set(item.key, parent)
    held.push(item)
    return taken
  }
  held.push(item)
  return []
}

/** Takes an item out, so much of it as is told, or all; `missing`: what comes out though nobody told that it was in. */
export const takeOut = (inside: Inside, parent: string, item: Item): { taken: Item[]; missing: Item[] } => {
  const held = inside.items.get(parent) ?? []
  const own = held.filter(({ key }) => key === item.key)
  if (own.length === 0) return { taken: [], missing: [item] }
  inside.parentOf.delete(item.key)
  const { taken, left, missing } = divide(own, item)
  inside.items.set(parent, [...held.filter(({ key }) => key !== item.key), ...left])
  return { taken, missing }
}

/** Takes all out. */
export const emptyOut = (inside: Inside, parent: string): Item[] => {
  const held = inside.items.get(parent) ?? []
  inside.items.delete(parent)
  for (const { key } of held) inside.parentOf.delete(key)
  return held
}

/** What is in a container, and in what is in it, down to the last. */
export const allIn = ({ items }: Inside, container: string): Item[] => {
  const found: Item[] = []
  const open = [container]
  const met = new Set(open)
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const item of items.get(next) ?? []) {
      found.push(item)
      if (!met.has(item.key)) open.push(item.key)
      met.add(item.key)
    }
  return found
}

type Division = { taken: Item[]; left: Item[]; missing: Item[] }

/** So much of the parts of a lot as is asked for; where units differ, nobody can tell how much of them is left. */
const divide = (parts: readonly Item[], { quantity, uom, ...item }: Item): Division => {
  if (quantity === undefined) return { taken: [...parts], left: [], missing: [] }
  if (parts.some((part) => part.quantity === undefined || part.uom !== uom)) {
    return { taken: [{ ...item, quantity, uom }], left: [item], missing: [] }
  }
  const division: Division = { taken: [], left: [], missing: [] }
  let asked = exact(quantity)
  for (const part of parts) {
    const had = exact(part.quantity ?? 0)
    const taken = compare(had, asked) < 0 ? had : asked
    asked = minus(asked, taken)
    if (isSome(taken)) division.taken.push({ ...part, quantity: toNumber(taken) })
    if (isSome(minus(had, taken))) division.left.push({ ...part, quantity: toNumber(minus(had, taken)) })
  }
  if (isSome(asked)) division.missing.push({ ...item, quantity: toNumber(asked), ...(uom !== undefined && { uom }) })
  return division
}

const isSome = (amount: Exact): boolean => compare(amount, zero) > 0
