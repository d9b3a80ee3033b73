import { firstOfMany, kinds } from '../assertion.ts'
import type { Statement } from '../walk/statement.ts'
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
      const stories = await reader.own(keys)
      const both = keys.filter((key) => statements.has(key))
      if (both.length === 0) return stories
      const merged = new Map(stories.told)
      for (const key of both) {
        const ours = merged.get(key) ?? []
        const named = ours.map(({ eventUid }) => ({ key, eventUid }))
        merged.set(key, [...ours, ...besides(named, told([key], 0, firstOfMany - 1))])
      }
      const theirs = told(both, firstOfMany, kinds.hasOutput)
      return { told: merged, holding: new Set([...stories.holding, ...theirs.map(({ key }) => key)]) }
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
