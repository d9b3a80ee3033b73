import type { Tag } from './scan.ts'

/** An attribute, but for declarations of namespaces. */
export type Attribute = { prefix: string; uri: string; local: string; value: string }

/** An element as it was read. `uri` is '' for a name of EPCIS itself, qualified or not. */
export type Element = {
  prefix: string
  uri: string
  local: string
  attributes: readonly Attribute[]
  children: Element[]
  text: string
  /** What xsi:type says, where it is a type of XML Schema. */
  type: string | undefined
  isNil: boolean
}

/** The namespaces of the EPCIS documents, and the major version they stand for. */
const documentNamespaces: ReadonlyMap<string, string> = new Map(
  ['epcis', 'epcis-query', 'epcis-masterdata'].flatMap((name) =>
    ['1', '2'].map((version): [string, string] => [`urn:epcglobal:${name}:xsd:${version}`, version]),
  ),
)

/** Which version of EPCIS a namespace is of; undefined for any other. */
export const versionOf = (uri: string): string | undefined => documentNamespaces.get(uri)

export const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance'
export const schemaTypes = 'http://www.w3.org/2001/XMLSchema'

const none: readonly Attribute[] = []

/**
 * An element by its tag. EPCIS's own elements are to have no namespace (their schema says unqualified); many senders
 * qualify them all the same, and mean the same.
 */
export function elementOf(tag: Tag, resolve: (prefix: string) => string | undefined): Element {
  const element: Element = {
    prefix: tag.prefix,
    uri: documentNamespaces.has(tag.uri) ? '' : tag.uri,
    local: tag.local,
    attributes: none,
    children: [],
    text: '',
    type: undefined,
    isNil: false,
  }
  let attributes: Attribute[] | undefined
  for (const name in tag.attributes) {
    const { prefix, local, uri, value } = tag.attributes[name] as (typeof tag.attributes)[string]
    if (prefix === 'xmlns' || name === 'xmlns') continue
    if (uri === schemaInstance) addInstance(element, local, value, resolve)
    else {
      attributes ??= []
      attributes.push({ prefix, local, uri, value })
    }
  }
  if (attributes) element.attributes = attributes
  return element
}

/** Attributes of XML Schema's instances tell how to read a value and are no part of it. */
function addInstance(
  element: Element,
  local: string,
  value: string,
  resolve: (prefix: string) => string | undefined,
): void {
  if (local === 'nil') element.isNil = value === 'true' || value === '1'
  if (local !== 'type') return
  const colon = value.indexOf(':')
  const uri = resolve(colon < 0 ? '' : value.slice(0, colon).trim())
  if (uri === schemaTypes) element.type = value.slice(colon + 1).trim()
}

/** The text of an element of the standard: space around it has no meaning. */
export const textOf = (element: Element): string => element.text.trim()

/** The value of an attribute without namespace. */
export const attributeOf = (element: Element, local: string): string | undefined =>
  element.attributes.find((attribute) => attribute.uri === '' && attribute.local === local)?.value

/** The first child of a name, of whatever namespace. */
export const childOf = (element: Element | undefined, local: string): Element | undefined =>
  element?.children.find((child) => child.local === local)
