import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalKey } from '../canonical-key.ts'
import { keyPatterns } from './key-pattern.ts'

const covered: Record<string, string[]> = {
  'urn:epc:idpat:sgtin:9521234.054321.*': [
    'urn:epc:id:sgtin:9521234.054321.A1',
    'https://id.gs1.org/01/09521234543213/21/7',
  ],
  'urn:epc:idpat:sgtin:9521234.*.*': ['urn:epc:id:sgtin:9521234.054321.A1', 'urn:epc:id:sgtin:9521234.954321.A1'],
  'urn:epc:idpat:sgtin:*.*.*': ['urn:epc:id:sgtin:0614141.054321.A1'],
  'urn:epc:idpat:sscc:9521234.*': ['urn:epc:id:sscc:9521234.3000000010', 'urn:epc:id:sscc:9521234.0000000010'],
  'urn:epc:idpat:sgln:9521234.00011.*': ['urn:epc:id:sgln:9521234.00011.0', 'urn:epc:id:sgln:9521234.00011.K7'],
  'urn:epc:idpat:sgln:9521234.*.*': ['urn:epc:id:sgln:9521234.00011.K7'],
  'urn:epc:idpat:pgln:9521234.*': ['urn:epc:id:pgln:9521234.00011'],
  'urn:epc:idpat:grai:9521234.00011.*': ['urn:epc:id:grai:9521234.00011.R1'],
  'urn:epc:idpat:giai:9521234.*': ['urn:epc:id:giai:9521234.A7'],
  'urn:epc:idpat:gdti:9521234.00011.*': ['urn:epc:id:gdti:9521234.00011.D1'],
  'urn:epc:idpat:cpi:9521234.P1.*': ['urn:epc:id:cpi:9521234.P1.7'],
  'urn:epc:idpat:itip:9521234.054321.01.*.*': ['urn:epc:id:itip:9521234.054321.01.02.S1'],
  'urn:epc:idpat:itip:9521234.054321.01.02.*': ['urn:epc:id:itip:9521234.054321.01.02.S1'],
}

const covers = (pattern: string, uri: string, kind: 'epc' | 'class' = 'epc'): boolean =>
  (keyPatterns(pattern, kind) ?? []).some(
    ({ prefix, form }) => canonicalKey(uri).startsWith(prefix) && (!form || new RegExp(form).test(canonicalKey(uri))),
  )

test('a pattern covers the keys that it matches', () => {
  for (const [pattern, uris] of Object.entries(covered)) {
    for (const uri of uris) assert.ok(covers(pattern, uri), `${pattern} covers ${uri}`)
  }
})

test('a pattern leaves out what it does not match: other references, and other schemes of the same reference', () => {
  const beside = [
    'urn:epc:id:sgtin:9521234.054322.A1',
    'urn:epc:class:lgtin:9521234.054321.A1',
    'urn:epc:id:giai:9521234.A7',
    'https://id.gs1.org/01/09521234543213',
  ]
  for (const uri of beside) assert.ok(!covers('urn:epc:idpat:sgtin:9521234.054321.*', uri), uri)
  for (const uri of beside.slice(1)) assert.ok(!covers('urn:epc:idpat:sgtin:9521234.*.*', uri), uri)
})

test('as a class, a pattern covers the classes whose own pattern is no wider, and no lots', () => {
  const gtin = 'https://id.gs1.org/01/09521234543213'
  for (const pattern of ['9521234.054321.*', '9521234.*.*', '*.*.*'])
    assert.ok(covers(`urn:epc:idpat:sgtin:${pattern}`, gtin, 'class'), pattern)
  assert.ok(!covers('urn:epc:idpat:sgtin:9521234.*.*', 'urn:epc:class:lgtin:9521234.054321.A1', 'class'))
})

test('what is no pattern covers nothing', () => {
  const wrong = [
    'urn:epc:id:sgtin:9521234.054321.*',
    'urn:epc:idpat:sgtin:9521234.054321.A1',
    'urn:epc:idpat:sgtin:9521234.*.A1',
    'urn:epc:idpat:sgtin:9521234.05432.*',
    'urn:epc:idpat:sgtin:95.*.*',
    'urn:epc:idpat:sgtin:9521234.0543*.*',
    'urn:epc:idpat:nothing:9521234.*',
    'urn:epc:idpat:sgtin:9521234.*',
    '',
  ]
  for (const uri of wrong) assert.equal(keyPatterns(uri, 'epc'), undefined, uri)
})
