import { checkDigit } from '@nguon/gs1'
import { context, document, event, item, lot, type Members } from '../../../server/test/documents.ts'
import type { Answer } from '../check.ts'

/** Whom the other party is, and a product of its own. */
export const otherPrefix = '9529100'
const digits = (start: string) => start + checkDigit(start)
export const otherGln = digits(`${otherPrefix}00001`)
export const otherGtin = digits(`0${otherPrefix}00001`)
export const otherItem = `https://id.gs1.org/01/${otherGtin}/21/1`

const gln = (number: number) => `https://id.gs1.org/414/${digits(`95200000001${number}`)}`
const pallet = `https://id.gs1.org/00/${digits('09520000000000001')}`

/** Where things are: a site, and two places in it by master data. */
export const places = { site: gln(0), hall: gln(1), shelf: gln(2), elsewhere: gln(3) }
export const eventID = (name: string): string => `https://example.com/event/${name}`

/** One event of each type, by name. */
export const story: Record<string, Members> = {
  made: event({
    epcList: [item(1, 'A')],
    action: 'ADD',
    bizStep: 'commissioning',
    disposition: 'active',
    readPoint: { id: places.shelf },
    bizLocation: { id: places.hall },
  }),
  packed: event({
    type: 'AggregationEvent',
    epcList: undefined,
    parentID: pallet,
    childEPCs: [item(1, 'A')],
    action: 'ADD',
    bizStep: 'packing',
    disposition: 'in_progress',
    readPoint: { id: places.elsewhere },
  }),
  sold: event({
    type: 'TransactionEvent',
    epcList: [pallet],
    bizTransactionList: [{ type: 'po', bizTransaction: 'urn:example:po:1' }],
    bizStep: 'shipping',
    disposition: 'in_transit',
    bizLocation: { id: places.elsewhere },
  }),
  mounted: event({
    type: 'AssociationEvent',
    epcList: undefined,
    parentID: pallet,
    childEPCs: [item(2, 'SENSOR')],
    action: 'ADD',
    bizStep: 'assembling',
    bizLocation: { id: places.site },
  }),
  juiced: event({
    type: 'TransformationEvent',
    epcList: undefined,
    action: undefined,
    bizStep: 'commissioning',
    inputEPCList: [item(1, 'A')],
    outputQuantityList: [{ epcClass: lot(3, 'J1'), quantity: 3.5, uom: 'LTR' }],
  }),
}
for (const [name, members] of Object.entries(story)) members.eventID = eventID(name)

/** The story as one document, with master data for its places in its header. */
export const storyDocument = document(Object.values(story), {
  epcisHeader: {
    epcisMasterData: {
      vocabularyList: [
        {
          type: 'urn:epcglobal:epcis:vtype:BusinessLocation',
          vocabularyElementList: [
            {
              id: places.site,
              attributes: [{ id: 'urn:epcglobal:cbv:mda#city', attribute: 'Thủ Dầu Một' }],
              children: [places.hall],
            },
            { id: places.hall, children: [places.shelf] },
          ],
        },
      ],
    },
  },
})

const outside = ({ '@context': _context, ...members }: Members) => members

/** A bare event, which brings its context. */
export const bare = (members: Members = {}): string => JSON.stringify({ '@context': context, ...event(members) })

export const queryDocument = (events: readonly Members[]): string =>
  JSON.stringify({
    '@context': context,
    type: 'EPCISQueryDocument',
    schemaVersion: '2.0',
    creationDate: '2026-01-01T00:00:00Z',
    epcisBody: { queryResults: { queryName: 'SimpleEventQuery', resultsBody: { eventList: events.map(outside) } } },
  })

/** The events of an answered query document, by the last part of their IDs. */
export const names = ({ json }: Answer): string[] =>
  eventsIn(json).map(({ eventID }) => String(eventID).replace(/^.*\//, ''))

export const eventsIn = (json: unknown): Members[] =>
  (json as { epcisBody: { queryResults: { resultsBody: { eventList: Members[] } } } }).epcisBody.queryResults
    .resultsBody.eventList

/** What an answer must say: these events, in whatever order. */
export const finds = (...wanted: string[]): [string, (answer: Answer) => boolean] => [
  wanted.length === 0 ? 'no event' : `the event${wanted.length > 1 ? 's' : ''} ${wanted.join(', ')}`,
  (answer) => names(answer).toSorted().join() === wanted.toSorted().join(),
]

export { context, document, event, item }
export const versions = { 'gs1-epcis-version': '2.0.0', 'gs1-cbv-version': '2.0.0' }
export const json = { 'content-type': 'application/json' }
export const xml = { 'content-type': 'application/xml' }
