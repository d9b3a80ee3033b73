import { compareTexts, type Said, type Statement } from './statement.ts'

/** Where a page of statements ended, in the order of the index. */
export type Cursor = { key: string; kind: number; eventTime: string; eventUid: string; other: string }

/** A page of what keys may have very many of; `next`: where it ended, if there is more. */
export type Page = { rows: Statement[]; next?: Cursor }

/**
 * Keys' own stories: all statements that tell them, by key; keys of which the very same is told may have one list (`toldAlike`).
 * `holding`: those of which anything is told that they may have very many of, whoever may see it and whenever it came.
 */
export type Stories = { told: ReadonlyMap<string, readonly Said[]>; holding: ReadonlySet<string> }

/** What is told of keys, from what is said alike of several: keys of which the very same is told have one list. */
export const toldAlike = (
  keys: readonly string[],
  statements: readonly { said: Said; keys: readonly string[] }[],
): Map<string, readonly Said[]> => {
  const ends = new Map<string, Branch | undefined>(keys.map((key) => [key, undefined]))
  for (const { said, keys: alike } of statements) {
    const longer = new Map<Branch | undefined, Branch>()
    for (const key of alike) {
      const before = ends.get(key)
      const end = longer.get(before) ?? { said, before }
      longer.set(before, end)
      ends.set(key, end)
    }
  }
  const lists = new Map<Branch | undefined, readonly Said[]>()
  const told = new Map<string, readonly Said[]>()
  for (const [key, end] of ends) {
    const list = lists.get(end) ?? listTo(end)
    lists.set(end, list)
    told.set(key, list)
  }
  return told
}

/** The last that was told of some keys, behind all that was told of them before: others may part from them at any place. */
type Branch = { said: Said; before: Branch | undefined }

const listTo = (end: Branch | undefined): Said[] => {
  const list: Said[] = []
  for (let branch = end; branch !== undefined; branch = branch.before) list.push(branch.said)
  return list.reverse()
}

/** Reads statements as at a position, those of visible events alone. */
export type WalkReader = {
  own: (keys: readonly string[]) => Promise<Stories>
  /** Statements of the kinds from the first to the last, at most so many, after a place. */
  many: (
    keys: readonly string[],
    kinds: readonly [first: number, last: number],
    most: number,
    after?: Cursor,
  ) => Promise<Page>
}

/** The place in the order of the index at which a statement stands. */
export const cursorOf = ({ key, kind, eventTime, eventUid, other }: Statement): Cursor => ({
  key,
  kind,
  eventTime,
  eventUid,
  other,
})

/** The order of the index, in which pages follow one another. */
export const inIndex = (a: Cursor, b: Cursor): number =>
  compareTexts(a.key, b.key) ||
  a.kind - b.kind ||
  compareTexts(a.eventTime, b.eventTime) ||
  compareTexts(a.eventUid, b.eventUid) ||
  compareTexts(a.other, b.other)
