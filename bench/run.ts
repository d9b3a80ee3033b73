import { captureFigure } from './capture.ts'
import { compoundFigure } from './compound.ts'
import type { Corpus } from './documents.ts'
import { type Figure, say } from './figure.ts'
import { serverSettings } from './ground.store.ts'
import { type Ground, openGround } from './ground.ts'
import { importFigure } from './import.ts'
import { keysFigure } from './keys.ts'
import type { FigureName, Options } from './options.ts'
import { pagingFigure } from './paging.ts'
import { digitalLinksFigure, validateFigure } from './pure.ts'
import { machine, printReport, type Report, writeReport } from './report.ts'
import { resolverFigure } from './resolver.ts'
import { scanFigure } from './scan.ts'
import { traceFigure } from './trace.ts'
import { visibilityFigure } from './visibility.ts'
import { webhookFigure } from './webhook.ts'
import { xmlFigure } from './xml.ts'

const inMemory: Partial<Record<FigureName, (corpus: Corpus) => Figure[]>> = {
  'digital-links': digitalLinksFigure,
  validate: validateFigure,
}

const onGround: Partial<Record<FigureName, (ground: Ground) => Promise<Figure[]>>> = {
  keys: keysFigure,
  compound: compoundFigure,
  visibility: visibilityFigure,
  import: importFigure,
  scan: scanFigure,
  resolver: resolverFigure,
  trace: traceFigure,
  paging: pagingFigure,
  webhook: webhookFigure,
  xml: xmlFigure,
  capture: captureFigure,
}

/** Takes the figures asked for and reports them; a figure that falls short is reported as it is. */
export const runBench = async (options: Options): Promise<void> => {
  const report: Report = {
    takenAt: new Date().toISOString(),
    machine: machine(),
    run: { events: options.events, seed: options.seed },
    figures: [],
    slices: [],
    growth: [],
  }
  const write = () => options.json !== undefined && writeReport(options.json, report)
  for (const name of options.only) {
    if (inMemory[name] === undefined) continue
    say(`${name} …`)
    report.figures.push(...inMemory[name](options))
    write()
  }
  const stored = options.only.filter((name) => onGround[name] !== undefined)
  if (stored.length > 0) await measureStored(options, stored, report, write)
  printReport(report)
  write()
}

/** Figures on one ground, in order, written as they come: a run that is cut leaves what it has. */
const measureStored = async (
  options: Options,
  names: readonly FigureName[],
  report: Report,
  write: () => void,
): Promise<void> => {
  const ground = await openGround(options, ({ slices, growth }) => {
    Object.assign(report, { slices, growth })
    write()
  })
  try {
    Object.assign(report, { slices: ground.kept.slices, growth: ground.kept.growth })
    Object.assign(report.run, await serverSettings(ground.databaseUrl))
    for (const name of names) {
      say(`${name} …`)
      report.figures.push(...(await takeFigure(name, ground)))
      write()
    }
  } finally {
    await ground.close()
  }
}

/** A figure that cannot be taken ends the run with an error, but does not cost the others. */
const takeFigure = async (name: FigureName, ground: Ground): Promise<Figure[]> => {
  try {
    return (await onGround[name]?.(ground)) ?? []
  } catch (error) {
    say(`${name}: ${(error as Error).message}`)
    process.exitCode = 1
    return []
  }
}
