import type { Check } from './check.ts'
import { checkAt, isObject, report } from './check.ts'
import type { Json } from './event.ts'
import { isUri } from './format.ts'

/** A JSON-LD context as EPCIS allows it: a URI, an object, or an array of both without repeats. */
export const contextValue: Check = (run, value) => {
  if (!Array.isArray(value)) return contextItem(run, value)
  for (let index = 0; index < value.length; index++) checkAt(run, index, value[index] as Json, contextItem)
  if (new Set(value.map((item) => plainText(item, 0))).size < value.length) {
    report(run, 'list-repeats', { value: '@context' })
  }
}

const contextItem: Check = (run, value) => {
  const right = typeof value === 'string' ? isUri(value) : isObject(value)
  if (!right) report(run, 'context-invalid')
}

/** One text for equal values, whatever the order of their members. */
function plainText(value: Json, depth: number): string {
  if (typeof value !== 'object' || value === null || depth > 100) return JSON.stringify(depth > 100 ? null : value)
  if (Array.isArray(value)) return `[${value.map((item) => plainText(item, depth + 1)).join()}]`
  const names = Object.keys(value).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${plainText(value[name] as Json, depth + 1)}`).join()}}`
}
