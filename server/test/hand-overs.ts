import assert from 'node:assert/strict'
import { checkDigit } from '@nguon/gs1'
import type { Client, TestApp, TestParty } from './app.ts'
import { document, event, eventsOf, type Members } from './documents.ts'

const withCheck = (digits: string): string => digits + checkDigit(digits)

/** An invented GLN, by number. */
export const gln = (number: number): string => withCheck(`95200006${String(number).padStart(4, '0')}`)

const called = { farm: 'Vườn', packer: 'Nhà đóng gói', shop: 'Cửa hàng', stranger: 'Người ngoài' } as const
export type Side = keyof typeof called
const sides = Object.keys(called) as Side[]
const glnOf = (side: Side): string => gln(sides.indexOf(side))

/** Four parties whom events may name as sides of a hand-over. */
export const sidesOf = async (app: TestApp): Promise<Record<Side, TestParty>> => {
  const parties = await Promise.all(
    sides.map(async (side) => {
      const identifiers = [{ scheme: 'pgln', value: glnOf(side), verified: true }]
      return [side, await app.party(called[side], { identifiers })] as const
    }),
  )
  return Object.fromEntries(parties) as Record<Side, TestParty>
}

/** The lists by which an event names both sides of a hand-over. */
export const between = (giver: Side | undefined, taker: Side | undefined): Members => ({
  ...(giver && { sourceList: [{ type: 'owning_party', source: `https://id.gs1.org/417/${glnOf(giver)}` }] }),
  ...(taker && { destinationList: [{ type: 'owning_party', destination: `https://id.gs1.org/417/${glnOf(taker)}` }] }),
})

/** An event of May 2026. */
export const at = (time: string, members: Members): Members => event({ eventTime: `2026-05-${time}:00Z`, ...members })

/** The ID of an event that a story calls by a name. */
export const idOf = (name: string): string => `urn:example:sight:${name}`

export type Word = [who: Side, name: string, time: string, members: Members]

/** From the garden to the shop: three parties, two hand-overs. */
export const story = (label: string, thing: string): Word[] => {
  const of = { epcList: [thing] }
  return [
    ['farm', `${label}-picked`, '01T01:00', { ...of, action: 'ADD', bizStep: 'commissioning' }],
    ['farm', `${label}-sorted`, '01T02:00', { ...of, bizStep: 'inspecting' }],
    ['farm', `${label}-sent`, '01T03:00', { ...of, bizStep: 'shipping', ...between('farm', 'packer') }],
    ['packer', `${label}-came`, '01T04:00', { ...of, bizStep: 'receiving', ...between('farm', 'packer') }],
    ['packer', `${label}-washed`, '01T05:00', { ...of, bizStep: 'inspecting' }],
    ['packer', `${label}-stored`, '01T06:00', { ...of, bizStep: 'storing' }],
    ['packer', `${label}-sold`, '01T07:00', { ...of, bizStep: 'shipping', ...between('packer', 'shop') }],
    ['shop', `${label}-shelved`, '01T08:00', { ...of, bizStep: 'receiving' }],
    ['shop', `${label}-gone`, '01T09:00', { ...of, bizStep: 'retail_selling', disposition: 'retail_sold' }],
  ]
}

/** What each of its sides sees of that story. */
export const seenOfStory = (label: string): Record<Side, string[]> => {
  const named = (...names: string[]) => names.map((name) => `${label}-${name}`)
  return {
    farm: named('came', 'picked', 'sent', 'sorted', 'washed'),
    packer: named('came', 'sent', 'shelved', 'sold', 'sorted', 'stored', 'washed'),
    shop: named('gone', 'shelved', 'sold', 'stored'),
    stranger: [],
  }
}

/** Each word of a story by itself, as its side. */
export const tellStory = async (parties: Record<Side, TestParty>, words: readonly Word[]): Promise<void> => {
  for (const [who, name, time, members] of words)
    await tell(parties[who], at(time, { eventID: idOf(name), ...members }))
}

/** The names of the events that somebody sees. */
export const seenBy = async (client: Client, query = ''): Promise<string[]> => {
  const answer = await client.get(`/events?perPage=1000${query}`)
  assert.equal(answer.status, 200, answer.text)
  return eventsOf(answer)
    .map(({ eventID }) => String(eventID).replace(idOf(''), ''))
    .sort()
}

/** Those of them that name any of some things. */
export const sees = (client: Client, ...things: string[]): Promise<string[]> =>
  seenBy(client, `&MATCH_anyEPC=${encodeURIComponent(things.join('|'))}`)

export const tell = async (party: TestParty, ...events: Members[]): Promise<void> => {
  const answer = await party.post('/capture', document(events))
  assert.equal(answer.status, 202, answer.text)
}

/** Every event that a query finds, page by page. */
export const walkPages = async (client: Client, query: string): Promise<Members[]> => {
  const found: Members[] = []
  for (let path: string | undefined = `/events?${query}`; path !== undefined; ) {
    const answer = await client.get(path)
    assert.equal(answer.status, 200, answer.text)
    found.push(...eventsOf(answer))
    const next = /<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1]
    path = next === undefined ? undefined : new URL(next).pathname + new URL(next).search
  }
  return found
}
