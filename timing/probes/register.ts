import { gtinOf, prefixes } from '../goods.ts'
import { bearer, byValue, end, get, type Probe, post } from '../probe.ts'
import { applicationOf, type Offices, type Things } from '../things.ts'
import type { World } from '../world.ts'

/** What others keep in the registers, and what an office beyond its reach. */
export const registerProbes = ({ rival, values }: World, things: Things, offices: Offices): Probe[] => {
  const own = (path: string, rest = '') => get(rival.key, (value) => `${path}${value}${rest}`)
  const ended = (path: string) => end(rival.key, (value) => `${path}${value}`)
  const done = (path: string, rest: string) =>
    post(
      rival.key,
      (value) => `${path}${value}${rest}`,
      () => ({}),
    )
  const official = (path: string, rest = '') => get(offices.official, (value) => `${path}${value}${rest}`)
  return [
    byValue('capture job', things.capture, own('/capture/')),
    byValue('mandate', things.mandate, own('/api/mandates/')),
    byValue('end of a mandate', things.mandate, ended('/api/mandates/')),
    byValue('share', things.share, own('/api/shares/')),
    byValue('end of a share', things.share, ended('/api/shares/')),
    byValue('import', things.import, own('/api/imports/')),
    byValue('rows of an import', things.import, own('/api/imports/', '/rows')),
    byValue('application of an import', things.import, done('/api/imports/', '/apply')),
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
    byValue('lease', things.lease, own('/api/number-series/')),
    byValue(
      'account of a lease',
      things.lease,
      post(
        rival.key,
        (path) => `/api/number-series/${path}/accounts`,
        () => ({ entries: [{ state: 'used', first: 0, last: 0 }] }),
      ),
    ),
    byValue('system', things.system, own('/api/systems/')),
    byValue('conformities of a system', things.system, own('/api/systems/', '/conformities')),
    byValue('connection', things.connection, own('/api/connections/')),
    byValue(
      'connection by a system',
      things.system,
      post(
        rival.key,
        () => '/api/connections',
        (system) => ({ system, target: 'traceability-portal', product: `/01/${gtinOf(prefixes.rival, 0)}` }),
      ),
    ),
    byValue('membership', things.membership, own('/api/memberships/')),
    byValue('confirmation of a membership', things.membership, done('/api/memberships/', '/confirmation')),
    byValue('test result', things.result, own('/api/test-results/')),
    byValue('barcode use of an organisation', values.party, own('/api/parties/', '/barcode-use')),
    byValue('named query', things.query, own('/queries/')),
    byValue('subscription', things.subscription, own('/api/subscriptions/', '/deliveries')),
    byValue('end of a subscription', things.subscription, ended('/queries/hidden-100/subscriptions/')),
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
