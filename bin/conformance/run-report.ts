import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Chapter } from './check.ts'
import { type Demand, findUncovered } from './coverage.ts'
import { type OwnProgram, startOwnProgram } from './own-program.ts'
import { judgeAll, writeReport } from './report.ts'
import { createWorld } from './world.ts'

/** Small enough that a check can be over them, and callbacks may go to the loopback. */
const settings = {
  CAPTURE_BYTES: String(1 << 20),
  CAPTURE_EVENT_BYTES: String(1 << 20),
  CALLBACK_NETWORKS: '127.0.0.0/8',
}

export type Outcome = { report: string; checks: number; failed: number; lines: string[] }

/** Starts the program, holds it to the chapters' checks, and tells what came of it. */
export const runChecks = async (
  chapters: readonly Chapter[],
  demands: readonly Demand[],
  { began, stopped }: { began(program: Promise<OwnProgram>): void; stopped(): boolean },
): Promise<Outcome> => {
  const starting = startOwnProgram(settings)
  began(starting)
  const program = await starting
  try {
    const world = await createWorld(program)
    try {
      const judged = await judgeAll(world, chapters, stopped)
      const rows = judged.flatMap((chapter) => chapter.rows)
      const faults = rows.filter(({ fault }) => fault !== undefined)
      return {
        report: writeReport(judged, demands),
        checks: rows.length + demands.length,
        failed: faults.length + demands.length,
        lines: [
          ...faults.map(({ check, fault }) => `${check.operation}, ${check.sent}: ${fault}`),
          ...demands.map(({ what }) => `no check: ${what}`),
        ],
      }
    } finally {
      await world.close()
    }
  } finally {
    await program.stop()
  }
}

const reportFile = join(import.meta.dirname, '../../docs/standards.md')

/** The whole run: writes docs/standards.md. */
export const runReport = async (
  chapters: readonly Chapter[],
  hooks: Parameters<typeof runChecks>[2],
): Promise<Outcome> => {
  const outcome = await runChecks(chapters, findUncovered(chapters), hooks)
  if (!hooks.stopped() && outcome.report !== readReport()) writeFileSync(reportFile, outcome.report)
  return outcome
}

const readReport = (): string | undefined => {
  try {
    return readFileSync(reportFile, 'utf8')
  } catch {
    return undefined
  }
}
