import type { Random } from '../bench/random.ts'

/** A request as somebody sends it who wants to know. */
export type Asked = {
  method?: 'GET' | 'POST' | 'DELETE'
  path: string
  headers?: Record<string, string>
  body?: string
}

/** What is there and is not the caller's to see; what is not there at all. */
export type Side = 'hidden' | 'none'

/** One thing that could be inferred. `ask`: the request about it, in the so many-th pair. */
export type Probe = { name: string; ask(side: Side, pair: number): Asked }

/** Values of both sides, spelt alike, so that neither is longer to read. */
export type Values = Readonly<Record<Side, readonly string[]>>

/** Asks about any of the values: in one pair about the same place of both lists. */
export const byValue = (name: string, values: Values, asked: (value: string) => Asked): Probe => ({
  name,
  ask: (side, pair) => {
    const list = values[side]
    const value = list[pair % list.length]
    if (value === undefined) throw new Error(`${name}: nothing to ask about`)
    return asked(value)
  },
})

export const get =
  (key: string | undefined, path: (value: string) => string) =>
  (value: string): Asked => ({ path: path(value), headers: bearer(key) })

export const end =
  (key: string | undefined, path: (value: string) => string) =>
  (value: string): Asked => ({ method: 'DELETE', path: path(value), headers: bearer(key) })

export const post =
  (key: string | undefined, path: (value: string) => string, body: (value: string) => object) =>
  (value: string): Asked => ({
    method: 'POST',
    path: path(value),
    headers: { ...bearer(key), ...json, 'x-forwarded-for': networkOf() },
    body: JSON.stringify(body(value)),
  })

export const json = { 'content-type': 'application/json' }

export const bearer = (key: string | undefined): Record<string, string> =>
  key === undefined ? {} : { authorization: `Bearer ${key}` }

let asking = 0

/** Each call comes from a network of its own, as the operator's proxy says it: who guesses much is slowed down by that. */
export const networkOf = (): string => {
  asking += 1
  return `10.${(asking >> 8) & 255}.${asking & 255}.${1 + (asking >> 16)}`
}

/** Ids of the same age and spelling that nothing has. */
export const strangers = (ids: readonly string[], random: Random): string[] =>
  ids.map((id) => id.slice(0, -12) + random.hex(12))
