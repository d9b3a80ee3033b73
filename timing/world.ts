import { say } from '../bench/figure.ts'
import { type Ground, openGround, operatorKey } from '../bench/ground.ts'
import { createHttpClient } from '../bench/http-client.ts'
import { closedLoop } from '../bench/load.ts'
import { type Door, sendDocument } from '../bench/send-document.ts'
import {
  lotOf,
  partyCount,
  placeOf,
  registerParties,
  storiesOfDocument,
  visibilityDocument,
  visibilityDocuments,
} from '../bench/visibility-world.ts'
import { chiefKeyOf, clientOf } from '../server/test/app.ts'
import {
  gtinOf,
  holderDocuments,
  itemOf,
  itemsOf,
  prefixes,
  rivalDocuments,
  stepsOf,
  transformationsOf,
} from './goods.ts'
import type { Options } from './options.ts'
import type { Values } from './probe.ts'

/** An organisation with a key that names all its rights. */
export type Member = { id: string; key: string }

/** A running system full of others' things, and who asks about them. */
export type World = {
  url: string
  holder: Member
  /** The holder's partner in whatever takes two. */
  partner: Member
  rival: Member
  values: Record<'eventID' | 'lot' | 'place' | 'party' | 'item' | 'transformation' | 'step', Values>
  close(): Promise<void>
}

export const openWorld = async ({ events, seed }: Options): Promise<World> => {
  const nothing = { keep: undefined, json: undefined, profile: undefined, docs: undefined }
  const ground = await openGround({ events, seed, only: [], ...nothing }, () => {})
  try {
    return await fill(ground, events)
  } catch (error) {
    await ground.close()
    throw error
  }
}

const fill = async (ground: Ground, events: number): Promise<World> => {
  const { url } = await ground.serve({ environment: { TRUST_PROXY: '1', APPLICATIONS_PER_HOUR: '0' } })
  say(`registering ${partyCount} parties …`)
  const { keys, ids } = await registerParties(url)
  const holder = await register(url, 'Timing holder', prefixes.holder)
  const rival = await register(url, 'Timing rival', prefixes.rival)
  const documents = visibilityDocuments(events)
  say(`capturing ${events} events …`)
  const client = createHttpClient()
  const door: Door = { client, url, keys: [...keys, holder.key, rival.key] }
  const numbers = range(0, documents)
  await closedLoop(numbers, 3, (number) => sendDocument(door, visibilityDocument(number, documents)))
  for (const document of [...holderDocuments(keys.length), ...rivalDocuments(keys.length + 1)])
    await sendDocument(door, document)
  client.close()
  await ground.settle()
  return {
    url,
    holder,
    partner: { id: ids[1] ?? '', key: keys[1] ?? '' },
    rival,
    values: valuesOf(documents, ids),
    close: () => ground.close(),
  }
}

const register = async (url: string, name: string, prefix: string): Promise<Member> => {
  const operator = clientOf(url, operatorKey)
  const identifiers = [{ scheme: 'gs1-company-prefix', value: prefix, verified: true }]
  const made = await operator.post('/api/parties', { kind: 'enterprise', names: { vi: name, en: name }, identifiers })
  const { id } = made.json as { id?: string }
  if (id === undefined) throw new Error(`${name}: ${made.status} ${made.text}`)
  const key = await chiefKeyOf(operator, id)
  const own = clientOf(url, key)
  for (const product of [0, 1]) await own.put(`/api/products/${gtinOf(prefix, product)}`, { names: { vi: name } })
  return { id, key }
}

/** What the documents hold, and the same with numbers that none of them has: stories of two digits, of makers that sent some. */
const valuesOf = (documents: number, ids: readonly string[]): World['values'] => {
  const tellers = range(10, Math.min(documents, 100))
  const silent = range(partyCount - tellers.length, partyCount)
  const ofStories = (from: number, to: number, name: (maker: number, story: number) => string) =>
    tellers.flatMap((maker) => range(from, to).map((story) => name(maker, story)))
  const beyond = storiesOfDocument
  const eventID = (maker: number, story: number) => `urn:example:bench:${maker}-${story}-0`
  return {
    eventID: { hidden: ofStories(10, beyond, eventID), none: ofStories(beyond, 100, eventID) },
    lot: { hidden: ofStories(10, beyond, lotOf), none: ofStories(beyond, 100, lotOf) },
    place: { hidden: tellers.map(placeOf), none: silent.map(placeOf) },
    party: { hidden: tellers.map((party) => ids[party] ?? ''), none: silent.map((party) => ids[party] ?? '') },
    item: {
      hidden: itemsOf(prefixes.holder),
      none: range(5000, 5400).map((serial) => itemOf(prefixes.holder, serial)),
    },
    transformation: { hidden: transformationsOf(1), none: transformationsOf(2) },
    step: { hidden: stepsOf(1), none: stepsOf(2) },
  }
}

export const range = (from: number, until: number): number[] =>
  Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index)
