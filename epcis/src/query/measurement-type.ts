import { gs1Namespaces, measurementTypes } from '../cbv.ts'
import type { Context } from '../context.ts'
import { expandName } from '../context.ts'

const words: ReadonlySet<string> = new Set(measurementTypes)

/** Whether a text is a bare word of the list. */
export const isMeasurementType = (text: string): boolean => words.has(text)

/** A sensor report's type in its one spelling: the bare word of the GS1 Web Vocabulary, or the full URI of another. */
export function measurementType(text: string, context: Context): string {
  if (words.has(text)) return text
  const full = expandName(context, text) ?? text
  const start = gs1Namespaces.find((namespace) => full.startsWith(namespace))
  return start !== undefined && words.has(full.slice(start.length)) ? full.slice(start.length) : full
}
