import { hash } from 'node:crypto'
import { measureValidateAndHash } from '../epcis/bench.ts'
import { measureDigitalLinks } from '../gs1/bench.ts'
import { type Corpus, documentText, eventsOfDocument } from './documents.ts'
import type { Figure } from './figure.ts'
import { rounded } from './statistics.ts'
import { packedGtin } from './world.ts'

const linkCount = 500_000
const linkGoal = 200_000
const eventCount = 60_000

/** Digital Links parsed on one core, beside the platform's own URL parser, which knows nothing of keys. */
export const digitalLinksFigure = (): Figure[] => {
  const links = Array.from(
    { length: 1000 },
    (_, index) => `https://id.gs1.org/01/${packedGtin(index % 8)}/10/LOT${index}/21/${index}`,
  )
  const parse = () => links.reduce((good, link) => good + (URL.parse(link) === null ? 0 : 1), 0)
  const { perSecond } = measureDigitalLinks(linkCount)
  const floor = ratePerSecond(linkCount, links.length, parse)
  return [
    {
      name: 'Digital Links parsed, one core',
      value: perSecond,
      unit: 'links/s',
      floor: { value: rounded(floor), of: 'URL.parse of such links' },
      target: { text: `≥ ${linkGoal.toLocaleString('en-US')}/s`, met: perSecond >= linkGoal },
    },
  ]
}

/** Events parsed, validated, read and hashed on one core, beside JSON.parse and one SHA-256 of the same texts. */
export const validateFigure = (corpus: Corpus): Figure[] => {
  const { perSecond, keys, bytes } = measureValidateAndHash(eventCount)
  const { epcisBody } = JSON.parse(documentText({ ...corpus, events: eventsOfDocument }, 0).text) as {
    epcisBody: { eventList: unknown[] }
  }
  const texts = epcisBody.eventList.map((event) => JSON.stringify(event))
  const floor = ratePerSecond(eventCount, texts.length, () => {
    for (const text of texts) {
      JSON.parse(text)
      hash('sha256', text, 'hex')
    }
  })
  return [
    {
      name: 'events validated and hashed, one core',
      value: perSecond,
      unit: 'events/s',
      floor: { value: rounded(floor), of: 'JSON.parse and one SHA-256' },
      notes: [`${keys.toFixed(1)} keys and ${bytes} bytes an event`],
    },
  ]
}

const ratePerSecond = (least: number, ofOneRound: number, round: () => unknown): number => {
  for (let warm = 0; warm < 20; warm += 1) round()
  const rounds = Math.ceil(least / ofOneRound)
  const started = performance.now()
  for (let done = 0; done < rounds; done += 1) round()
  return (rounds * ofOneRound) / ((performance.now() - started) / 1000)
}
