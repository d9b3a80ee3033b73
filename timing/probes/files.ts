import { bearer, byValue, get, type Probe, post, type Values } from '../probe.ts'
import type { Things } from '../things.ts'
import type { World } from '../world.ts'

/** Files that others keep to themselves: read, named in one's own papers, brought oneself. */
export const fileProbes = ({ rival, partner }: World, things: Things, uploads: Values): Probe[] => [
  byValue(
    'file',
    things.file,
    get(rival.key, (hash) => `/files/${hash}`),
  ),
  byValue(
    'file, drawn small',
    things.file,
    get(rival.key, (hash) => `/files/${hash}/320`),
  ),
  byValue(
    'file as a basis',
    things.file,
    post(
      rival.key,
      () => '/api/mandates',
      (basisFile) => ({ purpose: 'act', holder: partner.id, scopes: ['events.query'], basisFile }),
    ),
  ),
  byValue('file that is brought', uploads, (body) => ({
    method: 'POST',
    path: '/api/files',
    headers: { ...bearer(rival.key), 'content-type': 'application/pdf' },
    body,
  })),
]
