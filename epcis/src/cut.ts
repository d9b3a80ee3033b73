import type { Json } from './event.ts'

/** One fault of the text itself. `at`: byte offset; `event`: which event it stands in, from 0; `path`: inside that. */
export type DocumentIssue = {
  code: string
  at: number
  event?: number
  path?: string
  params?: Record<string, string>
}

/** What a whole text was. `header`: the document with its eventList emptied; a bare event has none. */
export type Cut = {
  kind: 'document' | 'query-document' | 'event' | 'other'
  header: Json | undefined
  count: number
  issues: DocumentIssue[]
}

/** Cuts a text into events as its bytes come in. The bytes handed out may be views on the chunks pushed. */
export type Cutter = { push(chunk: Uint8Array): Uint8Array[]; end(): Cut }
