import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TraceAnswer } from '../../src/modules/trace/answer/trace-answer.ts'
import { born, instant, make, pack, receive, seen, type Told, takenBack, unpack } from './chain-events.ts'
import { type Ask, assertAnswered, freshNames, setStage, tell, traceOf } from './retell.ts'

// Stories that go on after they were told: late events, corrections, and what was answered before them.

const stage = setStage()

/** What is told next, and what the answer is from then on. */
type Chapter = { told: Told[]; answered: Omit<Ask, 'of' | 'query'> }
type Story = { tells: string; of: string; query: string; chapters: Chapter[] }

const shippedByMistake = pack('1 08:00', 'pallet P', ['bag'], 'farm')
const wrongBlend = make('1 08:00', ['wheat', 'rye'], ['bread'], 'mill')
const rightBlend = make('1 08:00', ['wheat', 'spelt'], ['bread'], 'mill')

const stories: Story[] = [
  {
    tells: 'an unpacking that arrives before its packing: inferred first, stated in the end',
    of: 'bag',
    query: 'direction=back',
    chapters: [
      {
        told: [born('1 07:00', ['bag'], 'farm'), unpack('1 13:00', 'pallet P', ['bag'], 'shop')],
        answered: { things: ['start: bag', 'back 0, carried: pallet P'] },
      },
      {
        told: [pack('1 08:00', 'pallet P', ['bag'], 'farm')],
        answered: {
          hops: ['bag -> pallet P: packed from 1 08:00 to 1 13:00 | 1 08:00 pack pallet P, 1 13:00 unpack pallet P'],
        },
      },
    ],
  },
  {
    tells: 'a late unpacking mends what was inferred from a sighting elsewhere',
    of: 'bag',
    query: 'direction=back',
    chapters: [
      {
        told: [
          born('1 07:00', ['bag'], 'farm'),
          pack('1 08:00', 'pallet P', ['bag'], 'farm'),
          receive('1 12:00', ['pallet P'], 'shop A'),
          seen('2 08:00', ['bag'], 'shop B'),
          receive('1 20:00', ['pallet P'], 'depot'),
        ],
        answered: {
          hops: ['bag -> pallet P: packed from 1 08:00 to 2 08:00, inferred | 1 08:00 pack pallet P, 2 08:00 seen bag'],
          seen: [
            'bag at farm | 1 07:00 born bag, 1 08:00 pack pallet P',
            'bag at shop B | 2 08:00 seen bag',
            'pallet P at depot | 1 20:00 receive pallet P',
            'pallet P at farm | 1 08:00 pack pallet P',
            'pallet P at shop A | 1 12:00 receive pallet P',
          ],
        },
      },
      {
        told: [unpack('1 13:00', 'pallet P', ['bag'], 'shop A')],
        answered: {
          hops: ['bag -> pallet P: packed from 1 08:00 to 1 13:00 | 1 08:00 pack pallet P, 1 13:00 unpack pallet P'],
          seen: [
            'bag at farm | 1 07:00 born bag, 1 08:00 pack pallet P',
            'bag at shop A | 1 13:00 unpack pallet P',
            'bag at shop B | 2 08:00 seen bag',
            'pallet P at farm | 1 08:00 pack pallet P',
            'pallet P at shop A | 1 12:00 receive pallet P, 1 13:00 unpack pallet P',
          ],
        },
      },
    ],
  },
  {
    tells: 'a packing that did not occur leaves no trace, whichever comes first',
    of: 'bag',
    query: 'direction=back',
    chapters: [
      {
        told: [born('1 07:00', ['bag'], 'farm'), shippedByMistake, receive('1 12:00', ['pallet P'], 'shop')],
        answered: { things: ['start: bag', 'back 0, carried: pallet P'] },
      },
      { told: [takenBack(shippedByMistake)], answered: { things: ['start: bag'], hops: [], ends: [] } },
    ],
  },
  {
    tells: 'a declaration that arrives before the event it takes back',
    of: 'bag',
    query: 'direction=back',
    chapters: [
      { told: [born('1 07:00', ['bag'], 'farm')], answered: { things: ['start: bag'] } },
      { told: [takenBack(shippedByMistake)], answered: { things: ['start: bag'] } },
      { told: [shippedByMistake], answered: { things: ['start: bag'], hops: [] } },
    ],
  },
  {
    tells: 'an unpacking that did not occur: the bag is inside still',
    of: 'bag',
    query: 'direction=back',
    chapters: [
      {
        told: [
          born('1 07:00', ['bag'], 'farm'),
          pack('1 08:00', 'pallet P', ['bag'], 'farm'),
          unpack('1 13:00', 'pallet P', [], 'shop'),
        ],
        answered: {
          hops: ['bag -> pallet P: packed from 1 08:00 to 1 13:00 | 1 08:00 pack pallet P, 1 13:00 unpack pallet P'],
        },
      },
      {
        told: [takenBack(unpack('1 13:00', 'pallet P', [], 'shop'))],
        answered: { hops: ['bag -> pallet P: packed from 1 08:00 | 1 08:00 pack pallet P'] },
      },
    ],
  },
  {
    tells: 'incorrect data: the corrective event takes the wrong one’s place',
    of: 'bread',
    query: 'direction=back',
    chapters: [
      {
        told: [born('1 07:00', ['wheat', 'rye', 'spelt'], 'mill'), wrongBlend],
        answered: {
          things: ['start: bread', 'back: 1 08:00 make wheat+rye+bread', 'back 1: wheat', 'back 1: rye'],
        },
      },
      {
        told: [takenBack(wrongBlend, rightBlend), rightBlend],
        answered: {
          things: ['start: bread', 'back: 1 08:00 make wheat+spelt+bread', 'back 1: wheat', 'back 1: spelt'],
          ends: [],
        },
      },
    ],
  },
  {
    tells: 'where it comes from is unknown until the harvest is told',
    of: 'bread',
    query: 'direction=back',
    chapters: [
      {
        told: [make('1 08:00', ['wheat'], ['bread'], 'mill')],
        answered: { ends: ['wheat: back, unknown'], verdict: 'incomplete' },
      },
      { told: [born('1 07:00', ['wheat'], 'farm')], answered: { ends: [], verdict: 'complete' } },
    ],
  },
]

for (const { tells, of, query, chapters } of stories)
  test(tells, async () => {
    const names = freshNames()
    const answers: string[] = []
    for (const { told, answered } of chapters) {
      await tell(stage.teller, names, ...told)
      await assertAnswered(stage.teller, names, [{ of, query, ...answered }])
      answers.push((await traceOf(stage.teller, names.thing(of), query)).text)
    }
    for (const text of answers) {
      const { asOf } = JSON.parse(text) as TraceAnswer
      const again = await traceOf(stage.teller, names.thing(of), `${query}&asOf=${asOf}`)
      assert.equal(again.text, text, 'what was answered once is answered again, byte by byte')
    }
  })

test('only who declared an event takes it back', async () => {
  const names = freshNames()
  const stranger = await stage.app.party('Stranger')
  const packed = pack('1 08:00', 'pallet P', ['bag'], 'farm')
  await tell(stage.teller, names, born('1 07:00', ['bag'], 'farm'), packed)
  await tell(stranger, names, takenBack(packed))
  for (const asker of [stage.teller, stage.app.operator])
    await assertAnswered(asker, names, [
      { of: 'bag', query: 'direction=back', things: ['start: bag', 'back 0, carried: pallet P'] },
    ])
})

test('an event dated in the future is told with its time; a trace up to today is asked for with `to`', async () => {
  const names = freshNames()
  const ahead = seen('1 09:00', ['bag'], 'shop', { eventTime: '2199-01-01T00:00:00Z' })
  await tell(stage.teller, names, born('1 07:00', ['bag'], 'farm'), ahead)
  const at = (place: string, label: string) => `bag at ${place} | ${label}`
  const home = at('farm', '1 07:00 born bag')
  const until = encodeURIComponent(instant('31 00:00'))
  await assertAnswered(stage.teller, names, [
    { of: 'bag', query: 'direction=forward', seen: [home, at('shop', '1 09:00 seen bag')] },
    { of: 'bag', query: `direction=forward&to=${until}`, seen: [home] },
  ])
})

test('containers that hold each other, by mistake, end the walk and not the server', async () => {
  const names = freshNames()
  await tell(
    stage.teller,
    names,
    born('1 07:00', ['bag'], 'farm'),
    pack('1 08:00', 'pallet P', ['pallet Q', 'bag'], 'farm'),
    pack('1 08:00', 'pallet Q', ['pallet P'], 'farm'),
  )
  await assertAnswered(stage.teller, names, [
    {
      of: 'bag',
      query: 'direction=back',
      hops: [
        'bag -> pallet P: packed from 1 08:00 | 1 08:00 pack pallet P',
        'pallet P -> pallet Q: packed from 1 08:00 | 1 08:00 pack pallet Q',
        'pallet Q -> pallet P: packed from 1 08:00 | 1 08:00 pack pallet P',
      ],
    },
  ])
})

test('unpacked and used up within one instant: told as a tie, for nobody knows whether the bag was still inside', async () => {
  const names = freshNames()
  await tell(
    stage.teller,
    names,
    born('1 07:00', ['bag'], 'farm'),
    pack('1 08:00', 'pallet P', ['bag'], 'farm'),
    unpack('1 12:00', 'pallet P', ['bag'], 'kitchen'),
    make('1 12:00', ['pallet P'], ['soup'], 'kitchen'),
  )
  const answer = (await traceOf(stage.teller, names.thing('bag'), 'direction=forward')).json as TraceAnswer
  const soup = answer.nodes.find(({ key }) => names.nameOf(key) === 'soup')
  assert.equal(soup?.direction, 'forward')
  assert.ok(answer.hops.some(({ tie }) => tie === true))
})
