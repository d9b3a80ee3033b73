import { gtinOf, itemOf, prefixes } from '../goods.ts'
import { bearer, byValue, get, json, type Probe } from '../probe.ts'
import type { World } from '../world.ts'

const encoded = encodeURIComponent

/** Events of others, by whatever they can be asked for, and what is told from them. */
export const eventProbes = ({ rival, values }: World): Probe[] => {
  const by = (parameter: string) => get(rival.key, (value) => `/events?${new URLSearchParams({ [parameter]: value })}`)
  const under = (path: string, rest = '') => get(rival.key, (value) => `${path}${encoded(value)}${rest}`)
  const patterns = { hidden: [patternOf(prefixes.holder)], none: [patternOf('9525999')] }
  return [
    byValue('event', values.eventID, under('/events/')),
    byValue('events by ID', values.eventID, by('EQ_eventID')),
    byValue('events of an item', values.item, by('MATCH_anyEPC')),
    byValue('events of a lot', values.lot, by('MATCH_anyEPCClass')),
    byValue('events of a product by pattern', patterns, by('MATCH_anyEPC')),
    byValue('events at a place', values.place, by('EQ_bizLocation')),
    byValue('events of a step', values.step, by('EQ_bizStep')),
    byValue('epc', values.item, under('/epcs/', '/events')),
    byValue('business location', values.place, under('/bizLocations/', '/events')),
    byValue('read point', values.place, under('/readPoints/', '/events')),
    byValue('business step', values.step, under('/bizSteps/', '/events')),
    byValue('trace of an item', values.item, under('/api/trace/')),
    byValue('trace picture', values.item, under('/api/trace-picture/')),
    byValue('trace of a lot', values.lot, under('/api/trace/')),
    byValue('balance of a lot', values.lot, under('/api/balance/lot/')),
    byValue('balance of a process', values.transformation, under('/api/balance/process/')),
    byValue('balance of a party', values.party, under('/api/balance/party/')),
    byValue('share of a key', values.item, (key) => ({
      method: 'POST',
      path: '/api/shares',
      headers: { ...bearer(rival.key), ...json },
      body: JSON.stringify({ partner: values.party.none[0], key, validFrom: '2026-01-01', validTo: '2026-12-31' }),
    })),
    captureProbe('capture under an ID', rival.key, values.eventID.hidden),
    captureProbe('declaration of an error', rival.key, values.eventID.hidden, {
      errorDeclaration: { declarationTime: '2026-06-23T09:00:00+07:00', reason: 'urn:epcglobal:cbv:er:did_not_occur' },
    }),
  ]
}

const patternOf = (prefix: string): string => `urn:epc:idpat:sgtin:${prefix}.0${gtinOf(prefix, 0).slice(8, 13)}.*`

/** An event under an ID that is another's already, each ID once: from then on it is one's own, too. */
const captureProbe = (name: string, key: string, taken: readonly string[], more: object = {}): Probe => ({
  name,
  ask: (side, pair) => {
    const eventID = taken[pair % taken.length] ?? ''
    return {
      method: 'POST',
      path: '/events',
      headers: { ...bearer(key), ...json },
      body: JSON.stringify({
        '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
        type: 'ObjectEvent',
        eventID: side === 'hidden' ? eventID : eventID.replace('bench', 'bunch'),
        eventTime: '2026-06-22T09:00:00+07:00',
        eventTimeZoneOffset: '+07:00',
        action: 'OBSERVE',
        epcList: [itemOf(prefixes.rival, 1000)],
        ...more,
      }),
    }
  },
})
