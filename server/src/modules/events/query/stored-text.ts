import type { EventFacts, EventKey } from '@nguon/epcis'
import { uriOf } from '../resources/word.ts'
import type { StoredBody } from './query.store.ts'

/** The text of an event as it was received, or what its tombstone keeps of it. */
export const storedText = (event: StoredBody): string => event.body ?? tombstoneText(event)

/** An erased event as it may still be shown: what its tombstone keeps, and that it is one. */
const tombstoneText = ({ tombstone, eventID, eventIDOurs }: StoredBody): string => {
  const { facts, commitment } = tombstone as { facts: EventFacts; commitment: string }
  return JSON.stringify({
    type: facts.type,
    ...(eventIDOurs ? {} : { eventID }),
    eventTime: facts.eventTime,
    eventTimeZoneOffset: facts.zone,
    ...(facts.action === undefined ? {} : { action: facts.action }),
    ...keyMembers(facts),
    'urn:nguon:erased': commitment,
  })
}

const keyMembers = ({ keys }: EventFacts): Record<string, unknown> => {
  const uris = (role: EventKey['role']) => keys.filter((key) => key.role === role).map(({ key }) => uriOf(key))
  const classes = (role: EventKey['role']) => uris(role).map((epcClass) => ({ epcClass }))
  const [parent] = uris('parent')
  const [transformation] = uris('transformation')
  const members = {
    epcList: uris('epc'),
    quantityList: classes('class'),
    childEPCs: uris('child'),
    childQuantityList: classes('childClass'),
    inputEPCList: uris('input'),
    inputQuantityList: classes('inputClass'),
    outputEPCList: uris('output'),
    outputQuantityList: classes('outputClass'),
    bizTransactionList: uris('bizTransaction').map((uri) => ({ bizTransaction: uri })),
  }
  return {
    ...Object.fromEntries(Object.entries(members).filter(([, list]) => list.length > 0)),
    ...(parent === undefined ? {} : { parentID: parent }),
    ...(transformation === undefined ? {} : { transformationID: transformation }),
  }
}
