import { readFile } from 'node:fs/promises'
import { type CitedEvent, edgesOf, type TraceAnswer } from '../../src/modules/trace/answer/trace-answer.ts'
import type { StoryFiles } from '../../src/sample/index.ts'
import { linesOf, sorted, type TraceLines } from './trace-lines.ts'

/** One trace of a story's trace.json, written by hand from its documents. */
export type HandTrace = {
  code: string
  direction: string
  tells: { vi: string; en: string }
  /** Of `seen`, what the server is known not to tell yet (docs/open-points.md); once it does, this goes. */
  untold?: string[]
} & HandLines

/** What a person writes out; in whose hands things were is left to the register's own tests. */
type HandLines = Omit<TraceLines, 'held'>

type HandTraces = { words: Record<string, string>; traces: HandTrace[] }

export const handTracesOf = async (story: string): Promise<HandTraces> => {
  const file = new URL(`../../../examples/${story}/trace.json`, import.meta.url)
  return JSON.parse(await readFile(file, 'utf8')) as HandTraces
}

/** The lists of a hand-written trace, in the order in which answers are told. */
export const writtenLines = ({ things, hops, seen, untold = [], ends, verdict }: HandTrace): HandLines => ({
  things: sorted(things),
  hops: sorted(hops),
  seen: sorted(seen.flatMap(ofEach).map((line) => untold.reduce(without, line))),
  ends: sorted(ends),
  verdict,
})

/** 'A, B at P | …' is a line for A and a line for B. */
const ofEach = (line: string): string[] => {
  const [, things = '', rest = ''] = /^(.*?)( (?:at|@) .*)$/.exec(line) ?? []
  return things.split(', ').map((thing) => thing + rest)
}

/** A line of `seen` without the event that another line names of the same thing and place. */
const without = (line: string, other: string): string => {
  const [thing, event] = other.split(' | ')
  const [same, events = ''] = line.split(' | ')
  if (thing !== same) return line
  const left = events.split(', ').filter((each) => each !== event)
  return `${same} | ${left.join(', ')}`
}

/** A server's answer in the words of the story: its places and parties by name, its events by document and local time. */
export const answerLines = async (
  answer: TraceAnswer,
  story: StoryFiles,
  words: Record<string, string>,
): Promise<HandLines> => {
  const references = await eventReferences(story)
  const cited = new Map(answer.events.map((event) => [event.eventID, reference(event, references)]))
  const places = new Map(story.locations.map(({ key, says }) => [key, (says.names as { vi: string }).vi]))
  const called = new Map(answer.nodes.map(({ key, name }) => [key, name?.vi]))
  const parties = new Map(
    answer.hops.flatMap(({ by }) => by).map(({ party, name }) => [party, castName(story, name?.vi)]),
  )
  const event = (id: string): string => cited.get(id) ?? id
  const { held: _, ...lines } = linesOf(answer, {
    thing: (key) => words[key] ?? key.split('/').at(-1) ?? key,
    place: (key) => ((called.get(key) ?? places.get(key)) === places.get(key) ? (places.get(key) ?? key) : key),
    nowhere: 'không rõ nơi',
    event,
    process: (key) => words[processReference(answer, key, event)] ?? key,
    time: localTime,
    party: (party) => parties.get(party) ?? castName(story, called.get(party)) ?? party,
  })
  return lines
}

type Reference = { document: string; eventTime: string }

/** In which document an event stands: by its ID, or by its time where it came without one. */
const eventReferences = async (story: StoryFiles): Promise<Map<string, Reference>> => {
  const references = new Map<string, Reference>()
  for (const { file } of story.documents) {
    const { epcisBody } = JSON.parse(await story.text(file)) as {
      epcisBody: { eventList: { eventID?: string; eventTime: string; errorDeclaration?: unknown }[] }
    }
    for (const { eventID, eventTime, errorDeclaration } of epcisBody.eventList)
      if (errorDeclaration === undefined)
        references.set(eventID ?? localTime(eventTime), { document: file.slice(0, 2), eventTime })
  }
  return references
}

const reference = ({ eventID, eventTime }: CitedEvent, references: Map<string, Reference>): string => {
  const found = references.get(eventID) ?? references.get(localTime(eventTime))
  return found === undefined ? eventID : `${found.document} ${localTime(found.eventTime)}`
}

/** A process by the event that tells it first. */
const processReference = ({ nodes, hops }: TraceAnswer, key: string, event: (id: string) => string): string => {
  const ids = new Set(nodes.filter((node) => node.key === key).map(({ id }) => id))
  const telling = edgesOf(hops)
    .filter(({ from, to }) => ids.has(from) || ids.has(to))
    .flatMap(({ events }) => events.map(event))
  return sorted(telling)[0] ?? key
}

/** The short name that a story's files give the party whom the register calls so, by its public name or its own. */
const castName = ({ parties }: StoryFiles, called: string | undefined): string | undefined =>
  parties.find(({ says }) => [says.publicName, says.names].some((name) => vietnamese(name) === called))?.name ?? called

const vietnamese = (name: unknown): string | undefined => (name as { vi: string } | undefined)?.vi

/** Vietnamese time to the minute, as the documents write it. */
const localTime = (instant: string): string => new Date(Date.parse(instant) + 7 * 3_600_000).toISOString().slice(0, 16)
