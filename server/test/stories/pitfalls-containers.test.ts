import { attach, born, detach, look, pack, receive, seen, ship, unpack } from './chain-events.ts'
import { type Story, setStage, testInEachOrder } from './retell.ts'

// What goes wrong with containers in known systems, each as a story: told in several orders, answered alike.

const stage = setStage()

const stories: Story[] = [
  {
    tells: 'a container’s road before the packing and after the unpacking is not its content’s',
    events: [
      seen('1 06:00', ['pallet P'], 'yard'),
      born('1 07:00', ['bag'], 'farm'),
      pack('1 08:00', 'pallet P', ['bag'], 'farm'),
      ship('1 09:00', ['pallet P'], 'farm'),
      receive('1 12:00', ['pallet P'], 'shop'),
      unpack('1 13:00', 'pallet P', ['bag'], 'shop'),
      seen('2 08:00', ['pallet P'], 'depot'),
    ],
    asks: [
      {
        of: 'bag',
        query: 'direction=back',
        things: ['start: bag', 'back 0, carried: pallet P'],
        hops: ['bag -> pallet P: packed from 1 08:00 to 1 13:00 | 1 08:00 pack pallet P, 1 13:00 unpack pallet P'],
        seen: [
          'bag at farm | 1 07:00 born bag, 1 08:00 pack pallet P',
          'bag at shop | 1 13:00 unpack pallet P',
          'pallet P at farm | 1 08:00 pack pallet P, 1 09:00 ship pallet P',
          'pallet P at shop | 1 12:00 receive pallet P, 1 13:00 unpack pallet P',
        ],
        ends: [],
        verdict: 'complete',
      },
      {
        of: 'bag',
        query: 'direction=forward',
        things: ['start: bag', 'forward 0, carried: pallet P'],
        ends: ['bag: forward, open since 1 13:00'],
        verdict: 'open',
      },
    ],
  },
  {
    tells: 'a pallet that makes two trips keeps them apart',
    events: [
      born('1 06:00', ['pallet P'], 'farm'),
      born('1 07:00', ['first bag'], 'farm'),
      pack('1 08:00', 'pallet P', ['first bag'], 'farm'),
      unpack('1 13:00', 'pallet P', [], 'shop'),
      born('2 07:00', ['second bag'], 'farm'),
      pack('2 08:00', 'pallet P', ['second bag'], 'farm'),
      unpack('2 13:00', 'pallet P', [], 'shop'),
    ],
    asks: [
      { of: 'first bag', query: 'direction=back', things: ['start: first bag', 'back 0, carried: pallet P'] },
      {
        of: 'pallet P',
        query: 'direction=back',
        things: ['start: pallet P', 'back 0: second bag'],
        hops: [
          'second bag -> pallet P: packed from 2 08:00 to 2 13:00 | 2 08:00 pack pallet P, 2 13:00 unpack pallet P',
        ],
        ends: [],
      },
      {
        of: 'pallet P',
        query: 'direction=back&to=2026-03-01T20:00:00%2B07:00',
        things: ['start: pallet P', 'back 0: first bag'],
      },
      {
        of: 'pallet P',
        query: 'direction=forward&from=2026-03-02T00:00:00%2B07:00',
        things: ['start: pallet P', 'forward 0: second bag'],
        ends: ['pallet P: forward, open since 2 13:00', 'second bag: forward, open since 2 13:00'],
      },
    ],
  },
  {
    tells: 'what lies in the same box is no kin: the trace goes up for the box’s road and never down again',
    events: [
      born('1 07:00', ['bag', 'stranger'], 'farm'),
      pack('1 08:00', 'pallet P', ['bag', 'stranger'], 'farm'),
      receive('1 12:00', ['pallet P'], 'shop'),
    ],
    asks: [
      { of: 'bag', query: 'direction=back', things: ['start: bag', 'back 0, carried: pallet P'], ends: [] },
      {
        of: 'bag',
        query: 'direction=forward',
        things: ['start: bag', 'forward 0, carried: pallet P'],
        verdict: 'open',
      },
    ],
  },
  {
    tells: 'packed and shipped within one second: the shipping is the content’s too',
    events: [
      born('1 07:00', ['bag'], 'farm'),
      pack('1 08:00', 'pallet P', ['bag'], 'farm'),
      ship('1 08:00', ['pallet P'], 'farm'),
      receive('1 12:00', ['pallet P'], 'shop'),
      unpack('1 12:00', 'pallet P', ['bag'], 'shop'),
    ],
    asks: [
      {
        of: 'bag',
        query: 'direction=back',
        seen: [
          'bag at farm | 1 07:00 born bag, 1 08:00 pack pallet P',
          'bag at shop | 1 12:00 unpack pallet P',
          'pallet P at farm | 1 08:00 pack pallet P, 1 08:00 ship pallet P',
          'pallet P at shop | 1 12:00 receive pallet P, 1 12:00 unpack pallet P',
        ],
      },
    ],
  },
  {
    tells: 'nobody unpacked it, yet it stands alone elsewhere: then it was out',
    events: [
      born('1 07:00', ['bag'], 'farm'),
      pack('1 08:00', 'pallet P', ['bag'], 'farm'),
      receive('1 12:00', ['pallet P'], 'shop A'),
      seen('2 08:00', ['bag'], 'shop B'),
      seen('3 08:00', ['pallet P'], 'depot'),
    ],
    asks: [
      {
        of: 'bag',
        query: 'direction=back',
        hops: ['bag -> pallet P: packed from 1 08:00 to 2 08:00, inferred | 1 08:00 pack pallet P, 2 08:00 seen bag'],
        seen: [
          'bag at farm | 1 07:00 born bag, 1 08:00 pack pallet P',
          'bag at shop B | 2 08:00 seen bag',
          'pallet P at farm | 1 08:00 pack pallet P',
          'pallet P at shop A | 1 12:00 receive pallet P',
        ],
      },
    ],
  },
  {
    tells: 'seen alone where its container is, it may well be inside still',
    events: [
      born('1 07:00', ['bag'], 'farm'),
      pack('1 08:00', 'pallet P', ['bag'], 'farm'),
      receive('1 12:00', ['pallet P'], 'shop'),
      seen('1 13:00', ['bag'], 'shop'),
    ],
    asks: [
      {
        of: 'bag',
        query: 'direction=back',
        hops: ['bag -> pallet P: packed from 1 08:00 | 1 08:00 pack pallet P'],
      },
    ],
  },
  {
    tells: 'nobody unpacked it, yet it is packed elsewhere: one container at a time',
    events: [
      born('1 07:00', ['bag'], 'farm'),
      pack('1 08:00', 'pallet P', ['bag'], 'farm'),
      pack('2 08:00', 'pallet Q', ['bag'], 'farm'),
      seen('3 08:00', ['pallet P'], 'depot'),
    ],
    asks: [
      {
        of: 'bag',
        query: 'direction=back',
        hops: [
          'bag -> pallet P: packed from 1 08:00 to 2 08:00, inferred | 1 08:00 pack pallet P, 2 08:00 pack pallet Q',
          'bag -> pallet Q: packed from 2 08:00 | 2 08:00 pack pallet Q',
        ],
      },
    ],
  },
  {
    tells: 'an unpacking that is stated wins over a sighting before it',
    events: [
      born('1 07:00', ['bag'], 'farm'),
      pack('1 08:00', 'pallet P', ['bag'], 'farm'),
      receive('1 12:00', ['pallet P'], 'shop A'),
      seen('2 08:00', ['bag'], 'shop B'),
      unpack('2 18:00', 'pallet P', ['bag'], 'shop B'),
    ],
    asks: [
      {
        of: 'bag',
        query: 'direction=back',
        hops: ['bag -> pallet P: packed from 1 08:00 to 2 18:00 | 1 08:00 pack pallet P, 2 18:00 unpack pallet P'],
      },
    ],
  },
  {
    tells:
      'packed twice is packed once; “unpack” without names takes all out; boxes in boxes count only while both hold',
    events: [
      born('1 07:00', ['bag', 'other bag'], 'farm'),
      born('1 07:00', ['case'], 'farm'),
      pack('1 08:00', 'case', ['bag', 'other bag'], 'farm'),
      pack('1 08:30', 'case', ['bag'], 'farm'),
      pack('1 09:00', 'pallet P', ['case'], 'farm'),
      unpack('1 13:00', 'pallet P', [], 'shop'),
      unpack('1 14:00', 'case', [], 'shop'),
      pack('2 08:00', 'pallet Q', ['case'], 'shop'),
      ship('2 09:00', ['pallet Q'], 'shop'),
    ],
    asks: [
      {
        of: 'bag',
        query: 'direction=back',
        things: ['start: bag', 'back 0, carried: case', 'back 0, carried: pallet P'],
        hops: [
          'bag -> case: packed from 1 08:00 to 1 14:00 | 1 08:00 pack case, 1 14:00 unpack case',
          'case -> pallet P: packed from 1 09:00 to 1 13:00 | 1 09:00 pack pallet P, 1 13:00 unpack pallet P',
        ],
      },
    ],
  },
  {
    tells: 'a look into the container tells only of that moment, where no packing is known',
    events: [
      born('1 07:00', ['bag'], 'farm'),
      look('1 09:00', 'pallet P', ['bag'], 'farm'),
      receive('1 12:00', ['pallet P'], 'shop'),
    ],
    asks: [
      {
        of: 'bag',
        query: 'direction=back',
        hops: ['bag -> pallet P: packed, inferred | 1 09:00 look pallet P'],
        seen: ['bag at farm | 1 07:00 born bag, 1 09:00 look pallet P', 'pallet P at farm | 1 09:00 look pallet P'],
      },
    ],
  },
  {
    tells: 'a sensor stays attached until somebody detaches it, to several things at once',
    events: [
      born('1 07:00', ['sensor'], 'works'),
      attach('1 08:00', 'crate', ['sensor'], 'works'),
      attach('1 09:00', 'truck', ['sensor'], 'works'),
      pack('1 10:00', 'pallet P', ['sensor'], 'works'),
      detach('2 08:00', 'crate', ['sensor'], 'works'),
    ],
    asks: [
      {
        of: 'sensor',
        query: 'direction=back',
        hops: [
          'sensor -> crate: associated from 1 08:00 to 2 08:00 | 1 08:00 attach crate, 2 08:00 detach crate',
          'sensor -> pallet P: packed from 1 10:00 | 1 10:00 pack pallet P',
          'sensor -> truck: associated from 1 09:00 | 1 09:00 attach truck',
        ],
      },
    ],
  },
  {
    tells: 'clocks of many zones are one time: what is told at 00:30 in London lies before 08:00 in Vietnam',
    events: [
      born('1 07:00', ['bag'], 'farm'),
      pack('1 08:00', 'pallet P', ['bag'], 'farm'),
      seen('1 08:30', ['pallet P'], 'road', {
        eventTime: '2026-03-01T02:30:00.250+01:00',
        eventTimeZoneOffset: '+01:00',
      }),
      seen('1 07:30', ['pallet P'], 'yard', { eventTime: '2026-03-01T00:30:00Z', eventTimeZoneOffset: '+00:00' }),
      unpack('1 09:00', 'pallet P', ['bag'], 'farm'),
    ],
    asks: [
      {
        of: 'bag',
        query: 'direction=back',
        seen: [
          'bag at farm | 1 07:00 born bag, 1 08:00 pack pallet P, 1 09:00 unpack pallet P',
          'pallet P at farm | 1 08:00 pack pallet P, 1 09:00 unpack pallet P',
          'pallet P at road | 1 08:30 seen pallet P',
        ],
      },
    ],
  },
]

testInEachOrder(stage, stories)
