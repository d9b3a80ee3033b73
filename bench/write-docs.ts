import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from './figure.ts'
import type { GrowthPoint } from './growth.ts'
import { type Line, type Panel, plotSvg } from './plot.ts'
import { formatNumber, type Report } from './report.ts'

const plotFile = 'performance-growth.svg'
const plotLink = `![Rate, cost and latencies over the size of the store](${plotFile})`
const docs = join(import.meta.dirname, '..', 'docs')

/** Puts a run's figures, its growth as a table and its plot into docs/performance.md, which keeps its own words around them. */
export const writeDocs = (reportFile: string): void => {
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report
  const page = join(docs, 'performance.md')
  const text = readFileSync(page, 'utf8')
  const withFigures = replaceBlock(text, 'figures', `${takenOn(report)}\n\n${figuresTable(report.figures)}`)
  writeFileSync(page, replaceBlock(withFigures, 'growth', `${plotLink}\n\n${growthTable(report)}`))
  writeFileSync(join(docs, plotFile), plotSvg(growthPanels(report)))
}

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
export const replaceBlock = (text: string, name: string, content: string): string => {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`]
  const [at, until] = [text.indexOf(start), text.indexOf(end)]
  if (at < 0 || until < at) throw new Error(`the page has no place for "${name}"`)
  return `${text.slice(0, at + start.length)}\n${content}\n\n${text.slice(until)}`
}

const takenOn = ({ takenAt, machine, run }: Report): string => {
  const { cpu, cores, memoryGB, system, node } = machine
  return `Taken on ${takenAt.slice(0, 10)}: ${formatNumber(Number(run.events))} events; ${cores} cores (${cpu}), ${memoryGB} GB, ${system}, Node.js ${node}, PostgreSQL ${run.server_version}.`
}

const figuresTable = (figures: readonly Figure[]): string =>
  table(
    ['figure', 'value', 'floor', 'ratio', 'target', 'met'],
    figures.map(({ name, value, unit, floor, target }) => [
      name,
      `${formatNumber(value)} ${unit}`,
      floor === undefined ? '' : `${floor.of}: ${formatNumber(floor.value)} ${unit}`,
      floor === undefined ? '' : (value / floor.value).toFixed(2),
      target?.text ?? '',
      target === undefined ? '' : target.met ? 'yes' : '**no**',
    ]),
  )

/** What each size of the store costs: the slice of the load that ends there, and what is asked there. */
export const growthTable = ({ slices, growth }: Pick<Report, 'slices' | 'growth'>): string =>
  table(
    [
      'events',
      'capture, events/s',
      'server, µs an event',
      'database, µs an event',
      'others, of a core',
      'WAL, bytes an event',
      'store, bytes an event',
      "one key's events, p95 ms",
      'compound page, p95 ms',
    ],
    growth.map(({ events, bytesOfEvent, keyP95, compoundP95 }) => {
      const slice = slices.find(({ to }) => to === events)
      const { microseconds, others } = slice?.use ?? {}
      return [
        ...[events, slice?.perSecond, microseconds?.server, microseconds?.database].map(numberOrNone),
        others === undefined ? '' : `${Math.round(others * 100)} %`,
        ...[slice?.walBytesOfEvent, bytesOfEvent, keyP95, compoundP95].map(numberOrNone),
      ]
    }),
  )

const numberOrNone = (value: number | undefined): string => (value === undefined ? '' : formatNumber(value))

const table = (head: readonly string[], rows: readonly string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Rate, cost and latencies over the size of the store. */
export const growthPanels = ({ slices, growth }: Pick<Report, 'slices' | 'growth'>): Panel[] => {
  const cost = (of: string): Line => ({
    label: of,
    points: slices.flatMap(({ to, use }) => (use === undefined ? [] : [[to, use.microseconds[of] ?? 0] as const])),
  })
  const p95 = (label: string, of: (point: GrowthPoint) => number): Line => ({
    label,
    points: growth.map((point) => [point.events, of(point)]),
  })
  const rate: Line = { label: 'capture', points: slices.map(({ to, perSecond }) => [to, perSecond]) }
  const panels: Panel[] = [
    { title: 'capture, events/s', lines: [rate] },
    { title: 'CPU of an event captured, µs', lines: ['server', 'database', 'client'].map(cost) },
    {
      title: 'answers, p95 in ms',
      lines: [p95("one key's events", ({ keyP95 }) => keyP95), p95('compound page', ({ compoundP95 }) => compoundP95)],
    },
  ]
  return panels.filter(({ lines }) => lines.some(({ points }) => points.length > 0))
}
