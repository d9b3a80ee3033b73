import { isObject } from '../check.ts'
import type { Json, JsonObject } from '../event.ts'
import { escapeAttribute, escapeText } from './escape.ts'
import type { Writing } from './qualify.ts'
import { elementXml, valueXml } from './write-extension.ts'

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])

/** The Standard Business Document Header of who sent a document to whom; '' where it does not say. */
export function businessHeaderXml({ sender, receiver, instanceIdentifier, creationDate }: JsonObject): string {
  if (sender === undefined && receiver === undefined && instanceIdentifier === undefined) return ''
  const partner = (name: string, value: Json | undefined) =>
    listOf(value ?? '')
      .map((each) => `<sbdh:${name}><sbdh:Identifier>${escapeText(String(each))}</sbdh:Identifier></sbdh:${name}>`)
      .join('')
  const identification: [string, Json | undefined][] = [
    ['Standard', 'EPCglobal'],
    ['TypeVersion', '1.0'],
    ['InstanceIdentifier', instanceIdentifier ?? ''],
    ['Type', 'Events'],
    ['CreationDateAndTime', creationDate ?? ''],
  ]
  const fields = identification.map(([name, value]) => `<sbdh:${name}>${escapeText(String(value))}</sbdh:${name}>`)
  return (
    '<sbdh:StandardBusinessDocumentHeader xmlns:sbdh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">' +
    `<sbdh:HeaderVersion>1.0</sbdh:HeaderVersion>${partner('Sender', sender)}${partner('Receiver', receiver)}` +
    `<sbdh:DocumentIdentification>${fields.join('')}</sbdh:DocumentIdentification></sbdh:StandardBusinessDocumentHeader>`
  )
}

/** The master data of an epcisHeader; '' where it has none. */
export function masterDataXml(epcisHeader: Json | undefined, writing: Writing): string {
  const masterData = isObject(epcisHeader) ? epcisHeader.epcisMasterData : undefined
  const vocabularies = isObject(masterData) ? masterData.vocabularyList : undefined
  if (vocabularies === undefined) return ''
  return `<extension><EPCISMasterData>${vocabularyListXml(vocabularies, writing)}</EPCISMasterData></extension>`
}

/** A VocabularyList. */
export const vocabularyListXml = (value: Json, writing: Writing): string =>
  elementXml(
    'VocabularyList',
    listOf(value)
      .filter(isObject)
      .map((vocabulary) => vocabularyXml(vocabulary, writing))
      .join('\n'),
  )

function vocabularyXml({ type, vocabularyElementList }: JsonObject, writing: Writing): string {
  const elements = listOf(vocabularyElementList).filter(isObject)
  const list = elements.map((element) => vocabularyElementXml(element, writing)).join('\n')
  const inside = elements.length === 0 ? '' : elementXml('VocabularyElementList', list)
  return `<Vocabulary type="${escapeAttribute(String(type))}">${inside}</Vocabulary>`
}

/** `children` without any mean the same as none (a comment of the schema says so). */
function vocabularyElementXml({ id, attributes, children }: JsonObject, writing: Writing): string {
  const ids = listOf(children).map((child) => `<id>${escapeText(String(child))}</id>`)
  const values = listOf(attributes)
    .filter(isObject)
    .map((attribute) => attributeXml(attribute, writing))
  return (
    `<VocabularyElement id="${escapeAttribute(String(id))}">${values.join('')}` +
    `${ids.length === 0 ? '' : elementXml('children', ids.join(''))}</VocabularyElement>`
  )
}

/** An attribute holds its value as an extension's element would. */
const attributeXml = ({ id, attribute = '' }: JsonObject, writing: Writing): string =>
  valueXml('attribute', attribute, writing, ` id="${escapeAttribute(String(id))}"`)
