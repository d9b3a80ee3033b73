import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edgesOf, type TraceAnswer } from '../../src/modules/trace/answer/trace-answer.ts'
import { born, destroy, make, pack, receive, sell, ship, unpack } from './chain-events.ts'
import { freshNames, type Story, setStage, tell, testInEachOrder, traceOf } from './retell.ts'

// What goes wrong with lots, which have no identity, each as a story.

const stage = setStage()

const stories: Story[] = [
  {
    tells: 'sixty kilograms in, forty out: twenty are in the crate still',
    events: [
      born('1 07:00', ['100 kg of lot A'], 'farm'),
      pack('1 08:00', 'crate', ['60 kg of lot A'], 'farm'),
      unpack('1 12:00', 'crate', ['40 kg of lot A'], 'shop'),
    ],
    asks: [
      {
        of: 'lot A',
        query: 'direction=forward',
        things: ['start: lot A @ crate', 'start: lot A @ farm', 'start: lot A @ shop', 'forward 0, carried: crate'],
        hops: [
          'lot A @ crate -> crate: packed from 1 08:00 | 1 08:00 pack crate',
          'lot A @ farm -> lot A @ crate: packed | 1 08:00 pack crate',
          'lot A @ crate -> lot A @ shop: unpacked | 1 12:00 unpack crate',
        ],
        ends: [
          'lot A @ crate: forward, open since 1 12:00',
          'lot A @ farm: forward, open since 1 08:00',
          'lot A @ shop: forward, open since 1 12:00',
        ],
        verdict: 'open',
      },
    ],
  },
  {
    tells: 'a crate that is emptied and filled anew keeps two lots apart',
    events: [
      born('1 07:00', ['60 kg of lot A'], 'farm'),
      born('1 07:10', ['50 kg of lot B'], 'farm'),
      pack('1 08:00', 'crate', ['60 kg of lot A'], 'farm'),
      unpack('1 12:00', 'crate', ['60 kg of lot A'], 'shop'),
      pack('2 08:00', 'crate', ['50 kg of lot B'], 'farm'),
      unpack('2 12:00', 'crate', ['50 kg of lot B'], 'market'),
      destroy('3 08:00', ['60 kg of lot A'], 'shop'),
    ],
    asks: [
      {
        of: 'lot A',
        query: 'direction=forward',
        things: ['start: lot A @ crate', 'start: lot A @ farm', 'start: lot A @ shop', 'forward 0, carried: crate'],
        ends: [],
        verdict: 'complete',
      },
      {
        of: 'lot B',
        query: 'direction=back',
        things: ['start: lot B @ crate', 'start: lot B @ farm', 'start: lot B @ market', 'back 0, carried: crate'],
        hops: [
          'lot B @ crate -> crate: packed from 2 08:00 to 2 12:00 | 2 08:00 pack crate',
          'lot B @ farm -> lot B @ crate: packed | 2 08:00 pack crate',
          'lot B @ crate -> lot B @ market: unpacked | 2 12:00 unpack crate',
        ],
        ends: [],
      },
    ],
  },
  {
    tells: 'one lot made at two sites: what a shop got of it may contain either, and says so',
    events: [
      born('1 07:00', ['grain 1'], 'mill 1'),
      born('1 07:10', ['grain 2'], 'mill 2'),
      make('1 08:00', ['grain 1'], ['50 kg of lot A'], 'mill 1'),
      make('1 09:00', ['grain 2'], ['50 kg of lot A'], 'mill 2'),
      ship('1 10:00', ['50 kg of lot A'], 'mill 1'),
      ship('1 10:30', ['50 kg of lot A'], 'mill 2'),
      receive('2 08:00', ['30 kg of lot A'], 'bakery'),
      make('2 10:00', ['30 kg of lot A'], ['cake'], 'bakery'),
    ],
    asks: [
      {
        of: 'cake',
        query: 'direction=back',
        things: [
          'start: cake',
          'back: 2 10:00 make lot A+cake',
          'back 1: lot A @ bakery',
          'back 1, may contain: lot A @ mill 1',
          'back 1, may contain: lot A @ mill 2',
          'back, may contain: 1 08:00 make grain 1+lot A',
          'back, may contain: 1 09:00 make grain 2+lot A',
          'back 2, may contain: grain 1',
          'back 2, may contain: grain 2',
        ],
        ends: [],
      },
      {
        of: 'grain 1',
        query: 'direction=forward',
        things: [
          'start: grain 1',
          'forward: 1 08:00 make grain 1+lot A',
          'forward 1: lot A @ mill 1',
          'forward 1, may contain: lot A @ bakery',
          'forward, may contain: 2 10:00 make lot A+cake',
          'forward 2, may contain: cake',
        ],
      },
    ],
  },
  {
    tells: 'from the field by the station to the mill is one certain road, though the lot was at three places',
    events: [
      born('1 06:00', ['90 kg of lot A'], 'field'),
      receive('1 09:00', ['90 kg of lot A'], 'station'),
      ship('1 15:00', ['90 kg of lot A'], 'station'),
      receive('1 17:00', ['90 kg of lot A'], 'mill'),
      make('2 08:00', ['90 kg of lot A'], ['bread'], 'mill'),
      sell('2 10:00', ['bread'], 'mill'),
    ],
    asks: [
      {
        of: 'bread',
        query: 'direction=back',
        things: [
          'start: bread',
          'back: 2 08:00 make lot A+bread',
          'back 1: lot A @ mill',
          'back 1: lot A @ station',
          'back 1: lot A @ field',
        ],
        ends: [],
        verdict: 'complete',
      },
      { of: 'lot A', query: 'direction=forward', ends: [], verdict: 'complete' },
    ],
  },
]

testInEachOrder(stage, stories)

test('an amount that nobody told is unknown, not nothing; each amount keeps the unit it was told in', async () => {
  const names = freshNames()
  await tell(
    stage.teller,
    names,
    born('1 07:00', ['100 kg of lot A'], 'mill'),
    make('1 08:00', ['40 kg of lot A', 'some of lot B', 'sack'], ['80 lb of lot C', '3 of lot D'], 'mill'),
  )
  const { nodes, hops } = (await traceOf(stage.teller, names.thing('lot C'), 'direction=back')).json as TraceAnswer
  const called = new Map(nodes.map(({ id, key }) => [id, names.nameOf(key)]))
  const amounts = (rule: string) =>
    Object.fromEntries(
      edgesOf(hops)
        .filter((hop) => hop.rule === rule)
        .map(({ from, to, quantities }) => [called.get(rule === 'consumed' ? from : to), quantities]),
    )
  assert.deepEqual(amounts('consumed'), {
    'lot A': [{ quantity: 40, uom: 'KGM' }],
    'lot B': undefined,
    sack: undefined,
  })
  assert.deepEqual(amounts('produced'), { 'lot C': [{ quantity: 80, uom: 'LBR' }] })
})

test('a pattern that stands for any serial of a product is a class, and is asked for by its URN', async () => {
  const names = freshNames()
  const pattern = '9521234.012345.*'
  await tell(
    stage.teller,
    names,
    born('1 07:00', ['10 kg of lot grain'], 'mill'),
    make('1 08:00', ['10 kg of lot grain'], [`4 of any ${pattern}`], 'mill'),
  )
  const answer = await traceOf(stage.teller, `urn:epc:idpat:sgtin:${pattern}`, 'direction=back')
  assert.equal(answer.status, 200, answer.text)
  const { nodes, completeness } = answer.json as TraceAnswer
  assert.deepEqual(
    nodes.filter(({ kind, direction }) => kind === 'item' && direction === 'back').map(({ key }) => names.nameOf(key)),
    ['lot grain'],
  )
  assert.equal(completeness.verdict, 'complete')
})
