import type { EpcisEvent, EventFacts } from '@nguon/epcis'

/**
 * What an event says that few other words are said for: a type, a step, a disposition, a place. `value` is its one
 * spelling, `spelling` what the sender wrote.
 */
export type Word = { kind: number; value: string; spelling: string }

/** A word of events that somebody sees: a party, an authority's sector or territory, a share. */
export type SeenWord = Word & { viewer: string }

/** The kinds of words; their places are stored, so the list only grows at its end. */
export const wordKinds = ['eventType', 'bizStep', 'disposition', 'readPoint', 'bizLocation'] as const

export type WordKind = (typeof wordKinds)[number]

export const kindNumber = (kind: WordKind): number => wordKinds.indexOf(kind)

/** The words of an event; of an erased one those that its tombstone keeps. */
export const wordsOfEvent = (facts: EventFacts, event?: EpcisEvent): Word[] => {
  const words: Record<WordKind, string | undefined> = {
    eventType: facts.type,
    bizStep: facts.bizStep,
    disposition: facts.disposition,
    readPoint: facts.readPoint,
    bizLocation: facts.bizLocation,
  }
  return wordKinds.flatMap((kind) => {
    const value = words[kind]
    if (value === undefined) return []
    const sent = kind === 'readPoint' || kind === 'bizLocation' ? event?.[kind]?.id : undefined
    return [{ kind: kindNumber(kind), value, spelling: sent ?? uriOf(value) }]
  })
}

/** A canonical key as a URI. */
export const uriOf = (key: string): string => (key.startsWith('/') ? `https://id.gs1.org${key}` : key)
