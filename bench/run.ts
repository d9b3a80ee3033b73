import { captureFigure } from './capture.ts'
import { type Figure, say } from './figure.ts'
import { serverSettings } from './ground.store.ts'
import { type Ground, openGround } from './ground.ts'
import { keysFigure } from './keys.ts'
import type { FigureName, Options } from './options.ts'
import { machine, printReport, writeReport } from './report.ts'

const onGround: Partial<Record<FigureName, (ground: Ground) => Promise<Figure[]>>> = {
  capture: captureFigure,
  keys: keysFigure,
}

/** Takes the figures asked for and reports them; a figure that falls short is reported as it is. */
export const runBench = async (options: Options): Promise<void> => {
  const figures: Figure[] = []
  let run: Record<string, unknown> = { events: options.events, seed: options.seed }
  const stored = options.only.filter((name) => onGround[name] !== undefined)
  if (stored.length > 0) {
    const ground = await openGround(options)
    try {
      run = { ...run, ...(await serverSettings(ground.databaseUrl)) }
      for (const name of stored) figures.push(...(await measure(name, () => onGround[name]?.(ground))))
    } finally {
      await ground.close()
    }
  }
  const report = { machine: machine(), run, figures }
  printReport(report)
  if (options.json !== undefined) writeReport(options.json, report)
}

const measure = async (name: string, take: () => Promise<Figure[]> | undefined): Promise<Figure[]> => {
  say(`${name} …`)
  return (await take()) ?? []
}
