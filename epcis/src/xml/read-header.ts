import type { Json, JsonObject } from '../event.ts'
import { attributeOf, childOf, type Element, textOf } from './element.ts'
import type { Scope } from './prefixes.ts'
import { extensionValue } from './read-extension.ts'

/** The vocabularies of a VocabularyList as JSON has them. */
export const vocabularyList = (element: Element, scope: Scope): Json[] =>
  childrenOf(element, 'Vocabulary').map((vocabulary) => ({
    ...idOf(vocabulary, 'type'),
    vocabularyElementList: childrenOf(childOf(vocabulary, 'VocabularyElementList'), 'VocabularyElement').map((each) =>
      vocabularyElement(each, scope),
    ),
  }))

const childrenOf = (element: Element | undefined, local: string): Element[] =>
  element?.children.filter((child) => child.local === local) ?? []

function idOf(element: Element, name: string): JsonObject {
  const value = attributeOf(element, name)
  return value === undefined ? {} : { [name]: value.trim() }
}

function vocabularyElement(element: Element, scope: Scope): JsonObject {
  const children = childOf(element, 'children')
  return {
    ...idOf(element, 'id'),
    attributes: childrenOf(element, 'attribute').map((attribute) => ({
      ...idOf(attribute, 'id'),
      attribute: extensionValue({ ...attribute, attributes: [] }, scope),
    })),
    ...(children ? { children: childrenOf(children, 'id').map(textOf) } : {}),
  }
}

/** What an EPCISHeader holds: who sent the document to whom as which message, and master data. */
export function readHeader(element: Element, scope: Scope): { members: JsonObject; vocabularies: Json[] } {
  const header = childOf(element, 'StandardBusinessDocumentHeader')
  const identifier = (local: string) => childOf(childOf(header, local), 'Identifier')
  const found: [string, Element | undefined][] = [
    ['sender', identifier('Sender')],
    ['receiver', identifier('Receiver')],
    ['instanceIdentifier', childOf(childOf(header, 'DocumentIdentification'), 'InstanceIdentifier')],
  ]
  const list = childOf(masterDataIn(element), 'VocabularyList')
  return {
    members: Object.fromEntries(
      found.flatMap(([name, value]) => (value && textOf(value) !== '' ? [[name, textOf(value)]] : [])),
    ),
    vocabularies: list ? vocabularyList(list, scope) : [],
  }
}

/** The master data stand in the header's extension; some put them straight into the header. */
function masterDataIn(element: Element): Element | undefined {
  const extension = childOf(element, 'extension')
  return childOf(element, 'EPCISMasterData') ?? (extension ? masterDataIn(extension) : undefined)
}
