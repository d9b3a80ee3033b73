import type { VocabularyName } from '../cbv.ts'
import { cbvNamespace, cbvWord, gs1Namespaces, measurementTypes, sensorAlerts, vocabularies } from '../cbv.ts'

/**
 * A term of a CBV list as JSON wants it: the bare word, whether XML had its URN, its web URI or cbv:Name-word. A URN of the list
 * with a word that it has not becomes that word, for the rules to refuse by name.
 */
export function bareTerm(name: VocabularyName, value: string): string {
  const spelt = value.startsWith('cbv:') ? cbvNamespace + value.slice(4) : value
  const word = cbvWord(name, spelt)
  if (word !== undefined) return word
  const { urn } = vocabularies[name]
  return value.startsWith(urn) ? value.slice(urn.length) : value
}

const sensorTerms: ReadonlySet<string> = new Set([...measurementTypes, ...sensorAlerts])
const sensorSpellings = ['gs1:', ...gs1Namespaces]

/** A sensor's property type or alert: words of the GS1 Web Vocabulary are bare in JSON, others are spelt as they came. */
export function bareSensorTerm(value: string): string {
  const start = sensorSpellings.find((spelling) => value.startsWith(spelling)) ?? ''
  const word = value.slice(start.length)
  return sensorTerms.has(word) ? word : value
}

/** A term as XML spells it: a bare word as its URI, its URI in either spelling too, anything else as it stands. */
export function uriTerm(name: VocabularyName, value: string, spelling: 'web' | 'urn'): string {
  const word = cbvWord(name, value)
  return word === undefined ? value : vocabularies[name][spelling] + word
}

/** Whether a text is a bare word of the GS1 Web Vocabulary that sensor reports have. */
export const isSensorTerm = (value: string): boolean => sensorTerms.has(value)
