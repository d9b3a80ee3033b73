import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { wordsOf } from '../../../../../test/scan-material.ts'
import { crowd, orchard, traceAnswer, traceHop, traceNode } from '../../../../../test/trace-material.ts'
import type { TraceAnswer } from '../../answer/trace-answer.ts'
import { toPictureSource } from '../picture-source.ts'
import { toChain } from './chain.ts'
import { chainDiagram } from './chain-diagram.ts'

const language = 'en'
const words = wordsOf(language)
const href = (expand: readonly string[]) => `/picture?expand=${expand.join(',')}`

const draw = (answer: TraceAnswer, more: { orientation?: 'across' | 'down'; expand?: string[] } = {}): string =>
  chainDiagram(toPictureSource(answer), {
    ...{ words, language, href, zone: '+07:00', id: 'c', title: 'Chain', orientation: 'across', expand: [] },
    ...more,
  })

const chainOf = (answer: TraceAnswer, expand: string[] = []) =>
  toChain(toPictureSource(answer), { words, language, href, zone: '+07:00', expand })

const assertWellFormed = (svg: string): void => {
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => assert.fail(`${error.message} in ${svg.slice(0, 200)}`))
  parser.write(svg).close()
}

test('each thing is drawn once, with its name, place, day, quantity and whose word it is', () => {
  for (const orientation of ['across', 'down'] as const) {
    const svg = draw(orchard(), { orientation })
    assertWellFormed(svg)
    for (const said of ['Mangosteen, 1 kg box', 'Garden of Sau Mang', '2 May 2026', '118.5 kg', 'who had the goods'])
      assert.ok(svg.replaceAll(/<[^>]*>/g, ' ').includes(said), `${said} (${orientation})`)
  }
})

test('what is inferred or uncertain is told by the line and in words, and a tombstone is drawn and named', () => {
  for (const orientation of ['across', 'down'] as const) {
    const svg = draw(orchard(), { orientation })
    assert.match(svg, /stroke-dasharray="8 5 1.5 5"/)
    assert.match(svg, /inferred/)
    assert.match(svg, /maybe/)
    assert.match(svg, /Nobody has told/)
  }
  const plain = draw(traceAnswer({ nodes: [traceNode('A'), traceNode('B')], hops: [traceHop('A', 'B')] }))
  assert.doesNotMatch(plain, /stroke-dasharray|inferred|Nobody/)
})

test('the description tells group by group what the drawing shows, upstream first', () => {
  const [, desc = ''] = /<desc[^>]*>([\s\S]*?)<\/desc>/.exec(draw(orchard())) ?? []
  const order = [
    'Goods: Fresh mangosteen',
    'Not known further: Nobody',
    'Process: ',
    'Goods asked for: ',
    'Container: ',
  ]
  const found = order.map((text) => desc.search(new RegExp(`^\\d+\\. ${text}`, 'm')))
  assert.deepEqual(
    found.toSorted((a, b) => a - b),
    found,
  )
  assert.ok(
    found.every((at) => at >= 0),
    desc,
  )
})

test('who told of a harvest is named, though another told where it went', () => {
  const by = (name: string) => [{ party: name, name: { en: name }, standing: 'custodian' as const }]
  const nodes = [traceNode('S', { direction: 'start' }), traceNode('F'), traceNode('P', { kind: 'place' })]
  const told = (teller: string) =>
    draw(
      traceAnswer({
        nodes,
        hops: [traceHop('F', 'P', { rule: 'seen', by: by(teller) }), traceHop('F', 'S', { by: by('Trader') })],
      }),
    ).replaceAll(/<desc[\s\S]*<\/desc>/g, '')
  assert.ok(told('Grower').includes('Grower'))
  assert.ok(told('Grower').includes('Trader'))
  assert.equal(told('Trader').match(/Trader/g)?.length, 1)
})

test('five thousand hops stay a picture: few groups with their counts, nothing lost, below 200 KB', () => {
  const answer = crowd(5_000)
  const chain = chainOf(answer)
  assert.ok(chain.cards.length <= 32)
  const counted = chain.cards.reduce((sum, { group }) => sum + group.members.length, 0)
  assert.equal(counted, answer.nodes.length + answer.tombstones.length)
  for (const orientation of ['across', 'down'] as const) {
    const svg = draw(answer, { orientation })
    assertWellFormed(svg)
    assert.ok(Buffer.byteLength(svg) < 200_000)
  }
})

test('a group opens by its own link, part by part until all have been shown', () => {
  const answer = traceAnswer({
    nodes: [
      traceNode('S', { direction: 'start' }),
      ...Array.from({ length: 75 }, (_, index) => traceNode(`B${index}`)),
    ],
    hops: Array.from({ length: 75 }, (_, index) => traceHop(`B${index}`, 'S')),
  })
  const seen = new Set<string>()
  let expand: string[] = []
  for (let clicks = 0; clicks < 4; clicks += 1) {
    const link = chainOf(answer, expand).cards.find(({ open }) => open)?.open?.href ?? assert.fail('no link')
    expand = (new URL(link, 'http://h').searchParams.get('expand') ?? '').split(',')
    for (const { group } of chainOf(answer, expand).cards)
      if (group.members.length === 1) seen.add(group.members[0]?.id ?? '')
  }
  assert.equal(seen.size, 76)
})

test('whatever was opened before, each thing can be come to by links', () => {
  const answer = crowd(1_500)
  let expand: string[] = []
  for (const thing of ['B3', 'B400', 'B47', 'B1499', 'T', 'B777']) {
    for (let clicks = 0; ; clicks += 1) {
      const card = chainOf(answer, expand).cards.find(({ group }) => group.members.some(({ id }) => id === thing))
      assert.ok(card !== undefined && clicks < 80, thing)
      if (card.group.members.length === 1) break
      assert.ok(card.open, `${thing} lies in a group that cannot be opened`)
      expand = (new URL(card.open.href, 'http://h').searchParams.get('expand') ?? '').split(',')
    }
    assert.ok(chainOf(answer, expand).cards.length <= 60)
  }
})

test('whatever is asked to be opened, the picture stays bounded and well-formed', () => {
  const answer = crowd(2_000)
  const ids = chainOf(answer).cards.map(({ group }) => group.id)
  const opening = fc.oneof(
    fc.constantFrom(...ids),
    fc.string(),
    fc.nat().map((n) => `${ids[n % ids.length]}~${n}`),
  )
  fc.assert(
    fc.property(fc.array(opening, { maxLength: 30 }), (expand) => {
      const svg = draw(answer, { expand })
      assertWellFormed(svg)
      return Buffer.byteLength(svg) < 200_000
    }),
    { numRuns: 10 },
  )
})

test('hostile names are text, cut to their room, and never markup', () => {
  const evil = [
    '"><script>alert(1)</script>',
    ']]>&lol;',
    '\u0000\u0001\ud800\ufffe',
    '\u202egnp.exe',
    'x'.repeat(50_000),
    '\u0301'.repeat(9_000),
  ]
  for (const orientation of ['across', 'down'] as const)
    for (const name of evil) {
      const node = traceNode('A', { direction: 'start', name: { vi: name, en: name }, key: name })
      const by = [{ party: name, name: { en: name }, standing: 'unknown' as const }]
      const hops = [traceHop('B', 'A', { by, quantities: [{ quantity: 1, uom: name }] })]
      const tombstones = [
        { node: 'B', direction: 'back' as const, reason: 'elsewhere' as const, since: null, repository: name },
      ]
      const svg = draw(traceAnswer({ nodes: [node, traceNode('B')], hops, tombstones }), { orientation })
      assertWellFormed(svg)
      assert.ok(!svg.includes('<script'))
      assert.ok(Buffer.byteLength(svg) < 20_000)
    }
})

test('no name makes a crowd too large to send', () => {
  for (const name of [
    '"'.repeat(200),
    "'&".repeat(100),
    'a\u0301\u0302\u0303'.repeat(60),
    '\u200d'.repeat(300),
    '🧺'.repeat(90),
  ]) {
    const plain = crowd(600)
    const names = { vi: name, en: name }
    const by = [{ party: 'x', name: names, standing: 'third-party' as const }]
    const nodes = plain.nodes.map((node) => ({ ...node, name: names, location: `/414/${name}${node.id}` }))
    const answer = { ...plain, nodes, hops: plain.hops.map((hop) => ({ ...hop, by })) }
    for (const orientation of ['across', 'down'] as const) {
      const expand: string[] = []
      for (const { group, open } of chainOf(answer).cards) if (open) expand.push(group.id)
      const svg = draw(answer, { orientation, expand })
      assertWellFormed(svg)
      assert.ok(Buffer.byteLength(svg) < 200_000, `${name.slice(0, 4)} ${Buffer.byteLength(svg)}`)
    }
  }
})

test('a tombstone beyond a limit leads to where the trace goes on', () => {
  const answer = traceAnswer({
    nodes: [traceNode('A', { direction: 'start' })],
    tombstones: [{ node: 'A', direction: 'back', reason: 'limit', since: null, next: 'https://n/?resume=T&x=<' }],
  })
  const onward = (next: string) => `/on?${next.split('?')[1]}`
  const options = { words, language, zone: '+07:00', expand: [], href, onward } as const
  const svg = chainDiagram(toPictureSource(answer), { ...options, id: 'c', title: 'Chain', orientation: 'across' })
  assert.match(svg, /href="\/on\?resume=T&amp;x=&lt;"/)
})

test('loops, hops to nowhere and an empty trace are drawn too', () => {
  const loop = traceAnswer({
    nodes: ['A', 'B', 'C'].map((id) =>
      traceNode(id, { key: `urn:x:${id}:1`, direction: id === 'A' ? 'start' : 'back' }),
    ),
    hops: [traceHop('A', 'B'), traceHop('B', 'C'), traceHop('C', 'A'), traceHop('C', 'missing'), traceHop('A', 'A')],
  })
  for (const orientation of ['across', 'down'] as const) {
    assertWellFormed(draw(loop, { orientation }))
    assertWellFormed(draw(traceAnswer({}), { orientation }))
  }
  assert.equal(chainOf(loop).cards.length, 3)
})

test('the same trace is the same picture in whatever order it comes', () => {
  const answer = orchard()
  const turned = { ...answer, nodes: answer.nodes.toReversed(), hops: answer.hops.toReversed() }
  assert.deepEqual(
    chainOf(turned)
      .cards.map(({ title }) => title)
      .sort(),
    chainOf(answer)
      .cards.map(({ title }) => title)
      .sort(),
  )
})
