import type { DocumentIssue, EventIssue } from '@nguon/epcis'
import { createSay, type Language } from '../../server/src/platform/messages.ts'
import { sentenceOf } from '../../server/src/platform/problem-body.ts'
import type { Input } from './input.ts'

type Issue = { code: string; params?: Record<string, string> }

const say = createSay()

/** What is wrong with a document's text, each with its line and byte. */
export const textFaults = async (input: Input, issues: readonly DocumentIssue[], language: Language) => {
  const lines = await lineNumbers(
    input,
    issues.map(({ at }) => at),
  )
  return issues.map((issue, index) => `line ${lines[index]}, byte ${issue.at}: ${sentence(issue, language)}`)
}

/** What is wrong with an event, or with a document around its events. */
export const eventFaults = (event: number | undefined, issues: readonly EventIssue[], language: Language): string[] =>
  issues.map((issue) => {
    const place = [event === undefined ? [] : [`event ${event}`], issue.path === '' ? [] : [issue.path]].flat()
    return [...(place.length === 0 ? [] : [place.join(' ')]), sentence(issue, language)].join(': ')
  })

const sentence = (issue: Issue, language: Language): string => sentenceOf(say, language, 'epcis', issue)

/** The line in which each byte stands, from 1. */
const lineNumbers = async (input: Input, places: readonly number[]): Promise<number[]> => {
  const lines = places.map(() => 1)
  let offset = 0
  for await (const chunk of input.open()) {
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) {
      for (const [index, place] of places.entries()) if (offset + at < place) lines[index] = (lines[index] ?? 0) + 1
    }
    offset += chunk.length
  }
  return lines
}

const newline = 10
