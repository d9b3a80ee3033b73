import { type Language, languages } from '../../../platform/messages.ts'
import { parameterRefused } from '../answer/trace-request.ts'

export const forms = ['chain', 'map'] as const
export const orientations = ['across', 'down'] as const

/** How a trace is to be drawn. `rest`: the trace's own parameters. */
export type PictureRequest = {
  form: (typeof forms)[number]
  orientation: (typeof orientations)[number]
  expand: string[]
  language: Language | undefined
  rest: URLSearchParams
}

/** Takes the picture's parameters out of a query string. Throws a Problem that names the one at fault. */
export function readPictureRequest(query: URLSearchParams): PictureRequest {
  const rest = new URLSearchParams(query)
  for (const name of ['form', 'orientation', 'expand', 'lang']) rest.delete(name)
  return {
    form: oneOf(query, 'form', forms) ?? 'chain',
    orientation: oneOf(query, 'orientation', orientations) ?? 'across',
    expand: (single(query, 'expand') ?? '').split(',').filter((id) => id !== ''),
    language: oneOf(query, 'lang', languages),
    rest,
  }
}

function single(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name)
  if (values.length > 1) throw parameterRefused(name, 'query-parameter-repeated')
  return values[0]
}

function oneOf<T extends string>(query: URLSearchParams, name: string, allowed: readonly T[]): T | undefined {
  const value = single(query, name)
  const known = allowed.find((one) => one === value)
  if (value !== undefined && known === undefined)
    throw parameterRefused(name, 'query-value-invalid', { value: value.slice(0, 120) })
  return known
}
