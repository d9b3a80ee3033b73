import { type History, retold } from './histories.ts'
import type { Question } from './questions.ts'

/** A history and what is asked of it. */
export type Case = { history: History; question: Question }

/**
 * The smallest history that still differs, by leaving out one event after the other. `differences` tells histories that
 * nobody told before, all at once, and says for each what differs, if anything.
 */
export const shrink = async <Found extends Case>(
  found: Found,
  differences: (cases: readonly Case[]) => Promise<(Found | undefined)[]>,
  firstNumber: number,
): Promise<Found> => {
  let smallest = found
  let number = firstNumber
  for (;;) {
    const smaller = smallest.history.told
      .map((_, index) => without(smallest, index, ++number))
      .filter(({ history, question }) => JSON.stringify(history).includes(`"${question.start}"`))
    const next = (await differences(smaller)).find((each) => each !== undefined)
    if (next === undefined) return smallest
    smallest = next
  }
}

const without = ({ history, question }: Case, index: number, number: number): Case => ({
  history: retold({ ...history, told: history.told.toSpliced(index, 1) }, number),
  question: { ...question, start: question.start.replaceAll(`h${history.number}x`, `h${number}x`) },
})
