import { edgesOf, type TraceAnswer, type TraceEdge, type TraceNode } from './trace-answer.ts'

const columns = [
  'row',
  'from',
  'to',
  'from_kind',
  'from_key',
  'from_location',
  'to_kind',
  'to_key',
  'to_location',
  'rule',
  'interval_from',
  'interval_to',
  'basis',
  'certainty',
  'by',
  'quantities',
  'tie',
  'events',
  'direction',
  'reason',
  'next',
] as const

type Cells = Partial<Record<(typeof columns)[number], string>>

/** A row for each two ends of a hop, then a row a tombstone: RFC 4180, with a header. */
export const toCsv = ({ nodes, hops, tombstones }: TraceAnswer): string => {
  const byID = new Map(nodes.map((node) => [node.id, node]))
  const rows = [
    ...edgesOf(hops).map((edge) => cellsOfEdge(edge, byID)),
    ...tombstones.map(
      ({ node, direction, reason, since, next, repository, failure }): Cells => ({
        row: 'tombstone',
        ...cellsOfNode(direction === 'back' ? 'to' : 'from', node, byID),
        direction,
        reason: [reason, repository, failure].filter((text) => text !== undefined).join(' '),
        interval_from: since ?? '',
        next: next ?? '',
      }),
    ),
  ]
  return [columns.join(','), ...rows.map((cells) => columns.map((name) => cell(cells[name] ?? '')).join(',')), ''].join(
    '\r\n',
  )
}

const cellsOfEdge = (edge: TraceEdge, byID: ReadonlyMap<string, TraceNode>): Cells => ({
  row: 'hop',
  ...cellsOfNode('from', edge.from, byID),
  ...cellsOfNode('to', edge.to, byID),
  rule: edge.rule,
  interval_from: edge.interval.from,
  interval_to: edge.interval.to ?? '',
  basis: edge.basis,
  certainty: edge.certainty,
  by: edge.by.map(({ party, standing }) => `${party} ${standing}`).join('; '),
  quantities: (edge.quantities ?? []).map(({ quantity, uom }) => [quantity, uom ?? []].flat().join(' ')).join('; '),
  tie: edge.tie ? 'true' : '',
  events: edge.events.join(' '),
})

const cellsOfNode = (side: 'from' | 'to', id: string, byID: ReadonlyMap<string, TraceNode>): Cells => {
  const node = byID.get(id)
  return {
    [side]: id,
    [`${side}_kind`]: node?.kind ?? '',
    [`${side}_key`]: node?.key ?? '',
    [`${side}_location`]: node?.location ?? '',
  }
}

/** A spreadsheet would run what begins like a formula: an apostrophe makes it text. */
const cell = (text: string): string => {
  const harmless = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
