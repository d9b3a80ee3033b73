import type { Quantity, TraceAnswer, TraceHop, TraceNode } from '../src/modules/trace/answer/trace-answer.ts'

const hour = (day: number, at = 0): string => new Date(Date.UTC(2026, 4, day, at)).toISOString()

export const traceNode = (id: string, more: Partial<TraceNode> = {}): TraceNode => ({
  id,
  kind: 'item',
  key: `/01/09521234543213/10/${id}`,
  uri: `https://id.gs1.org/01/09521234543213/10/${id}`,
  level: 'class',
  direction: 'back',
  depth: 1,
  from: null,
  to: null,
  certainty: 'contains',
  ...more,
})

export const traceHop = (from: string, to: string, more: Partial<TraceHop> = {}): TraceHop => ({
  from: [from],
  to: [to],
  rule: 'consumed',
  events: [`urn:uuid:${from}-${to}`],
  interval: { from: hour(5), to: hour(5) },
  basis: 'stated',
  by: [],
  certainty: 'contains',
  ...more,
})

export const traceAnswer = (more: Partial<TraceAnswer>): TraceAnswer => ({
  key: '/01/09521234543213/10/L1',
  uri: 'https://id.gs1.org/01/09521234543213/10/L1',
  direction: 'back',
  from: null,
  to: null,
  asOf: 9,
  limits: { items: 10_000, depth: 64 },
  nodes: [],
  hops: [],
  events: [],
  tombstones: [],
  completeness: { verdict: 'complete', tombstones: { unknown: 0, open: 0, limit: 0, depth: 0, elsewhere: 0 } },
  ...more,
})

const kilos = (quantity: number): Quantity[] => [{ quantity, uom: 'KGM' }]
const place = (id: string, vi: string, en: string): TraceNode =>
  traceNode(id, { kind: 'place', key: `/414/952123400${id}`, name: { vi, en } })

/** Three gardens' fruit, one of them without an origin, packed into one lot that rode on a pallet to the shop. */
export const orchard = (): TraceAnswer => {
  const fruit = { vi: 'Măng cụt tươi Lái Thiêu', en: 'Fresh mangosteen of Lai Thieu' }
  const gardens = ['G1', 'G2', 'G3'].map((id, index) =>
    traceNode(id, { key: `/01/09521234543206/10/${id}`, name: fruit, location: `/414/952123400000${index}` }),
  )
  const by = [
    { party: 'coop', name: { vi: 'HTX Lái Thiêu', en: 'Lai Thieu cooperative' }, standing: 'custodian' as const },
  ]
  return traceAnswer({
    nodes: [
      traceNode('L1', {
        direction: 'start',
        depth: 0,
        name: { vi: 'Măng cụt loại đặc biệt, hộp 1 kg', en: 'Mangosteen, 1 kg box' },
      }),
      ...gardens,
      traceNode('T', { kind: 'process', key: 'urn:uuid:process', depth: 1 }),
      traceNode('P', { kind: 'container', key: '/00/095212340000000018', depth: 0 }),
      place('0000', 'Vườn Sáu Măng', 'Garden of Sau Mang'),
      place('0001', 'Vườn Bà Ba', 'Garden of Ba Ba'),
      place('0002', 'Thửa 3', 'Plot 3'),
      place('0006', 'Nhà đóng gói Thuận An', 'Thuan An packing house'),
    ],
    hops: [
      ...gardens.map(({ id }, index) =>
        traceHop(id, 'T', {
          by,
          interval: { from: hour(4), to: hour(4) },
          basis: index === 2 ? 'inferred' : 'stated',
          certainty: index === 2 ? 'may-contain' : 'contains',
          ...(index === 2 ? {} : { quantities: kilos(40 + index) }),
        }),
      ),
      ...gardens.map(({ id }, index) =>
        traceHop(id, `000${index}`, { rule: 'seen', interval: { from: hour(2 + index), to: hour(2 + index) } }),
      ),
      traceHop('T', 'L1', { rule: 'produced', by, quantities: kilos(118.5) }),
      traceHop('L1', 'P', {
        rule: 'packed',
        by,
        interval: { from: hour(6), to: hour(8) },
        quantities: [{ quantity: 100 }],
      }),
      traceHop('L1', '0006', { rule: 'seen', interval: { from: hour(5), to: hour(5) } }),
    ],
    tombstones: [{ node: 'G3', direction: 'back', reason: 'unknown', since: null }],
  })
}

/** So many cases out of one process, from bags of many kinds that have many origins. */
export const crowd = (things: number): TraceAnswer => {
  const bags = Array.from({ length: things }, (_, index) =>
    traceNode(`B${index}`, {
      key: `/01/${String(index % 97).padStart(13, '0')}/10/B${index}`,
      depth: 1 + (index % 7),
      location: `/414/952123400${index % 13}`,
    }),
  )
  return traceAnswer({
    nodes: [
      traceNode('L1', { direction: 'start', depth: 0 }),
      traceNode('T', { kind: 'process', key: 'urn:uuid:process' }),
      ...bags,
    ],
    hops: [
      traceHop('T', 'L1', { rule: 'produced' }),
      ...bags.map(({ id }, index) =>
        traceHop(id, index < 50 ? 'T' : `B${index % 50}`, { interval: { from: hour(1, index), to: hour(1, index) } }),
      ),
    ],
    tombstones: bags
      .filter((_, index) => index % 3 === 0)
      .map(({ id }) => ({ node: id, direction: 'back', reason: 'unknown', since: null })),
  })
}
