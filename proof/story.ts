import type { History } from './histories.ts'
import type { Quantified } from './naive-statements.ts'
import type { Question } from './questions.ts'

/** A history as a person reads it, in the order of time, and what was asked of it. */
export const storyOf = ({ told }: History, question: Question): string => {
  const lines = told
    .toSorted((a, b) => Date.parse(a.event.eventTime) - Date.parse(b.event.eventTime))
    .map(({ event, party, capture }) => {
      const { type, eventTime, eventID, readPoint, bizLocation, eventTimeZoneOffset: _, ...members } = event
      const said = Object.entries(members).map(([name, value]) => `${name} ${worded(value)}`)
      const place = worded(bizLocation?.id ?? readPoint?.id ?? 'nowhere')
      return `${eventTime} ${worded(eventID)} by ${party}, capture ${capture}: ${type} at ${place}; ${said.join('; ')}`
    })
  const { start, direction, captures, from, to } = question
  const bounds = [from, to].map((at) => (at === undefined ? '' : new Date(at).toISOString()))
  return [...lines, `${direction} from ${worded(start)} after capture ${captures}, within ${bounds.join('..')}`].join(
    '\n',
  )
}

const worded = (value: unknown): string => {
  if (Array.isArray(value))
    return value
      .map((each) =>
        typeof each === 'string' ? short(each) : each.epcClass ? amount(each) : short(JSON.stringify(each)),
      )
      .join(', ')
  return typeof value === 'string' ? short(value) : short(JSON.stringify(value))
}

const amount = ({ epcClass, quantity, uom }: Quantified): string =>
  `${quantity ?? 'some'} ${uom ?? ''} ${short(epcClass)}`

/** Keys without what all have in common. */
export const short = (text: string): string =>
  text
    .replaceAll(/https:\/\/id\.gs1\.org\/\d+\/(?:\d{14}(?:\/\d\d\/)?|\d{13}\/254\/)/g, '')
    .replaceAll(/https:\/\/\w+\.example\//g, '')
