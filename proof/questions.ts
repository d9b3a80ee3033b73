import { createRandom } from '../bench/random.ts'
import { linesOfNaive } from './compare.ts'
import type { History } from './histories.ts'
import { standing, statementsOf } from './naive-statements.ts'
import { naiveFlows, naiveTrace } from './naive-trace.ts'

/** One trace that is asked of both, the reference and the engine: as when so many captures had come. */
export type Question = {
  start: string
  direction: 'back' | 'forward'
  captures: number
  from?: number
  to?: number
}

const startsOfHistory = 2

/** What is asked about a history: some of its keys both ways, one within bounds, one as before its last captures. */
export const questionsOf = (history: History): Question[] => {
  const random = createRandom(history.number, 1)
  const said = statementsOf(standing(history.told, Number.POSITIVE_INFINITY))
  const keys = [...new Set(said.map(({ key }) => key))]
  const one = <T>(values: readonly T[]): T => values[random.whole(values.length)] as T
  if (keys.length === 0) return []
  const captures = Math.max(...history.told.map(({ capture }) => capture))
  const starts = [...new Set(Array.from({ length: startsOfHistory }, () => one(keys)))]
  const both = starts.flatMap((start): Question[] => [
    { start, direction: 'back', captures },
    { start, direction: 'forward', captures },
  ])
  const direction = one(['back', 'forward'] as const)
  const times = [one(said).at, one(said).at]
  const bounded = { start: one(keys), direction, captures, from: Math.min(...times), to: Math.max(...times) }
  const before = { start: one(keys), direction, captures: 1 + random.whole(captures) }
  return [...both, bounded, before]
}

/** The reference's answer. Within bounds the ends say where the bounds are, not where the goods are: they are not asked for. */
export const answerOf = ({ told }: History, question: Question): string[] => {
  const flows = naiveFlows(standing(told, question.captures))
  const trace = naiveTrace(flows, question.start, question.direction, question)
  const starts = [...(flows.lots.get(question.start)?.parts.keys() ?? [question.start])]
  return withinBounds(question, linesOfNaive(trace, starts, question.direction))
}

/** See answerOf. */
export const withinBounds = ({ from, to }: Question, lines: readonly string[]): string[] =>
  from === undefined && to === undefined ? [...lines] : lines.filter((line) => !/^(unknown|open) /.test(line))
