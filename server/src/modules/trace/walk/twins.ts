import type { Said } from './statement.ts'
import type { Sighting, Twin, WalkGraph, WalkNode } from './walk-graph.ts'
import type { Stories } from './walk-reader.ts'

/**
 * Twins: instances that hold nothing, and of which the very same is told, as of the bags of one case. Every link is told from
 * both its ends, so what leads a walk to one of them leads it to all. It goes by the first, which stands for the others,
 * and they are told apart when it has ended.
 */
export const twinsAmong = ({ told, holding }: Stories): string[][] => {
  const alike = new Map<readonly Said[], string[]>()
  for (const [key, rows] of told) {
    // Lots are left out, too: a part of one is told by where it is.
    if (rows.length === 0 || holding.has(key) || rows.some(({ classLevel }) => classLevel)) continue
    const keys = alike.get(rows)
    if (keys === undefined) alike.set(rows, [key])
    else keys.push(key)
  }
  return [...alike.values()].filter((keys) => keys.length > 1).map((keys) => keys.sort())
}

/** The nodes of the others that a node stands for, by its id. */
export type TwinsOf = (node: string) => readonly Twin[]

/** Of each node at most so many others. */
export const twinsIn = (nodes: readonly WalkNode[], most = Number.POSITIVE_INFINITY): TwinsOf => {
  const twins = new Map<string, readonly Twin[]>()
  for (const node of nodes) if (node.twins !== undefined) twins.set(node.id, node.twins.slice(0, most))
  return (node) => twins.get(node) ?? none
}

const none: readonly Twin[] = []

/** A node and those that it stands for, each by itself. */
const nodesApart = ({ twins = none, ...node }: WalkNode, most = twins.length): WalkNode[] => [
  node,
  ...twins.slice(0, most).map(({ id, key }) => ({ ...node, id, key })),
]

/** A hop of each. One of its ends holds, made or used the other, so only one can stand for others. */
const hopsApart = <Hop extends { from: string; to: string }>(hop: Hop, twinsOf: TwinsOf): Hop[] => {
  const [upstream, downstream] = [twinsOf(hop.from), twinsOf(hop.to)]
  if (upstream.length === 0 && downstream.length === 0) return [hop]
  return [hop, ...upstream.map(({ id }) => ({ ...hop, from: id })), ...downstream.map(({ id }) => ({ ...hop, to: id }))]
}

/** What is told of a node, of each. */
const toldApart = <Told extends { node: string }>(told: Told, twinsOf: TwinsOf): Told[] => {
  const twins = twinsOf(told.node)
  return twins.length === 0 ? [told] : [told, ...twins.map(({ id }) => ({ ...told, node: id }))]
}

type Walked = WalkGraph & { sightings: Sighting[] }

/** A graph in which nothing stands for anything else; `most`: of things alike, the first and at most so many others. */
export const apart = (graph: Walked, most?: number): Walked => {
  const twinsOf = twinsIn(graph.nodes, most)
  return {
    nodes: graph.nodes.flatMap((node) => nodesApart(node, most)),
    hops: graph.hops.flatMap((hop) => hopsApart(hop, twinsOf)),
    ends: graph.ends.flatMap((end) => toldApart(end, twinsOf)),
    sightings: graph.sightings.flatMap((sighting) => toldApart(sighting, twinsOf)),
  }
}
