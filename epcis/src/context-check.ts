import type { Check } from './check.ts'
import { checkAt, isObject, report } from './check.ts'
import type { Json } from './event.ts'
import { isUri } from './format.ts'

/** A JSON-LD context as EPCIS allows it: a URI, an object, or an array of both without repeats. */
export const contextValue: Check = (run, value) => {
  if (!Array.isArray(value)) return contextItem(run, value)
  for (let index = 0; index < value.length; index++) checkAt(run, index, value[index] as Json, contextItem)
  const repeats = value.some((item, index) => value.slice(0, index).some((earlier) => isSame(earlier, item, 0)))
  if (repeats) report(run, 'list-repeats', { value: '@context' })
}

const contextItem: Check = (run, value) => {
  const right = typeof value === 'string' ? isUri(value) : isObject(value)
  if (!right) report(run, 'context-invalid')
}

function isSame(a: Json, b: Json, depth: number): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || depth > 100) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  const left = a as Record<string, Json>
  const right = b as Record<string, Json>
  return names.every((name) => Object.hasOwn(b, name) && isSame(left[name] as Json, right[name] as Json, depth + 1))
}
