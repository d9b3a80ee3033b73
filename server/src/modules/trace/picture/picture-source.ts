import {
  type Declarer,
  edgesOf,
  type Tombstone,
  type TraceAnswer,
  type TraceEdge,
  type TraceNode,
} from '../answer/trace-answer.ts'

/** The sentences of one language. */
export type Words = (key: string, params?: Record<string, string | number>) => string

/** What a picture is drawn of: a trace's answer, or what of one is public. */
export type PictureSource = { nodes: PictureNode[]; hops: PictureHop[]; tombstones: PictureEnd[] }

export type PictureNode = Pick<
  TraceNode,
  'id' | 'kind' | 'key' | 'level' | 'location' | 'direction' | 'depth' | 'certainty' | 'name' | 'share'
>

export type PictureHop = Pick<
  TraceEdge,
  'from' | 'to' | 'rule' | 'interval' | 'basis' | 'certainty' | 'quantities' | 'tie'
> & { by: Pick<Declarer, 'party' | 'name' | 'standing'>[] }

/** A trace's answer as a picture shows it, each thing by itself. */
export const toPictureSource = ({ nodes, hops, tombstones }: TraceAnswer): PictureSource => ({
  nodes,
  hops: edgesOf(hops),
  tombstones,
})

export type PictureEnd = Pick<Tombstone, 'node' | 'direction' | 'reason' | 'since' | 'repository' | 'next'>
