import { resolveContext } from '../context.ts'
import type { Json, JsonObject } from '../event.ts'
import { numberText } from '../hash-values.ts'
import { escapeText } from './escape.ts'
import { instancePrefix, qualify, typesPrefix, type Writing } from './qualify.ts'
import { textMember } from './read-extension.ts'

/** The elements of an extension's member. */
export const extensionXml = (name: string, value: Json, writing: Writing): string =>
  valueXml(qualify(name, writing).name, value, writing)

/**
 * Elements that hold a value of any kind. A list repeats its element, and has none where it is empty; numbers and booleans say
 * their type, so that they come back as such.
 */
export function valueXml(tag: string, value: Json, writing: Writing, attributes = ''): string {
  if (Array.isArray(value)) return value.map((item) => valueXml(tag, item, writing, attributes)).join('')
  if (value === null) return `<${tag}${attributes} ${instancePrefix}:nil="true"/>`
  if (typeof value === 'object') return elementXml(tag, objectXml(value, writing), attributes)
  if (typeof value === 'string') return elementXml(tag, escapeText(value), attributes)
  const [type, text] = typeof value === 'number' ? numberType(value) : ['boolean', String(value)]
  return `<${tag}${attributes} ${instancePrefix}:type="${typesPrefix}:${type}">${text}</${tag}>`
}

const numberType = (value: number): [type: string, text: string] =>
  Number.isSafeInteger(value) ? ['integer', numberText(value)] : ['double', String(value)]

/** An element with this inside; `attributes`: as they stand in its tag. */
export const elementXml = (tag: string, inside: string, attributes = ''): string =>
  inside === '' ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${inside}</${tag}>`

/** The members of an extension's object: its own context holds for them. */
function objectXml(value: JsonObject, writing: Writing): string {
  const own = value['@context']
  const inner = own === undefined ? writing : { ...writing, context: resolveContext(own, writing.context).context }
  let xml = ''
  for (const name of Object.keys(value)) {
    const member = value[name] as Json
    if (name === '@context') continue
    xml += name === textMember && typeof member === 'string' ? escapeText(member) : extensionXml(name, member, inner)
  }
  return xml
}
