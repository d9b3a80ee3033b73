import { checkDigit } from '@nguon/gs1'
import { createApiClient } from '../server/src/sample/api-client.ts'
import { type BenchDocument, documentOf } from './documents.ts'
import { operatorKey } from './ground.ts'
import { closedLoop } from './load.ts'
import { createRandom } from './random.ts'
import type { BenchEvent } from './story.ts'
import { communes } from './world.ts'

// 500 invented parties that hand goods on to each other, in ten sectors and the communes of the bench's world.

export const partyCount = 500
const sectorCount = 10
export const sectors = Array.from({ length: sectorCount }, (_, sector) => `bench-sector-${sector}`)
export { communes } from './world.ts'

const withCheck = (digits: string): string => digits + checkDigit(digits)
const prefixOf = (party: number): string => String(9_525_000 + party)
const glnOf = (party: number, place: number): string => withCheck(prefixOf(party) + String(place).padStart(5, '0'))
const gtinOf = (party: number): string => withCheck(`0${prefixOf(party)}00001`)

/** The lot that a party makes as its so many-th. */
export const lotOf = (party: number, number: number): string => `https://id.gs1.org/01/${gtinOf(party)}/10/V${number}`
export const placeOf = (party: number): string => `https://id.gs1.org/414/${glnOf(party, 1)}`

/** Registers the parties with a product and a place each; their keys and ids. */
export const registerParties = async (url: string): Promise<{ keys: string[]; ids: string[] }> => {
  const operator = createApiClient(url, operatorKey)
  const made: { key: string; id: string }[] = []
  const parties = Array.from({ length: partyCount }, (_, party) => party)
  await closedLoop(parties, 3, async (party) => {
    made[party] = await registerParty(operator, url, party)
  })
  return { keys: made.map(({ key }) => key), ids: made.map(({ id }) => id) }
}

const registerParty = async (operator: ReturnType<typeof createApiClient>, url: string, party: number) => {
  const names = { vi: `Bench ${party}`, en: `Bench ${party}` }
  const identifiers = [
    { scheme: 'gs1-company-prefix', value: prefixOf(party), verified: true },
    { scheme: 'pgln', value: glnOf(party, 0), verified: true },
  ]
  const { json } = await operator.send('POST', '/api/parties', {
    json: { kind: 'enterprise', names, publicName: names, identifiers, validFrom: '2024-07-01' },
  })
  const { id } = json as { id: string }
  const issued = await operator.send('POST', `/api/parties/${id}/keys`, { json: { label: 'bench' } })
  const { key } = issued.json as { key: string }
  const own = createApiClient(url, key)
  const productGroup = sectors[party % sectorCount]
  await own.send('PUT', `/api/products/${gtinOf(party)}`, { json: { names, productGroup, validFrom: '2024-07-01' } })
  const unitCode = communes[party % communes.length] ?? ''
  const address = { text: 'Bench Street', unitCode, unitName: `Ward ${unitCode}`, on: '2024-07-01' }
  await own.send('PUT', `/api/locations/${glnOf(party, 1)}`, {
    json: { names, kind: 'packhouse', address, validFrom: '2024-07-01' },
  })
  return { key, id }
}

const eventsOfStory = 8
export const storiesOfDocument = 62
export const eventsOfDocument = eventsOfStory * storiesOfDocument

/** The documents of so many events: of each party in turn, what it makes, what it packs and what it sells. */
export const visibilityDocuments = (events: number): number => Math.ceil(events / eventsOfDocument)

/** A party's document of a round: its parts in the stories of three makers. */
export const visibilityDocument = (number: number, documents: number): BenchDocument => {
  const party = number % partyCount
  const round = Math.floor(number / partyCount)
  const rounds = Math.ceil(documents / partyCount)
  const parts = Array.from({ length: storiesOfDocument }, (_, story) => round * storiesOfDocument + story)
  return documentOf(
    party,
    parts.flatMap((story) => partsOf(party, story, rounds * storiesOfDocument)),
  )
}

const firstDay = Date.UTC(2024, 6, 1)
const twoYears = 720 * 86_400_000
const hour = 3_600_000

const other = (party: number, after: number): number => (party + after + partyCount) % partyCount
const ends = (giver: number, taker: number) => ({
  sourceList: [{ type: 'owning_party', source: `https://id.gs1.org/417/${glnOf(giver, 0)}` }],
  destinationList: [{ type: 'owning_party', destination: `https://id.gs1.org/417/${glnOf(taker, 0)}` }],
})

/** Eight events: made, checked and sent by one party, received, packed and sent by the next, received and sold by a third. */
const partsOf = (party: number, story: number, stories: number): BenchEvent[] => {
  const tell = (maker: number, hours: number, action: string, bizStep: string, more: BenchEvent = {}): BenchEvent => {
    const random = createRandom(maker, story)
    const time = firstDay + ((story + random.fraction()) / stories) * twoYears + hours * hour
    return {
      type: 'ObjectEvent',
      eventID: `urn:example:bench:${maker}-${story}-${hours}`,
      eventTime: new Date(time).toISOString(),
      eventTimeZoneOffset: '+07:00',
      action,
      bizStep,
      quantityList: [{ epcClass: lotOf(maker, story), quantity: 100, uom: 'KGM' }],
      bizLocation: { id: placeOf(party) },
      ...more,
    }
  }
  const [first, second] = [other(party, -1), other(party, -2)]
  return [
    tell(party, 0, 'ADD', 'commissioning'),
    tell(party, 4, 'OBSERVE', 'inspecting'),
    tell(party, 8, 'OBSERVE', 'shipping', ends(party, other(party, 1))),
    tell(first, 20, 'OBSERVE', 'receiving', ends(first, party)),
    tell(first, 24, 'OBSERVE', 'packing'),
    tell(first, 30, 'OBSERVE', 'shipping', ends(party, other(party, 1))),
    tell(second, 40, 'OBSERVE', 'receiving', ends(first, party)),
    tell(second, 50, 'OBSERVE', 'retail_selling', { disposition: 'retail_sold' }),
  ]
}
