import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { isProblem, problem } from '../../../../platform/problem.ts'
import { viewerOf } from '../../rights/reach.ts'
import { textCell } from '../../spreadsheets/import-cell.ts'
import type { ExportAsked } from '../../spreadsheets/import-target.ts'
import { type Judging, type RecordSheet, recordsTarget } from '../../spreadsheets/records-target.ts'
import { cutPage } from '../../wire.ts'
import { type Elsewhere, selectElsewherePage } from './elsewhere.store.ts'
import { seriesAmong } from './lease-numbers.ts'
import { findSeriesAmong } from './number.store.ts'
import { createSpelling, elsewhereRange, type Series } from './number-series.ts'
import { addElsewhere, createPlacesOf, elsewhereCheck } from './tell-elsewhere.ts'

type Row = { series: string; firstNumber: string; lastNumber?: string }
type Entry = Required<Row>

const sheet: RecordSheet<Row, Entry> = {
  name: 'number-elsewhere',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'series', cell: textCell, required: true },
    { path: 'firstNumber', cell: textCell, required: true },
    { path: 'lastNumber', cell: textCell },
  ],
  derived: [],
  schema: Type.Object(
    { ...elsewhereRange.properties, series: Type.String({ format: 'uuid' }) },
    { additionalProperties: false },
  ),
  named: ({ series, firstNumber, lastNumber }) => [series, firstNumber, lastNumber],
  parties: () => [],
  toRecord: ({ lastNumber, ...row }) => ({ ...row, lastNumber: lastNumber ?? row.firstNumber }),
  nameOf: ({ series, firstNumber, lastNumber }) => `${series} ${firstNumber} ${lastNumber}`,
  judging,
  reworded: false,
  write,
  read: readPage,
}

/** The spans that rows name in series that the actor sees; of a row that names none, why. */
async function readSpans(reader: Reader, actor: Actor, entries: readonly Entry[]) {
  const series = await seriesAmong(reader, actor, [...new Set(entries.map((entry) => entry.series))])
  const placesIn = new Map([...series].map(([id, each]) => [id, createPlacesOf(each)]))
  const spanOf = (entry: Entry): Elsewhere => {
    const placesOf = placesIn.get(entry.series)
    if (placesOf === undefined) throw problem('registry.series-unknown', { series: entry.series })
    return { series: entry.series, ...placesOf(entry) }
  }
  return { series: [...series.values()], spanOf }
}

async function judging(reader: Reader, actor: Actor, entries: readonly Entry[]): Promise<Judging<Entry>> {
  const { series, spanOf } = await readSpans(reader, actor, entries)
  const spans = new Map<Entry, Elsewhere>()
  for (const entry of entries)
    try {
      spans.set(entry, spanOf(entry))
    } catch (error) {
      if (!isProblem(error)) throw error
    }
  const isNews = await elsewhereCheck(reader, [...spans.values()], series)
  const check = (entry: Entry): boolean => isNews(spans.get(entry) ?? spanOf(entry))
  return { known: (entry) => (check(entry) ? undefined : entry), check: () => {} }
}

async function write(tx: Tx, actor: Actor, entries: readonly Entry[]): Promise<void> {
  const { series, spanOf } = await readSpans(tx, actor, entries)
  await addElsewhere(tx, entries.map(spanOf), series, actor.partyID ?? '')
}

/** What was given out elsewhere of one's own series, from a number to a number; of everybody's, for who keeps the register. */
async function readPage(reader: Reader, actor: Actor, { after, limit }: ExportAsked) {
  const [series = lowestID, first = '-1'] = after === '' ? [] : after.split(' ')
  const asked = { party: viewerOf(actor), after: [series, Number(first)] as const, limit: limit + 1 }
  const spans = await selectElsewherePage(reader, asked)
  const known = await findSeriesAmong(reader, [...new Set(spans.map((span) => span.series))])
  const spellings = new Map(known.map((each: Series) => [each.id, createSpelling(each)]))
  const { items, next } = cutPage(
    spans,
    limit,
    (span) => `${span.series} ${span.first}`,
    (span) => {
      const { numberAt = String } = spellings.get(span.series) ?? {}
      return { series: span.series, firstNumber: numberAt(span.first), lastNumber: numberAt(span.last) }
    },
  )
  return { rows: items, ...(next !== undefined && { next }) }
}

/** Numbers of one's series that were given out elsewhere, from a spreadsheet and to one. */
export const elsewhereTarget = recordsTarget(sheet)
