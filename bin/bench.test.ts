import assert from 'node:assert/strict'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { factsOf, parseEvent, resolveContext } from '@nguon/epcis'
import { parseDigitalLinkPath } from '@nguon/gs1'
import { documentCount, documentText, eventsOfDocument, keyQueries, printedCodes } from '../bench/documents.ts'
import { readOptions } from '../bench/options.ts'

const corpus = { events: 20_000, seed: 1 }

test('the generated events are valid, the same each time, and hold five keys on average', () => {
  const { text, count } = documentText(corpus, 7)
  assert.equal(text, documentText(corpus, 7).text)
  assert.equal(count, eventsOfDocument)
  const document = JSON.parse(text)
  const { context } = resolveContext(document['@context'])
  const facts = document.epcisBody.eventList.map((event: unknown) => {
    const parsed = parseEvent(JSON.stringify(event), context)
    assert.deepEqual(parsed.issues, [])
    assert.ok(parsed.event)
    return factsOf(parsed.event, parsed.context)
  })
  const keys = facts.reduce((sum: number, each: { keys: unknown[] }) => sum + each.keys.length, 0)
  assert.equal(keys / count, 5)
})

test('no two events share an ID, and they lie within two years', () => {
  const ids = new Set<string>()
  let months = new Set<string>()
  for (let number = 0; number < documentCount(corpus); number += 1) {
    const { text } = documentText(corpus, number)
    for (const [, id] of text.matchAll(/"eventID":"([^"]+)"/g)) ids.add(id ?? '')
    months = months.union(new Set([...text.matchAll(/"eventTime":"(\d{4}-\d\d)/g)].map(([, month]) => month ?? '')))
  }
  assert.equal(ids.size, corpus.events)
  assert.equal(months.size, 24)
})

test('printed codes and keys are different, and what the events name', () => {
  const codes = printedCodes(corpus, 10_000, 1)
  assert.equal(new Set(codes).size, 10_000)
  assert.ok(codes.every((code) => parseDigitalLinkPath(code).ok))
  const kinds = Map.groupBy(keyQueries(corpus, 1000, 2), ({ kind }) => kind)
  assert.deepEqual([...kinds.keys()].sort(), ['class', 'hub', 'item'])
})

test('generated events never come among those of a system', () => {
  const keep = (folder: string, dataDir?: string) =>
    readOptions(['--keep', folder], dataDir === undefined ? {} : { DATA_DIR: dataDir }).keep
  for (const folder of ['data', 'data/bench', '.']) assert.throws(() => keep(folder), /apart from the data folder/)
  assert.throws(() => keep('/srv/nguon/data/x', '/srv/nguon/data'), /apart/)
  assert.equal(keep('/srv/nguon/data-bench', '/srv/nguon/data'), resolve('/srv/nguon/data-bench'))
  assert.equal(keep(join('..', 'bench')), resolve('..', 'bench'))
})

test('a figure that does not exist is refused by name', () => {
  assert.throws(() => readOptions(['--only', 'speed'], {}), /no figure "speed"/)
  assert.deepEqual(readOptions(['--only', 'scan', '--only', 'capture'], {}).only, ['capture', 'scan'])
})
