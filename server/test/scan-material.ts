import assert from 'node:assert/strict'
import { parseDigitalLinkPath } from '@nguon/gs1'
import type { StoryStep } from '../src/modules/events/index.ts'
import type { ScanMaterial } from '../src/modules/portal/scan/project-scan.ts'
import type { PartyCard } from '../src/modules/registry/index.ts'
import { createSay } from '../src/platform/messages.ts'

const say = createSay()

/** The catalogue's sentences in one language. */
export const wordsOf = (language: 'vi' | 'en') => (key: string, params?: Record<string, string | number>) =>
  say(language, key, params)

export const coop: PartyCard = {
  id: '018f0000-0000-7000-8000-000000000001',
  kind: 'cooperative',
  sample: false,
  names: { vi: 'Hợp tác xã Măng cụt Lái Thiêu' },
  publicName: { vi: 'HTX Lái Thiêu' },
  address: {
    text: '12 đường Cầu Ngang, phường Lái Thiêu',
    unitCode: '25966',
    on: '2026-01-01',
    unitName: 'Phường Lái Thiêu',
  },
}

/** A household: what is private of it stands here on purpose, as a registry gone wrong might hand it over. */
export const grower: PartyCard = {
  id: '018f0000-0000-7000-8000-000000000002',
  kind: 'household',
  sample: false,
  names: { vi: 'Nguyễn Văn Kín' },
  publicName: { vi: 'Vườn Sáu Măng' },
  address: { text: 'Số 7 hẻm Kín', unitName: 'Phường Lái Thiêu' },
}

export const step = (more: Partial<StoryStep> = {}): StoryStep => ({
  eventTime: '2026-05-03T18:30:00Z',
  zone: '+07:00',
  type: 'ObjectEvent',
  action: 'OBSERVE',
  bizStep: 'shipping',
  declaredBy: coop.id,
  depth: 0,
  inherited: false,
  ...more,
})

/** What is read for a scan of /01/…/10/L1, with parts of it put otherwise. */
export function material(path = '/01/09521234543213/10/L1', more: Partial<ScanMaterial> = {}): ScanMaterial {
  const link = parseDigitalLinkPath(path)
  assert.ok(link.ok, path)
  const language = more.language ?? 'vi'
  return {
    language,
    words: wordsOf(language),
    publicUrl: 'https://nguon.example',
    today: '2026-11-23',
    link: link.value,
    serialUnknown: false,
    story: {
      known: true,
      complete: true,
      steps: [
        step({ bizStep: 'commissioning', declaredBy: grower.id, depth: 1, place: '/414/9521234000006' }),
        step({ eventTime: '2026-05-04T03:00:00Z', place: '/414/9521234000006' }),
      ],
    },
    facts: undefined,
    product: {
      key: '/01/09521234543213',
      names: { vi: 'Măng cụt', en: 'Mangosteen' },
      brand: { vi: 'Lái Thiêu' },
      images: ['a'.repeat(64)],
      origin: { country: 'VN' },
      owner: coop,
      claim: 'verified',
      sample: false,
      others: [],
    },
    place: undefined,
    parties: new Map([coop, grower].map((card) => [card.id, card])),
    places: new Map([
      [
        '/414/9521234000006',
        {
          key: '/414/9521234000006',
          names: { vi: 'Vườn số 6' },
          address: { unitName: 'Phường Lái Thiêu' },
          sample: false,
          others: [],
        },
      ],
    ]),
    ...more,
  }
}
