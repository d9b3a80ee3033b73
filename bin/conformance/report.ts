import { artefactDecisions } from './artefact-decisions.ts'
import { type Chapter, judge, type Row } from './check.ts'
import type { Demand } from './coverage.ts'
import type { World } from './world.ts'

export type Judged = { title: string; rows: Row[] }

/** Holds the server to every check, chapter after chapter; each may build on what those before it captured. */
export const judgeAll = async (world: World, chapters: readonly Chapter[], stopped: () => boolean) => {
  const judged: Judged[] = []
  for (const { title, checks } of chapters) {
    const rows: Row[] = []
    for (const check of checks) if (!stopped()) rows.push(await judge(world, check))
    judged.push({ title, rows })
  }
  return judged
}

/** The report: the same text as long as the same things happen. */
export const writeReport = (judged: readonly Judged[], uncovered: readonly Demand[]): string => {
  const rows = judged.flatMap((chapter) => chapter.rows)
  const failed = rows.filter(({ fault }) => fault !== undefined).length
  const operations = new Set(rows.map(({ check }) => check.operation)).size
  const parameters = new Set(rows.flatMap(({ check }) => check.parameters ?? [])).size
  return `${[
    '# Agreement with EPCIS 2.0 and CBV 2.0',
    '',
    'Written by `npm run conformance`, which starts the server and asks it: each row is a sentence of the standard, what was sent,',
    `and what came back. ${rows.length} checks over ${operations} operations and ${parameters} query parameters; ${failed} differ.`,
    ...uncovered.map(({ what }) => `No check: ${what}.`),
    ...judged.flatMap(chapterLines),
    '',
    '## Where the official artefacts contradict themselves',
    '',
    '| defect | decision | why | held by |',
    '|---|---|---|---|',
    ...artefactDecisions.map(({ defect, decision, ground, heldBy }) => line([defect, decision, ground, heldBy])),
  ].join('\n')}\n`
}

const chapterLines = ({ title, rows }: Judged): string[] => [
  '',
  `## ${title}`,
  '',
  '| clause | operation | sent | came back | verdict |',
  '|---|---|---|---|---|',
  ...rows.map(({ check, cameBack, fault }) =>
    line([check.clause, check.operation, check.sent, cameBack, fault === undefined ? 'as it must' : '**differs**']),
  ),
]

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replace(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`
