import { canonicalStem, type Element, parseDigitalLink, toEpcUrn } from '@nguon/gs1'
import { gs1Key } from './canonical-key.ts'
import { elementsOf, membersOf } from './json-text.ts'

/** Which kind of identifier stands in a place: a class may be a pattern over its instances (`urn:epc:idpat:…*`). */
export type IdentifierKind = 'thing' | 'class'

/** What a place of an event holds: an identifier, or members that hold some. A list holds what its elements hold. */
type Holds = IdentifierKind | ReadonlyMap<string, Holds>

const holding = (members: Record<string, Holds>): Holds => new Map(Object.entries(members))

const quantities = holding({ epcClass: 'class' })
const place = holding({ id: 'thing' })
/** CBV 2.0 §8.8: devices, their data and the rules for them may be named by GS1 keys. */
const sensorResources = holding({
  deviceID: 'thing',
  deviceMetadata: 'thing',
  rawData: 'thing',
  dataProcessingMethod: 'thing',
  bizRules: 'thing',
})

/** Where an event names things, classes, places, parties and documents. Extensions, ILMD and eventIDs are nobody's to translate. */
const event = holding({
  epcList: 'thing',
  quantityList: quantities,
  parentID: 'thing',
  childEPCs: 'thing',
  childQuantityList: quantities,
  inputEPCList: 'thing',
  inputQuantityList: quantities,
  outputEPCList: 'thing',
  outputQuantityList: quantities,
  transformationID: 'thing',
  readPoint: place,
  bizLocation: place,
  bizTransactionList: holding({ bizTransaction: 'thing' }),
  sourceList: holding({ source: 'thing' }),
  destinationList: holding({ destination: 'thing' }),
  sensorElementList: holding({ sensorMetadata: sensorResources, sensorReport: sensorResources }),
})

/** Another spelling of an identifier, or itself where there is none. */
export type Translate = (uri: string, kind: IdentifierKind) => string

/** The text of an event with each identifier respelt; every other character stays. */
export function translateEvent(text: string, translate: Translate): string {
  const changes: Change[] = []
  visit(text, text.indexOf('{'), event, (value, end, kind) => {
    const given = JSON.parse(text.slice(value, end)) as string
    const translated = translate(given, kind)
    if (translated !== given) changes.push({ value, end, text: JSON.stringify(translated) })
  })
  return changed(text, changes)
}

type Change = { value: number; end: number; text: string }
type OnIdentifier = (value: number, end: number, kind: IdentifierKind) => void

function visit(text: string, at: number, holds: Holds, onIdentifier: OnIdentifier, end = text.length): void {
  const first = text[at]
  if (first === '[') {
    for (const element of elementsOf(text, at)) visit(text, element.value, holds, onIdentifier, element.end)
  } else if (typeof holds === 'string') {
    if (first === '"') onIdentifier(at, end, holds)
  } else if (first === '{') {
    for (const member of membersOf(text, at)) {
      const held = holds.get(member.name)
      if (held !== undefined) visit(text, member.value, held, onIdentifier, member.end)
    }
  }
}

function changed(text: string, changes: readonly Change[]): string {
  let whole = ''
  let from = 0
  for (const change of changes) {
    whole += text.slice(from, change.value) + change.text
    from = change.end
  }
  return from === 0 ? text : whole + text.slice(from)
}

/** The identifiers that an event's text holds. */
export function identifiersIn(text: string): string[] {
  const found: string[] = []
  translateEvent(text, (uri) => {
    found.push(uri)
    return uri
  })
  return found
}

/**
 * An EPC URN as a GS1 Digital Link on id.gs1.org, the canonical one. A Digital Link keeps the domain that its owner chose;
 * a URN of no GS1 key (GID, ADI, …) has no Digital Link.
 */
export const toDigitalLinkUri: Translate = (uri) => {
  const key = /^urn:epc:/i.test(uri) ? gs1Key(uri) : undefined
  return key === undefined ? uri : canonicalStem + key
}

/** How many digits the company prefix of a key has, by the key's canonical path; undefined where nobody tells. */
export type CompanyPrefixLengths = { get(key: string): number | undefined }

/**
 * A GS1 Digital Link as an EPC URN, where the length of its company prefix is known: a URN cannot be written without. The
 * pattern of a class stands for no thing.
 */
export const toEpcUrnUri =
  (lengths: CompanyPrefixLengths): Translate =>
  (uri, kind) => {
    const key = /^https?:/i.test(uri) ? gs1Key(uri) : undefined
    const length = key === undefined ? undefined : lengths.get(key)
    if (key === undefined || length === undefined) return uri
    const urn = toEpcUrn(elementsOfKey(key), length)
    return urn.ok && (kind === 'class' || !urn.value.startsWith('urn:epc:idpat:')) ? urn.value : uri
  }

const elementsOfKey = (key: string): readonly Element[] => {
  const parsed = parseDigitalLink(canonicalStem + key)
  return parsed.ok ? parsed.value.elements : []
}
