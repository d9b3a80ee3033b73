import type { WalkReader } from '../walk/walk-reader.ts'
import type { TraceEvents } from './trace-events.ts'

/** A reader for a walk, and the texts of keys, of which most are on their way before the walk has ended. */
export type Ahead = { read: WalkReader; textsOf: TraceEvents['keyTexts'] }

/** Fewer keys than this are asked about with all others, when the walk has ended. */
const worthwhile = 1_000

/**
 * Asks what keys are called while it is read what is told of them: the database has more than one processor. `most`: of so
 * many keys; where a walk meets more, nobody knows yet which of them it tells. What is hidden leads a walk to no key, so
 * nothing is asked about it.
 */
export const readAhead = (read: WalkReader, keyTexts: TraceEvents['keyTexts'], most: number): Ahead => {
  const coming: Promise<Map<string, string>>[] = []
  let asked = 0
  const ask = (keys: readonly string[]): void => {
    if (keys.length < worthwhile || asked + keys.length > most) return
    asked += keys.length
    const texts = keyTexts(keys)
    // Who asks for the texts hears of what fails; a walk that fails before tells its own fault.
    texts.catch(() => {})
    coming.push(texts)
  }
  return {
    read: {
      ...read,
      own: (keys) => {
        const stories = read.own(keys)
        ask(keys)
        return stories
      },
    },
    textsOf: async (hashes) => {
      const [texts = new Map<string, string>(), ...others] = await Promise.all(coming)
      for (const some of others) for (const [hash, text] of some) texts.set(hash, text)
      const left = hashes.filter((hash) => !texts.has(hash))
      for (const [hash, text] of await keyTexts(left)) texts.set(hash, text)
      return texts
    },
  }
}
