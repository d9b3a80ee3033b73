import { hash } from 'node:crypto'
import type { PictureHop } from '../picture-source.ts'
import type { Vertex, Vertices } from './vertices.ts'

/**
 * Alike things drawn as one. `rest`: what an opened group has beside the parts shown, and from which part on it goes on;
 * `of`: the opened group that it is a part of.
 */
export type Group = { id: string; path: string; grain: number; members: Vertex[]; rest?: number; of?: Group }

/** All lines between two groups as one; without hops to or from a tombstone. */
export type Link = { from: Group; to: Group; hops: PictureHop[] }

/** `openings`: those of which anything is shown. */
export type Groups = { groups: Group[]; links: Link[]; openings: Opening[] }

/** A group to open: by its id, and from which of its parts on. */
export type Opening = { id: string; offset: number }

/** What things must have in common to be one, from coarse to fine; the last leaves each alone. */
const grains: readonly ((vertex: Vertex) => string)[] = [
  ({ node, kind }) => `${node.direction} ${kind}`,
  ({ node, distance }) => `${node.depth} ${distance}`,
  ({ subject, places, node }) => `${subject} ${places.join(' ')} ${node.certainty}`,
  ({ id }) => id,
]
const alike = 3

/** Groups that a picture shows unasked, and with all that was opened. */
const most = 32
const mostOpened = 60

/** Parts of an opened group that are shown at once. */
const partsAtOnce = 24

const openingForm = /^([0-9a-f]{10})(?:~(\d{1,7}))?$/

/** Reads `expand`: ids of groups with where to go on; what has another form is no such id. */
export const parseOpenings = (expand: readonly string[]): Opening[] =>
  expand.slice(-20).flatMap((text) => {
    const [, id, offset = '0'] = openingForm.exec(text) ?? []
    return id === undefined ? [] : [{ id, offset: Number(offset) }]
  })

export const openingText = ({ id, offset }: Opening): string => (offset === 0 ? id : `${id}~${offset}`)

/** The graph in so few groups that it can be read, finest near the start, with what was opened taken apart. */
export function toGroups({ vertices, arcs }: Vertices, openings: readonly Opening[]): Groups {
  const { groups, opened } = openings.reduce(open, { groups: divideWithin(vertices), opened: [] })
  const groupOf = new Map(groups.flatMap((group) => group.members.map(({ id }) => [id, group] as const)))
  const numbers = new Map(groups.map((group, index) => [group, index]))
  const links = new Map<string, Link>()
  for (const { from, to, hop } of arcs) {
    const [a, b] = [groupOf.get(from), groupOf.get(to)]
    if (a === undefined || b === undefined || a === b) continue
    const key = `${numbers.get(a)} ${numbers.get(b)}`
    const link = links.get(key) ?? { from: a, to: b, hops: [] }
    if (hop) link.hops.push(hop)
    links.set(key, link)
  }
  const shown = opened.filter(({ group }) => groups.some((one) => isPartOf(one, group)))
  return { groups, links: [...links.values()], openings: shown.map(({ opening }) => opening) }
}

/** Divided as finely as there is room for, beginning with what is nearest to the start. */
function divideWithin(vertices: Vertex[]): Group[] {
  let groups = divide({ id: '', path: '', grain: 0, members: vertices })
  for (let grain = 1; grain < alike; grain += 1) {
    for (const group of groups.toSorted((a, b) => distanceOf(a) - distanceOf(b))) {
      const parts = group.grain === grain ? divide(group) : []
      if (parts.length > 0 && groups.length - 1 + parts.length <= most) groups = replaced(groups, group, parts)
    }
  }
  return groups
}

const distanceOf = ({ members }: Group): number => Math.min(...members.slice(0, 1000).map(({ distance }) => distance))

const replaced = (groups: Group[], group: Group, parts: Group[]): Group[] =>
  groups.flatMap((one) => (one === group ? parts : [one]))

/** The parts of a group by the next grain. */
function divide({ path, grain, members }: Group): Group[] {
  const key = grains[grain]
  if (key === undefined) return []
  return [...Map.groupBy(members, key)].map(([name, inside]) => {
    const own = `${path}\n${name}`
    return { id: hash('sha256', own).slice(0, 10), path: own, grain: grain + 1, members: inside }
  })
}

/** Whether a group can be opened. */
export const isMany = ({ members }: Group): boolean => members.length > 1

type Shown = { groups: Group[]; opened: { group: Group; opening: Opening }[] }

/** Takes a group apart. Where there is no room, what was opened before is closed, the oldest first. */
function open({ groups, opened }: Shown, opening: Opening): Shown {
  const group = groups.find((one) => one.id === opening.id && isMany(one))
  if (group === undefined) return { groups, opened }
  const parts = partsOf(group, opening.offset)
  const room = (left: readonly Group[]) => left.length - 1 + parts.length <= mostOpened
  const left = opened.reduce((all, older) => (room(all) ? all : close(all, older.group, group)), groups)
  if (!room(left)) return { groups, opened }
  return { groups: replaced(left, group, parts), opened: [...opened, { group, opening }] }
}

/** So many parts as are shown at once, in the order of time, and all others as one. */
function partsOf(group: Group, offset: number): Group[] {
  let parts = divide(group)
  for (let [only] = parts; parts.length === 1 && only !== undefined; [only] = parts) parts = divide(only)
  parts = parts.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)) || (a.path < b.path ? -1 : 1))
  const start = offset < parts.length ? offset : 0
  const shown = parts.slice(start, start + partsAtOnce)
  const members = [...parts.slice(0, start), ...parts.slice(start + partsAtOnce)].flatMap((part) => part.members)
  const rest = start + partsAtOnce < parts.length ? start + partsAtOnce : 0
  return [...shown, ...(members.length === 0 ? [] : [{ ...group, members, rest }])].map((part) => ({
    ...part,
    of: group,
  }))
}

/** Puts together what was taken apart, but for what is to be opened within it. */
function close(groups: Group[], opened: Group, kept: Group): Group[] {
  const inside = groups.filter((one) => one !== kept && isPartOf(one, opened))
  const members = inside.flatMap((one) => one.members)
  const whole: Group = { ...opened, members, ...(isPartOf(kept, opened) && { rest: 0, of: opened }) }
  return groups.flatMap((one) => (one === inside[0] ? [whole] : inside.includes(one) ? [] : [one]))
}

const isPartOf = ({ of }: Group, opened: Group): boolean => of !== undefined && (of === opened || isPartOf(of, opened))

/** Earliest time that is told of a group; what has none comes last. */
export const timeOf = ({ members }: Group): string =>
  members.reduce((least, { time }) => (time !== null && time < least ? time : least), '\uffff')
