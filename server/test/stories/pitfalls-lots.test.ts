import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TraceAnswer } from '../../src/modules/trace/answer/trace-answer.ts'
import { type TestApp, type TestParty, testApp } from '../app.ts'
import { born, destroy, make, ofLot, pack, partOf, receive, sell, ship, type Told, unpack } from './chain-events.ts'
import { type Ask, assertAnswered, freshNames, orders, tell, traceOf } from './retell.ts'

// What goes wrong with processes and with lots, which have no identity, each as a story.

let app: TestApp
let teller: TestParty
before(async () => {
  app = await testApp()
  teller = await app.party('Teller')
})
after(() => app.close())

type Story = { tells: string; events: Told[]; asks: Ask[] }

const stories: Story[] = [
  {
    tells: 'forward from one input reaches the outputs and not the other input; backward likewise',
    events: [
      born('1 07:00', ['wheat'], 'mill'),
      born('1 07:10', ['yeast'], 'mill'),
      make('1 08:00', ['wheat', 'yeast'], ['bread', 'cake'], 'mill'),
    ],
    asks: [
      {
        of: 'wheat',
        query: 'direction=forward',
        things: ['start: wheat', 'forward: 1 08:00 make wheat+yeast+bread+cake', 'forward 1: bread', 'forward 1: cake'],
        hops: [
          'wheat -> 1 08:00 make wheat+yeast+bread+cake: consumed | 1 08:00 make wheat+yeast+bread+cake',
          '1 08:00 make wheat+yeast+bread+cake -> bread: produced | 1 08:00 make wheat+yeast+bread+cake',
          '1 08:00 make wheat+yeast+bread+cake -> cake: produced | 1 08:00 make wheat+yeast+bread+cake',
        ],
        ends: ['bread: forward, open since 1 08:00', 'cake: forward, open since 1 08:00'],
      },
      {
        of: 'bread',
        query: 'direction=back',
        things: ['start: bread', 'back: 1 08:00 make wheat+yeast+bread+cake', 'back 1: wheat', 'back 1: yeast'],
        ends: [],
        verdict: 'complete',
      },
    ],
  },
  {
    tells: 'one transformationID is one process, and no output stems from what went in after it',
    events: [
      born('1 07:00', ['early', 'late'], 'brewery'),
      make('1 08:00', ['early'], [], 'brewery', partOf('brewing')),
      make('1 09:00', [], ['beer'], 'brewery', partOf('brewing')),
      make('1 10:00', ['late'], [], 'brewery', partOf('brewing')),
      make('1 11:00', [], ['stout'], 'brewery', partOf('brewing')),
    ],
    asks: [
      { of: 'beer', query: 'direction=back', things: ['start: beer', 'back: brewing', 'back 1: early'], ends: [] },
      {
        of: 'stout',
        query: 'direction=back',
        things: ['start: stout', 'back: brewing', 'back 1: early', 'back 1: late'],
        ends: [],
      },
      { of: 'late', query: 'direction=forward', things: ['start: late', 'forward: brewing', 'forward 1: stout'] },
      {
        of: 'early',
        query: 'direction=forward',
        things: ['start: early', 'forward: brewing', 'forward 1: beer', 'forward 1: stout'],
        hops: [
          'early -> brewing: consumed | 1 08:00 make early',
          'brewing -> beer: produced | 1 09:00 make beer',
          'brewing -> stout: produced | 1 11:00 make stout',
        ],
      },
    ],
  },
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
      unpack('1 12:00', 'crate', [], 'shop'),
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
          'lot B @ crate -> crate: packed from 2 08:00 to 2 12:00 | 2 08:00 pack crate, 2 12:00 unpack crate',
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
  {
    tells: 'a box with a serial number is of a lot, and the lot has its boxes',
    events: [
      born('1 07:00', ['10 kg of lot grain'], 'mill'),
      make('1 08:00', ['10 kg of lot grain'], ['box 1', 'box 2'], 'mill', ofLot('boxes')),
      make('1 09:00', ['box 1'], ['5 kg of lot flour'], 'mill'),
    ],
    asks: [
      {
        of: 'box 1',
        query: 'direction=back',
        things: [
          'start: box 1',
          'back: 1 08:00 make lot grain+box 1+box 2',
          'back 1: lot grain @ mill',
          'back 0: lot boxes',
        ],
        hops: [
          'lot grain @ mill -> 1 08:00 make lot grain+box 1+box 2: consumed | 1 08:00 make lot grain+box 1+box 2',
          '1 08:00 make lot grain+box 1+box 2 -> box 1: produced | 1 08:00 make lot grain+box 1+box 2',
          'lot boxes -> box 1: of-lot | 1 08:00 make lot grain+box 1+box 2',
        ],
        ends: [],
        verdict: 'complete',
      },
      {
        of: 'lot boxes',
        query: 'direction=forward',
        things: [
          'start: lot boxes',
          'forward 0: box 1',
          'forward 0: box 2',
          'forward: 1 09:00 make box 1+lot flour',
          'forward 1: lot flour @ mill',
        ],
        ends: ['box 2: forward, open since 1 08:00', 'lot flour @ mill: forward, open since 1 09:00'],
      },
    ],
  },
  {
    tells: 'rework: what goes in again and comes out again ends, with every visit told',
    events: [
      born('1 07:00', ['board'], 'works'),
      make('1 08:00', ['board'], ['chair'], 'works'),
      make('1 10:00', ['chair'], ['chair'], 'works'),
      make('1 12:00', ['chair'], ['board'], 'works'),
    ],
    asks: [
      {
        of: 'board',
        query: 'direction=forward',
        ends: ['board: forward, open since 1 12:00'],
        verdict: 'open',
        hops: [
          'board -> 1 08:00 make board+chair: consumed | 1 08:00 make board+chair',
          '1 08:00 make board+chair -> chair: produced | 1 08:00 make board+chair',
          'chair -> 1 10:00 make chair+chair: consumed | 1 10:00 make chair+chair',
          '1 10:00 make chair+chair -> chair: produced | 1 10:00 make chair+chair',
          'chair -> 1 12:00 make chair+board: consumed | 1 12:00 make chair+board',
          '1 12:00 make chair+board -> board: produced | 1 12:00 make chair+board',
        ],
      },
      {
        of: 'board',
        query: 'direction=back',
        ends: [],
        hops: [
          'board -> 1 08:00 make board+chair: consumed | 1 08:00 make board+chair',
          '1 08:00 make board+chair -> chair: produced | 1 08:00 make board+chair',
          'chair -> 1 10:00 make chair+chair: consumed | 1 10:00 make chair+chair',
          '1 10:00 make chair+chair -> chair: produced | 1 10:00 make chair+chair',
          'chair -> 1 12:00 make chair+board: consumed | 1 12:00 make chair+board',
          '1 12:00 make chair+board -> board: produced | 1 12:00 make chair+board',
        ],
      },
    ],
  },
]

for (const { tells, events, asks } of stories)
  for (const [order, arrange] of orders)
    test(`${tells}, told ${order}`, async () => {
      const names = freshNames()
      await tell(teller, names, ...arrange(events))
      await assertAnswered(teller, names, asks)
    })

test('an amount that nobody told is unknown, not nothing; each amount keeps the unit it was told in', async () => {
  const names = freshNames()
  await tell(
    teller,
    names,
    born('1 07:00', ['100 kg of lot A'], 'mill'),
    make('1 08:00', ['40 kg of lot A', 'some of lot B', 'sack'], ['80 lb of lot C', '3 of lot D'], 'mill'),
  )
  const { nodes, hops } = (await traceOf(teller, names.thing('lot C'), 'direction=back')).json as TraceAnswer
  const called = new Map(nodes.map(({ id, key }) => [id, names.nameOf(key)]))
  const amounts = (rule: string) =>
    Object.fromEntries(
      hops
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
    teller,
    names,
    born('1 07:00', ['10 kg of lot grain'], 'mill'),
    make('1 08:00', ['10 kg of lot grain'], [`4 of any ${pattern}`], 'mill'),
  )
  const answer = await traceOf(teller, `urn:epc:idpat:sgtin:${pattern}`, 'direction=back')
  assert.equal(answer.status, 200, answer.text)
  const { nodes, completeness } = answer.json as TraceAnswer
  assert.deepEqual(
    nodes.filter(({ kind, direction }) => kind === 'item' && direction === 'back').map(({ key }) => names.nameOf(key)),
    ['lot grain'],
  )
  assert.equal(completeness.verdict, 'complete')
})
