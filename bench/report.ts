import { writeFileSync } from 'node:fs'
import { cpus, platform, release, totalmem } from 'node:os'
import type { Figure } from './figure.ts'
import type { Slice } from './fill.ts'
import type { GrowthPoint } from './growth.ts'

/** What a run has found so far. */
export type Report = {
  takenAt: string
  machine: Record<string, unknown>
  run: Record<string, unknown>
  figures: Figure[]
  /** The load, part by part. */
  slices: Slice[]
  growth: GrowthPoint[]
}

export const machine = (): Record<string, unknown> => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 1e9),
  system: `${platform()} ${release()}`,
  node: process.version,
})

const columns = ['figure', 'value', 'floor', 'ratio', 'target', 'met'] as const

/** The figures as a table, each with its notes below it; results alone go to stdout. */
export const printReport = ({ machine: about, run, figures }: Report): void => {
  const rows = figures.map((figure) => [
    figure.name,
    `${formatNumber(figure.value)} ${figure.unit}`,
    figure.floor === undefined ? '' : `${formatNumber(figure.floor.value)} (${figure.floor.of})`,
    figure.floor === undefined ? '' : (figure.value / figure.floor.value).toFixed(2),
    figure.target?.text ?? '',
    figure.target === undefined ? '' : figure.target.met ? 'yes' : 'NO',
  ])
  const widths = columns.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  const words = (pairs: Record<string, unknown>) =>
    Object.entries(pairs)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')
  const lines = [
    `machine: ${words(about)}`,
    `run: ${words(run)}`,
    '',
    line(columns),
    line(widths.map((width) => '-'.repeat(width))),
    ...rows.map(line),
    '',
  ]
  for (const figure of figures) {
    const notes = (figure.notes ?? []).filter((note) => note !== '')
    if (notes.length > 0) lines.push(`${figure.name}:`, ...notes.map((note) => `  ${note}`))
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}

export const writeReport = (file: string, report: Report): void =>
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`)

/** As figures are told: thousands parted, or three digits. */
export const formatNumber = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))
