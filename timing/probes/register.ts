import { bearer, byValue, get, type Probe, post } from '../probe.ts'
import { applicationOf, type Offices, type Things } from '../things.ts'
import type { World } from '../world.ts'

/** What others keep in the registers, and what an office beyond its reach. */
export const registerProbes = ({ rival }: World, things: Things, offices: Offices): Probe[] => {
  const own = (path: string, rest = '') => get(rival.key, (value) => `${path}${value}${rest}`)
  const official = (path: string, rest = '') => get(offices.official, (value) => `${path}${value}${rest}`)
  return [
    byValue('capture job', things.capture, own('/capture/')),
    byValue('mandate', things.mandate, own('/api/mandates/')),
    byValue('share', things.share, own('/api/shares/')),
    byValue('file', things.file, own('/files/')),
    byValue('import', things.import, own('/api/imports/')),
    byValue('number series', things.series, own('/api/number-series/', '/report')),
    byValue(
      'lease of numbers',
      things.series,
      post(
        rival.key,
        (id) => `/api/number-series/${id}/leases`,
        () => ({ count: 1 }),
      ),
    ),
    byValue('system', things.system, own('/api/systems/')),
    byValue('connection', things.connection, own('/api/connections/')),
    byValue('named query', things.query, own('/queries/')),
    byValue('subscription', things.subscription, own('/api/subscriptions/', '/deliveries')),
    byValue('case', offices.caseNumber, official('/api/cases/')),
    byValue('look under a case', offices.caseNumber, (number) => ({
      path: '/events',
      headers: { ...bearer(offices.official), 'nguon-case': number },
    })),
    byValue('application beyond reach', offices.application, official('/api/applications/', '/examination')),
    byValue(
      'application with a tax code',
      offices.taxCode,
      post(undefined, () => '/api/applications', applicationOf),
    ),
  ]
}
