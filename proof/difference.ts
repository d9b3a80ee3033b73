import { createWalkReader } from '../server/src/modules/trace/walk/walk.store.ts'
import type { WalkReader } from '../server/src/modules/trace/walk/walk-reader.ts'
import { linesOfEngine, type Names, namesOf } from './compare.ts'
import { readAtOnce, walkOf } from './engine.ts'
import type { History } from './histories.ts'
import { goodsAlone, linesOverHttp } from './over-http.ts'
import { answerOf, type Question, questionsOf, withinBounds } from './questions.ts'
import type { Case } from './shrink.ts'
import { short } from './story.ts'
import { type Listener, tell } from './tell.ts'

export type Difference = Case & { said: string }

/** Each so many histories are asked for as in service too: hop by hop from the database, and through HTTP. */
const sample = 50

/** Tells histories, and asks engine and reference the same questions about each. */
export const compareHistories = async (
  listener: Listener,
  histories: readonly History[],
  ask: (history: History) => Question[] = questionsOf,
): Promise<{ questions: number; differences: Difference[] }> => {
  const positions = await tell(
    listener,
    histories.flatMap(({ told }) => told),
  )
  const asked = histories.map((history) => ({ history, questions: ask(history), names: namesIn(listener, history) }))
  const differences: Difference[] = []
  for (const [captures, asOf] of positions) {
    const now = asked.filter(({ questions }) => questions.some((question) => question.captures === captures))
    const read = createWalkReader(listener.app.db, asOf)
    const known = await readAtOnce(
      read,
      now.flatMap(({ names }) => [...names.keys()]),
    )
    for (const { history, questions, names } of now)
      for (const question of questions.filter((each) => each.captures === captures)) {
        const isSample = history.number % sample === 0
        const answer = answerOf(history, question)
        const said =
          difference(answer, await answerBy(isSample ? read : known, question, names)) ??
          (isSample ? await differenceOverHttp(listener, history, question, asOf, names) : undefined)
        if (said !== undefined) differences.push({ history, question, said })
      }
  }
  return { questions: asked.reduce((sum, { questions }) => sum + questions.length, 0), differences }
}

const namesIn = ({ parties }: Listener, { told }: History) => namesOf(told, (party) => parties.get(party)?.id ?? party)

const answerBy = async (read: WalkReader, question: Question, names: Names): Promise<string[]> => {
  try {
    return withinBounds(question, linesOfEngine(await walkOf(read, question), names, question.direction))
  } catch (error) {
    return [`fails: ${(error as Error).stack}`]
  }
}

/**
 * A key that nothing had been told of yet has no trace: the reference knows nothing of it either. What no event's
 * list names is left out.
 */
const differenceOverHttp = async (
  { app }: Listener,
  history: History,
  question: Question,
  asOf: number,
  names: Names,
): Promise<string | undefined> => {
  const lines = await linesOverHttp(app.operator, question, asOf, names)
  const listed = JSON.stringify(history.told)
  const isNamed = (line: string) => listed.includes(`"${/https:[^ ]*/.exec(line)?.[0]}"`)
  const answer = goodsAlone(answerOf(history, question)).filter(isNamed)
  const said = answer.filter((line) => lines !== undefined || !line.endsWith(question.start))
  return difference(said, withinBounds(question, goodsAlone(lines ?? []).filter(isNamed)))
}

const difference = (naive: readonly string[], engine: readonly string[]): string | undefined => {
  const [expected, found] = [new Set(naive), new Set(engine)]
  const lines = [
    ...naive.filter((line) => !found.has(line)).map((line) => `  reference alone: ${readable(line)}`),
    ...engine.filter((line) => !expected.has(line)).map((line) => `  engine alone:    ${readable(line)}`),
  ]
  return lines.length === 0 ? undefined : lines.join('\n')
}

const readable = (line: string): string =>
  short(line).replaceAll(/\b\d{13}\b/g, (at) => new Date(Number(at)).toISOString().slice(5, 16))
