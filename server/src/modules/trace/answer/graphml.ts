import { escapeXml } from '../../../platform/escape-xml.ts'
import {
  type Declarer,
  edgesOf,
  type Tombstone,
  type TraceAnswer,
  type TraceEdge,
  type TraceNode,
} from './trace-answer.ts'

type Type = 'string' | 'int' | 'long' | 'double' | 'boolean'
type Attribute<T> = readonly [name: string, type: Type, read: (of: T) => string | number | boolean | null | undefined]

/** A node with the tombstones that stand at it. */
type MarkedNode = TraceNode & { back: readonly Tombstone[]; forward: readonly Tombstone[] }

const nodeAttributes: readonly Attribute<MarkedNode>[] = [
  ['kind', 'string', ({ kind }) => kind],
  ['key', 'string', ({ key }) => key],
  ['uri', 'string', ({ uri }) => uri],
  ['level', 'string', ({ level }) => level],
  ['location', 'string', ({ location }) => location],
  ['direction', 'string', ({ direction }) => direction],
  ['depth', 'int', ({ depth }) => depth],
  ['from', 'string', ({ from }) => from],
  ['to', 'string', ({ to }) => to],
  ['certainty', 'string', ({ certainty }) => certainty],
  ['name_vi', 'string', ({ name }) => name?.vi],
  ['name_en', 'string', ({ name }) => name?.en],
  ['share_least', 'double', ({ share }) => share?.least],
  ['share_greatest', 'double', ({ share }) => share?.greatest],
  ...(['back', 'forward'] as const).flatMap((direction): Attribute<MarkedNode>[] => [
    [`tombstone_${direction}`, 'string', (node) => joined(node[direction].map(({ reason }) => reason))],
    [`since_${direction}`, 'string', (node) => joined(node[direction].map(({ since }) => since))],
    [`next_${direction}`, 'string', (node) => joined(node[direction].map(({ next }) => next))],
    [`repository_${direction}`, 'string', (node) => joined(node[direction].map(({ repository }) => repository))],
    [`failure_${direction}`, 'string', (node) => joined(node[direction].map(({ failure }) => failure))],
  ]),
]

const edgeAttributes: readonly Attribute<TraceEdge>[] = [
  ['rule', 'string', ({ rule }) => rule],
  ['events', 'string', ({ events }) => joined(events)],
  ['interval_from', 'string', ({ interval }) => interval.from],
  ['interval_to', 'string', ({ interval }) => interval.to],
  ['basis', 'string', ({ basis }) => basis],
  ['by', 'string', ({ by }) => joined(by.map(inWords), '; ')],
  ['certainty', 'string', ({ certainty }) => certainty],
  [
    'quantities',
    'string',
    ({ quantities = [] }) =>
      joined(
        quantities.map(({ quantity, uom }) => joined([String(quantity), uom])),
        '; ',
      ),
  ],
  ['tie', 'boolean', ({ tie }) => tie],
]

const graphAttributes: readonly Attribute<TraceAnswer>[] = [
  ['key', 'string', ({ key }) => key],
  ['uri', 'string', ({ uri }) => uri],
  ['direction', 'string', ({ direction }) => direction],
  ['from', 'string', ({ from }) => from],
  ['to', 'string', ({ to }) => to],
  ['as_of', 'long', ({ asOf }) => asOf],
  ['limit_items', 'int', ({ limits }) => limits.items],
  ['limit_depth', 'int', ({ limits }) => limits.depth],
  ['verdict', 'string', ({ completeness }) => completeness.verdict],
]

const inWords = ({ party, standing }: Declarer): string => `${party} ${standing}`

const joined = (texts: readonly (string | null | undefined)[], between = ' '): string | undefined =>
  texts.filter((text) => text !== null && text !== undefined).join(between) || undefined

/** An answer as GraphML 1.1: each member is data with a declared key; tombstones stand at their nodes. */
export const toGraphML = (answer: TraceAnswer): string => {
  const marked = markNodes(answer)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd">',
    ...declarations('graph', graphAttributes),
    ...declarations('node', nodeAttributes),
    ...declarations('edge', edgeAttributes),
    '<graph id="trace" edgedefault="directed">',
    data('graph', graphAttributes, answer),
    ...marked.map((node) => `<node id="${escapeXml(node.id)}">${data('node', nodeAttributes, node)}</node>`),
    ...edgesOf(answer.hops).map(
      (edge, index) =>
        `<edge id="e${index}" source="${escapeXml(edge.from)}" target="${escapeXml(edge.to)}">${data('edge', edgeAttributes, edge)}</edge>`,
    ),
    '</graph>',
    '</graphml>',
    '',
  ].join('\n')
}

const markNodes = ({ nodes, tombstones }: TraceAnswer): MarkedNode[] => {
  const marked = new Map(
    nodes.map((node) => [node.id, { ...node, back: [] as Tombstone[], forward: [] as Tombstone[] }]),
  )
  for (const tombstone of tombstones) marked.get(tombstone.node)?.[tombstone.direction].push(tombstone)
  return [...marked.values()]
}

const declarations = <T>(of: string, attributes: readonly Attribute<T>[]): string[] =>
  attributes.map(([name, type]) => `<key id="${of}_${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`)

const data = <T>(of: string, attributes: readonly Attribute<T>[], value: T): string => {
  let text = ''
  for (const [name, , read] of attributes) {
    const found = read(value)
    if (found !== null && found !== undefined) text += `<data key="${of}_${name}">${escapeXml(String(found))}</data>`
  }
  return text
}
