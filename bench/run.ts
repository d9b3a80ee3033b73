import { captureFigure } from './capture.ts'
import type { Corpus } from './documents.ts'
import { type Figure, say } from './figure.ts'
import { serverSettings } from './ground.store.ts'
import { type Ground, openGround } from './ground.ts'
import { keysFigure } from './keys.ts'
import type { FigureName, Options } from './options.ts'
import { digitalLinksFigure, validateFigure } from './pure.ts'
import { machine, printReport, writeReport } from './report.ts'
import { resolverFigure } from './resolver.ts'
import { scanFigure } from './scan.ts'

const inMemory: Partial<Record<FigureName, (corpus: Corpus) => Figure[]>> = {
  'digital-links': digitalLinksFigure,
  validate: validateFigure,
}

const onGround: Partial<Record<FigureName, (ground: Ground) => Promise<Figure[]>>> = {
  capture: captureFigure,
  keys: keysFigure,
  scan: scanFigure,
  resolver: resolverFigure,
}

/** Takes the figures asked for and reports them; a figure that falls short is reported as it is. */
export const runBench = async (options: Options): Promise<void> => {
  const figures: Figure[] = []
  for (const name of options.only) {
    if (inMemory[name] === undefined) continue
    say(`${name} …`)
    figures.push(...inMemory[name](options))
  }
  const stored = options.only.filter((name) => onGround[name] !== undefined)
  const settings = stored.length === 0 ? {} : await measureStored(options, stored, figures)
  const report = { machine: machine(), run: { events: options.events, seed: options.seed, ...settings }, figures }
  printReport(report)
  if (options.json !== undefined) writeReport(options.json, report)
}

/** Figures on one ground, in order; the settings of its database. */
const measureStored = async (
  options: Options,
  names: readonly FigureName[],
  figures: Figure[],
): Promise<Record<string, string>> => {
  const ground = await openGround(options)
  try {
    for (const name of names) {
      say(`${name} …`)
      figures.push(...((await onGround[name]?.(ground)) ?? []))
    }
    return await serverSettings(ground.databaseUrl)
  } finally {
    await ground.close()
  }
}
