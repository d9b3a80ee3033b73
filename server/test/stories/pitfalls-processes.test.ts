import { born, instant, make, ofLot, pack, partOf, receive, sell, unpack } from './chain-events.ts'
import { type Story, setStage, testInEachOrder } from './retell.ts'

// What goes wrong with processes, and with items of lots, each as a story.

const stage = setStage()

const until = (at: string): string => `direction=forward&to=${encodeURIComponent(instant(at))}`

const stories: Story[] = [
  {
    tells:
      'sold and received again is there again, a lot told in kilograms is used up by grams, and what happens to it after the time asked about has not happened yet',
    events: [
      born('1 07:00', ['jar', 'tin'], 'mill'),
      sell('1 09:00', ['jar', 'tin'], 'shop'),
      receive('1 10:00', ['jar'], 'mill'),
      make('1 12:00', ['jar'], ['soup'], 'mill'),
      born('1 07:00', ['5 kg of lot A'], 'mill'),
      make('1 12:00', ['5000 g of lot A'], ['stew'], 'mill'),
    ],
    asks: [
      { of: 'jar', query: until('1 08:00'), ends: ['jar: forward, open since 1 07:00'], verdict: 'open' },
      { of: 'jar', query: until('1 09:30'), ends: [], verdict: 'complete' },
      { of: 'jar', query: until('1 11:00'), ends: ['jar: forward, open since 1 10:00'], verdict: 'open' },
      { of: 'jar', query: 'direction=forward', ends: ['soup: forward, open since 1 12:00'] },
      { of: 'tin', query: 'direction=forward', ends: [], verdict: 'complete' },
      { of: 'lot A', query: until('1 11:00'), ends: ['lot A @ mill: forward, open since 1 07:00'], verdict: 'open' },
      { of: 'lot A', query: 'direction=forward', ends: ['stew: forward, open since 1 12:00'] },
    ],
  },
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
        ends: [
          'lot boxes: forward, open',
          'box 2: forward, open since 1 08:00',
          'lot flour @ mill: forward, open since 1 09:00',
        ],
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
  {
    tells: 'what was in the pallet when the pallet itself went into a process went in with it',
    events: [
      born('1 07:00', ['bag', 'late bag'], 'farm'),
      born('1 07:00', ['pallet P'], 'farm'),
      pack('1 08:00', 'pallet P', ['bag', 'late bag'], 'farm'),
      unpack('1 09:00', 'pallet P', ['late bag'], 'farm'),
      make('1 12:00', ['pallet P'], ['soup'], 'kitchen'),
    ],
    asks: [
      {
        of: 'soup',
        query: 'direction=back',
        things: ['start: soup', 'back: 1 12:00 make pallet P+soup', 'back 1: pallet P', 'back 1: bag'],
        ends: [],
      },
      {
        of: 'bag',
        query: 'direction=forward',
        things: [
          'start: bag',
          'forward 0, carried: pallet P',
          'forward: 1 12:00 make pallet P+soup',
          'forward 1: soup',
        ],
        ends: ['soup: forward, open since 1 12:00'],
      },
      {
        of: 'late bag',
        query: 'direction=forward',
        things: ['start: late bag', 'forward 0, carried: pallet P'],
        ends: ['late bag: forward, open since 1 09:00'],
      },
    ],
  },
]

testInEachOrder(stage, stories)
