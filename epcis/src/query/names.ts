import type { Context } from '../context.ts'
import { expandName } from '../context.ts'
import type { ExtensionScope } from './query.ts'

/** Where an extension's member is looked for, and under which names: one full URI in its spellings. */
export type ExtensionName = { scope: ExtensionScope; inner: boolean; names: string[] }

const scopes: readonly (readonly [string, ExtensionScope])[] = [
  ['ILMD_', 'ilmd'],
  ['ERROR_DECLARATION_', 'errorDeclaration'],
  ['SENSORELEMENT_', 'sensorElement'],
  ['SENSORMETADATA_', 'sensorMetadata'],
  ['SENSORREPORT_', 'sensorReport'],
  ['readPoint_', 'readPoint'],
  ['bizLocation_', 'bizLocation'],
]

/** Reads what follows the comparison of a parameter: `INNER_ILMD_ns:name`. Undefined: no extension's name. */
export function extensionName(text: string, context: Context): ExtensionName | undefined {
  const inner = text.startsWith('INNER_')
  const rest = inner ? text.slice('INNER_'.length) : text
  const [start = '', scope = 'event'] = scopes.find(([each]) => rest.startsWith(each)) ?? []
  const names = spellingsOf(rest.slice(start.length), context)
  return names && { scope, inner, names }
}

/** The names of a member that events are ordered by. */
export const orderNames = (text: string, context: Context): string[] | undefined => spellingsOf(text, context)

/**
 * The full URI of `prefix:name` by the query's context, in all its spellings. A prefix that the query does not define is
 * taken as the senders wrote it. EPCIS 1.2 joined namespace and name by a number sign, whatever the namespace ends in.
 */
export function spellingsOf(name: string, context: Context): string[] | undefined {
  if (!/^[^\s:]+:./.test(name) || /\s/.test(name)) return undefined
  const full = expandName(context, name) ?? name
  return [...new Set([full, full.replace(/#([^#]*)$/, '$1')].flatMap(namesakes))]
}

/** The namespaces that `gs1:` and `cbvmda:` have stood for hold the same terms. */
const families: readonly (readonly string[])[] = [
  ['https://gs1.org/voc/', 'https://ref.gs1.org/voc/', 'https://www.gs1.org/voc/'],
  ['urn:epcglobal:cbv:mda:', 'urn:epcglobal:cbv:mda#', 'urn:epcglobal:cbv:mda'],
]

function namesakes(full: string): string[] {
  for (const family of families) {
    const start = family.find((each) => full.startsWith(each))
    if (start !== undefined) return family.map((each) => each + full.slice(start.length))
  }
  return [full]
}
