import { firstOfMany, kinds } from '../assertion.ts'
import type { Said, Statement } from '../walk/statement.ts'
import { cursorOf, inIndex, type WalkReader } from '../walk/walk-reader.ts'
import type { Memory } from './memory.ts'

/** Reads our own statements and, beside them, those that others told during this trace; an event that both tell is ours. */
export const mergedReader = (reader: WalkReader, { statements, uids }: Memory): WalkReader => {
  const told = (keys: readonly string[], from: number, to: number): Statement[] =>
    keys.flatMap((key) => (statements.get(key) ?? []).filter(({ kind }) => kind >= from && kind <= to))
  const eventAt = ({ key, eventUid }: { key: string; eventUid: string }) => `${key} ${uids.common(eventUid)}`
  const besides = (ours: readonly { key: string; eventUid: string }[], theirs: readonly Statement[]): Statement[] => {
    if (theirs.length === 0) return []
    const known = new Set(ours.map(eventAt))
    return theirs.filter((row) => !known.has(eventAt(row)))
  }
  return {
    own: async (keys) => {
      const stories = new Map<string, readonly Said[]>(await reader.own(keys))
      for (const key of keys) {
        const theirs = told([key], 0, firstOfMany - 1)
        const ours = stories.get(key) ?? []
        if (theirs.length > 0)
          stories.set(key, [
            ...ours,
            ...besides(
              ours.map(({ eventUid }) => ({ key, eventUid })),
              theirs,
            ),
          ])
      }
      return stories
    },
    holding: async (keys) => {
      const theirs = told(keys, firstOfMany, kinds.hasOutput)
      return new Set([...(await reader.holding(keys)), ...theirs.map(({ key }) => key)])
    },
    many: async (keys, range, most, after) => {
      const { rows, next } = await reader.many(keys, range, most, after)
      const fitting = told(keys, ...range).filter(
        (row) => (after === undefined || inIndex(row, after) > 0) && (next === undefined || inIndex(row, next) <= 0),
      )
      // Of an event that both tell, ours may end one page, and theirs begin the next.
      const more = besides(after === undefined ? rows : [...rows, after], fitting)
      const merged = more.length === 0 ? rows : [...rows, ...more].sort((a, b) => inIndex(cursorOf(a), cursorOf(b)))
      return { rows: merged, ...(next && { next }) }
    },
  }
}
