import { createWalkReader } from '../server/src/modules/trace/walk/walk.store.ts'
import type { WalkReader } from '../server/src/modules/trace/walk/walk-reader.ts'
import { linesOfEngine, namesOf } from './compare.ts'
import { readAtOnce, walkOf } from './engine.ts'
import type { History } from './histories.ts'
import { answerOf, type Question, questionsOf, withinBounds } from './questions.ts'
import type { Case } from './shrink.ts'
import { short } from './story.ts'
import { type Listener, tell } from './tell.ts'

export type Difference = Case & { said: string }

/** Each so many histories are read by the engine as it reads them in service, hop by hop. */
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
        const engine = await answerBy(history.number % sample === 0 ? read : known, question, names)
        const said = difference(answerOf(history, question), engine)
        if (said !== undefined) differences.push({ history, question, said })
      }
  }
  return { questions: asked.reduce((sum, { questions }) => sum + questions.length, 0), differences }
}

const namesIn = ({ parties }: Listener, { told }: History) => namesOf(told, (party) => parties.get(party)?.id ?? party)

const answerBy = async (read: WalkReader, question: Question, names: ReturnType<typeof namesOf>): Promise<string[]> => {
  try {
    return withinBounds(question, linesOfEngine(await walkOf(read, question), names, question.direction))
  } catch (error) {
    return [`fails: ${(error as Error).stack}`]
  }
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
