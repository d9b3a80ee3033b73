import { isDeepStrictEqual } from 'node:util'
import { membersOf, standardContext } from '@nguon/epcis'

/** An event as text, and the @context of the document in which it came, as text. */
export type InContext = { text: string; contextText: string }

const standardText = JSON.stringify(standardContext)

/**
 * Events under one @context where none of them comes to mean anything else by it, else each under its own: a prefix may
 * stand for two things, and a name that meant nothing to one sender may mean something to another.
 */
export const underContext = (events: readonly InContext[]): { context: string; texts: string[] } => {
  const contexts = [...new Set(events.map(({ contextText }) => contextText))]
  const [first] = contexts
  const common = contexts.length > 1 ? mergedContext(events, contexts) : (first ?? standardText)
  if (common !== undefined) return { context: common, texts: events.map(({ text }) => text) }
  return { context: standardText, texts: events.map(withOwnContext) }
}

type Definitions = Map<string, string>
type ReadContext = { remote: string; own: Definitions }

const mergedContext = (events: readonly InContext[], contexts: readonly string[]): string | undefined => {
  const read = new Map(contexts.map((text) => [text, readContext(text)]))
  const [first, ...others] = [...read.values()]
  if (first === undefined || others.some((other) => other?.remote !== first.remote)) return undefined
  const merged: Definitions = new Map()
  for (const { own } of [...read.values()].filter((each) => each !== undefined)) {
    for (const [name, meaning] of own) {
      if ((merged.get(name) ?? meaning) !== meaning) return undefined
      merged.set(name, meaning)
    }
  }
  const keepsMeaning = ({ text, contextText }: InContext) =>
    [...merged.keys()].every((name) => read.get(contextText)?.own.has(name) || !mayUse(text, name))
  if (!events.every(keepsMeaning)) return undefined
  return JSON.stringify([...JSON.parse(first.remote), Object.fromEntries(merged)])
}

/** A context of the usual form: addresses, then plain prefixes and terms. Of any other it is not told what merging does. */
const readContext = (text: string): ReadContext | undefined => {
  const parts = [JSON.parse(text)].flat()
  const inline = parts.findIndex((part) => typeof part !== 'string')
  const remote = inline < 0 ? parts : parts.slice(0, inline)
  const own: Definitions = new Map()
  for (const part of parts.slice(remote.length)) {
    if (typeof part !== 'object' || part === null) return undefined
    for (const [name, meaning] of Object.entries(part)) {
      const isPlain = typeof meaning === 'string' && absolute.test(meaning) && !name.startsWith('@')
      if (!isPlain || own.has(name)) return undefined
      own.set(name, meaning)
    }
  }
  return { remote: JSON.stringify(remote), own }
}

const absolute = /^(?:https?:\/\/|urn:)/

/** Whether a text names a term or prefix, be it as a value; with escapes it might. */
const mayUse = (text: string, name: string): boolean =>
  text.includes(JSON.stringify(name).slice(0, -1)) || text.includes('\\u')

/** An event's own context stands on that of its document; that of an event sent bare is both. */
const withOwnContext = ({ text, contextText }: InContext): string => {
  const own = text.includes('@context') || text.includes('\\') ? membersOf(text).find(isContext) : undefined
  if (own === undefined) return `{"@context":${contextText},${text.slice(text.indexOf('{') + 1)}`
  const [outer, inner] = [contextText, text.slice(own.value, own.end)].map((each) => JSON.parse(each))
  if (isDeepStrictEqual(outer, inner)) return text
  const both = [outer, inner].flat()
  return text.slice(0, own.value) + JSON.stringify(both) + text.slice(own.end)
}

const isContext = ({ name }: { name: string }): boolean => name === '@context'
