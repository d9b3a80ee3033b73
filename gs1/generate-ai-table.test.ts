import assert from 'node:assert/strict'
import { test } from 'node:test'
import { generateAiTable, parseDictionaryLine } from './generate-ai-table.ts'

test('reads a line with flags, linters and Digital Link alternatives', () => {
  assert.deepEqual(parseDictionaryLine('01  *?  N14,csum,gcppos2  ex=255,37 dlpkey=22,10,21|235  # GTIN'), {
    ais: ['01', '01'],
    title: 'GTIN',
    separated: false,
    attribute: true,
    components: [{ kind: 'N', min: 14, max: 14, optional: false, linters: ['csum', 'gcppos2'] }],
    requires: [],
    excludes: ['255', '37'],
    qualifiers: [['22', '10', '21'], ['235']],
  })
})

test('reads ranges, optional components, repeated and grouped requirements', () => {
  assert.deepEqual(parseDictionaryLine('3920-3929 ? N..15 req=01+21,30 req=31nn # PRICE # 1'), {
    ais: ['3920', '3929'],
    title: 'PRICE # 1',
    separated: true,
    attribute: true,
    components: [{ kind: 'N', min: 1, max: 15, optional: false, linters: [] }],
    requires: [[['01', '21'], ['30']], [['31nn']]],
    excludes: [],
  })
  const row = parseDictionaryLine('4330  ?  N6 [X1],hyphen')
  assert.deepEqual(row?.components[1], { kind: 'X', min: 1, max: 1, optional: true, linters: ['hyphen'] })
})

test('passes over comments and refuses what it does not know', () => {
  assert.equal(parseDictionaryLine('# comment'), undefined)
  assert.equal(parseDictionaryLine('  '), undefined)
  assert.throws(() => parseDictionaryLine('10 N2,newlinter'), /newlinter/)
  assert.throws(() => parseDictionaryLine('10 N2 newattribute=1'), /newattribute/)
  assert.throws(() => parseDictionaryLine('10 req=01'), /no format/)
})

test('writes a module with release, notice and licence', () => {
  const text = generateAiTable('# Release: 2030-01-02\n# Copyright (c) 2030 Somebody\n00 *? N18,csum dlpkey # SSCC\n')
  assert.match(text, /release 2030-01-02/)
  assert.match(text, /Copyright \(c\) 2030 Somebody/)
  assert.match(text, /Apache License, Version 2\.0/)
  assert.match(text, /"ais":\["00","00"\]/)
  assert.throws(() => generateAiTable('00 N18'), /release/)
})
