import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sighting } from '../walk/walk-graph.ts'
import type { Sighted } from './sighted.ts'
import { countersignedIn, standingOf } from './standing.ts'
import { holdingsOf, type Stay, visitsOf } from './stays.ts'
import type { EventHeader } from './trace-events.ts'

type Told = {
  at: number
  what?: Sighting['what']
  place?: string
  by?: string
  from?: string[]
  to?: string[]
}

/** One node's sightings as a person tells them: at an hour, at a place, by a party, from and to others. */
const tell = (...story: Told[]): Sighted[] =>
  story.map(({ at, what = 'seen', place, by = 'coop', from = [], to = [] }, index) => ({
    node: 'n',
    place: place ?? null,
    eventUid: `e${index}`,
    eventTime: hour(at),
    what,
    quantity: null,
    uom: null,
    header: header({ declaredBy: by, place: place ?? null, sourceParties: from, destinationParties: to }),
  }))

const hour = (at: number): string => `2026-01-01T${String(at).padStart(2, '0')}:00:00Z`

const header = (more: Partial<EventHeader>): EventHeader => ({
  eventID: 'urn:example:event',
  eventTime: hour(1),
  zone: '+07:00',
  type: 'ObjectEvent',
  bizStep: null,
  disposition: null,
  place: null,
  declaredBy: 'coop',
  sourceParties: [],
  destinationParties: [],
  ...more,
})

const owners: Record<string, { owner?: string; party?: string }> = {
  farm: { owner: 'coop' },
  depot: { party: 'trader' },
}
const partiesOf = (place: string) => owners[place]

/** `trader[3-5]`, `~` before what was inferred; no end: not known to have ended. */
const shown = (stays: readonly Stay[]): string[] =>
  stays.map(
    ({ where, from, to, basis }) =>
      `${basis === 'inferred' ? '~' : ''}${where}[${Number(from.slice(11, 13))}-${to === null ? '' : Number(to.slice(11, 13))}]`,
  )

const holders: [what: string, story: Told[], holders: string[]][] = [
  ['whoever the place belongs to has what is seen there', [{ at: 1, place: 'farm' }], ['~coop[1-]']],
  ['a place that nobody owns tells of no holder', [{ at: 1, place: 'forest' }], []],
  ['who makes a thing at no known place has it', [{ at: 1, what: 'commissioned' }], ['~coop[1-]']],
  [
    'a harvest is the household’s that tells of it, not the owner’s of the land, until it is seen elsewhere',
    [
      { at: 1, what: 'commissioned', place: 'farm', by: 'household' },
      { at: 3, place: 'depot' },
    ],
    ['~household[1-3]', '~trader[3-]'],
  ],
  [
    'what is made for another is that one’s in so many words',
    [{ at: 1, what: 'commissioned', place: 'farm', by: 'household', from: ['trader'] }],
    ['trader[1-]'],
  ],
  [
    'what is sent is with the one it was sent to, until that one receives it',
    [
      { at: 1, what: 'departed', from: ['coop'], to: ['trader'] },
      { at: 4, what: 'arrived', place: 'depot', by: 'trader', from: ['coop'], to: ['trader'] },
    ],
    ['coop[1-1]', 'trader[1-]'],
  ],
  [
    'sent without a destination it is in nobody’s hands',
    [
      { at: 1, place: 'farm' },
      { at: 2, what: 'departed', place: 'farm' },
    ],
    ['~coop[1-2]'],
  ],
  [
    'owner and carrier have it at once',
    [
      { at: 1, what: 'arrived', to: ['owner', 'carrier'] },
      { at: 3, what: 'arrived', to: ['owner'] },
    ],
    ['owner[1-]', 'carrier[1-3]'],
  ],
  [
    'what ended is in nobody’s hands',
    [
      { at: 1, place: 'farm' },
      { at: 5, what: 'ended', place: 'farm' },
    ],
    ['~coop[1-5]'],
  ],
  [
    'an inspector who sees it elsewhere does not have it',
    [
      { at: 1, place: 'farm' },
      { at: 2, by: 'inspector' },
    ],
    ['~coop[1-]'],
  ],
  [
    'it comes back to who had it before',
    [
      { at: 1, place: 'farm' },
      { at: 2, place: 'depot' },
      { at: 3, place: 'farm' },
    ],
    ['~coop[1-2]', '~trader[2-3]', '~coop[3-]'],
  ],
]

for (const [what, story, expected] of holders) {
  test(`holders: ${what}`, () => assert.deepEqual(shown(holdingsOf(tell(...story), partiesOf)), expected))
}

test('visits run from the first to the last sighting at a place, and begin again after another', () => {
  const story = tell(
    { at: 1, place: 'a' },
    { at: 2, place: 'a' },
    { at: 3, place: 'b' },
    { at: 4 },
    { at: 5, place: 'a' },
  )
  assert.deepEqual(shown(visitsOf(story)), ['a[1-2]', 'b[3-3]', 'a[5-5]'])
})

test('two places at one instant are a tie', () => {
  const ties = visitsOf(tell({ at: 1, place: 'a' }, { at: 1, place: 'b' }, { at: 2, place: 'c' })).map(({ tie }) => tie)
  assert.deepEqual(ties, [false, true, false])
})

const handOvers: [what: string, story: Told[], countersigned: string[]][] = [
  [
    'both sides name the same item',
    [
      { at: 1, what: 'departed', by: 'coop', to: ['trader'] },
      { at: 2, what: 'arrived', by: 'trader', from: ['coop'] },
    ],
    ['e0', 'e1'],
  ],
  [
    'sent to somebody else than who received it',
    [
      { at: 1, what: 'departed', by: 'coop', to: ['other'] },
      { at: 2, what: 'arrived', by: 'trader' },
    ],
    [],
  ],
  [
    'one party speaks for both sides',
    [
      { at: 1, what: 'departed', by: 'coop' },
      { at: 2, what: 'arrived', by: 'coop' },
    ],
    [],
  ],
  [
    'received before it was sent',
    [
      { at: 1, what: 'arrived', by: 'trader' },
      { at: 2, what: 'departed', by: 'coop' },
    ],
    [],
  ],
  [
    'one sending answers for one receiving',
    [
      { at: 1, what: 'departed', by: 'coop' },
      { at: 2, what: 'arrived', by: 'trader' },
      { at: 3, what: 'arrived', by: 'shop' },
    ],
    ['e0', 'e1'],
  ],
]

for (const [what, story, expected] of handOvers) {
  test(`countersigned: ${what}`, () => assert.deepEqual([...countersignedIn(tell(...story))], expected))
}

test('who speaks of its own place, or is named as one side, is the custodian; else the register tells of a third party, or nothing', () => {
  assert.equal(standingOf(header({}), undefined), 'unknown')
  assert.equal(standingOf(header({}), { owner: 'coop' }), 'custodian')
  assert.equal(standingOf(header({}), { owner: 'trader' }), 'third-party')
  assert.equal(standingOf(header({ sourceParties: ['coop'] }), undefined), 'custodian')
  assert.equal(standingOf(header({ destinationParties: ['trader'] }), undefined), 'third-party')
})

test('who makes goods has them in its hands, on whosever land, unless it says that another has', () => {
  const harvest = header({ bizStep: 'commissioning' })
  assert.equal(standingOf(harvest, { owner: 'trader' }), 'custodian')
  assert.equal(standingOf({ ...harvest, sourceParties: ['trader'] }, { owner: 'trader' }), 'third-party')
})
