import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { linksetRules } from '../../../../test/conformance/resolver-1.2/linkset-rules.ts'
import type { LinkSet } from '../links/link.ts'
import { defaultLink, gs1 } from '../links/link-types.ts'
import { toLinkset, withContext } from './linkset.ts'

const sets: LinkSet[] = [
  {
    anchor: '/01/09521234543213/10/L%2F1',
    ours: true,
    links: [
      {
        linkType: defaultLink,
        href: 'https://n.vn/scan/01/1',
        title: 'Truy xuất',
        hreflang: ['vi'],
        type: 'text/html',
      },
    ],
  },
  {
    anchor: '/01/09521234543213',
    links: [
      {
        linkType: gs1('pip'),
        href: 'https://a.vn/',
        title: 'A',
        hreflang: ['vi', 'en-GB'],
        type: 'text/html',
        context: ['consumer'],
      },
      { linkType: gs1('pip'), href: 'https://a.vn/2', title: 'B' },
    ],
  },
  {
    anchor: '/01/09521234543213',
    ours: true,
    links: [{ linkType: defaultLink, href: 'https://n.vn/scan', title: 'T' }],
  },
]

test('a linkset keeps the acceptance rules of the standard and names each anchor once', () => {
  const linkset = toLinkset(sets, 'https://n.vn', 'Măng cụt')
  assert.ok(new Ajv().compile(linksetRules)(linkset))
  assert.deepEqual(
    linkset.linkset.map(({ anchor }) => anchor),
    ['https://n.vn/01/09521234543213/10/L%2F1', 'https://n.vn/01/09521234543213'],
  )
})

test('a default link has address and title alone', () => {
  const [first] = toLinkset(sets, 'https://n.vn').linkset
  assert.deepEqual(first?.[defaultLink], [{ href: 'https://n.vn/scan/01/1', title: 'Truy xuất' }])
})

test('only JSON-LD carries a context', () => {
  assert.deepEqual(Object.keys(toLinkset(sets, 'https://n.vn')), ['linkset'])
  assert.deepEqual(Object.keys(withContext(toLinkset(sets, 'https://n.vn'))), ['@context', 'linkset'])
})
