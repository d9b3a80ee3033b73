import { canonicalKey, isTooLong } from './canonical-key.ts'
import type { VocabularyName } from './cbv.ts'
import { cbvWord } from './cbv.ts'
import type { Context } from './context.ts'
import { expandName, expandTerm } from './context.ts'
import type { Action, EpcisEvent, EventType, Json, JsonObject } from './event.ts'
import { actions, eventTypes } from './event.ts'
import { toUTC } from './utc-time.ts'

/** What a key is in an event. The order is the number that stores keep: append only. */
export const keyRoles = [
  'epc',
  'class',
  'parent',
  'child',
  'childClass',
  'input',
  'inputClass',
  'output',
  'outputClass',
  'readPoint',
  'bizLocation',
  'bizTransaction',
  'source',
  'destination',
  'transformation',
] as const

export type KeyRole = (typeof keyRoles)[number]

/**
 * A key in an event, canonical. `quantity` without `uom` counts items, none: unknown. `type`: of a transaction, source
 * or destination; the bare CBV word, or a full URI. A class may stand more than once in a role, with its own quantity.
 */
export type EventKey = { role: KeyRole; key: string; quantity?: number; uom?: string; type?: string }

/** What an error declaration says; `reason` as a bare CBV word or a full URI. */
export type Declaration = { declarationTime: string; reason?: string; correctiveEventIDs: string[] }

/** What the index, the claims and the links need of an event: one spelling for each thing. */
export type EventFacts = {
  /** Of an extension the full URI. */
  type: EventType
  /** UTC, 3 to 6 fraction digits. */
  eventTime: string
  /** The offset as it was sent: '+07:00'. */
  zone: string
  action?: Action
  /** The bare CBV word, or the full URI of a foreign term. */
  bizStep?: string
  disposition?: string
  eventID?: string
  readPoint?: string
  bizLocation?: string
  declaration?: Declaration
  keys: EventKey[]
  sources: { type: string; key: string }[]
  destinations: { type: string; key: string }[]
  /** Keys that the event creates or describes, to be held against their owner. */
  creates: string[]
  /** The ILMD's members by full URI. */
  ilmd?: JsonObject
}

/** Reads the facts off a valid event. An extension's event may have members of any shape: what does not fit is no fact. */
export function factsOf(event: EpcisEvent, context: Context): EventFacts {
  const keys = keysOf(event, context)
  const bizStep = textOf(event.bizStep, (value) => termOf('bizStep', value, context))
  return {
    type: eventTypes.find((type) => type === event.type) ?? expandTerm(context, event.type),
    eventTime: toUTC(event.eventTime) ?? event.eventTime,
    zone: event.eventTimeZoneOffset,
    action: actions.find((action) => action === event.action),
    bizStep,
    disposition: textOf(event.disposition, (value) => termOf('disposition', value, context)),
    eventID: event.eventID,
    readPoint: keys.find(({ role }) => role === 'readPoint')?.key,
    bizLocation: keys.find(({ role }) => role === 'bizLocation')?.key,
    declaration: declarationOf(event, context),
    keys,
    sources: typedKeys(keys, 'source'),
    destinations: typedKeys(keys, 'destination'),
    creates: createdKeys(event, bizStep, keys),
    ilmd: isObject(event.ilmd) ? expandedNames(event.ilmd, context) : undefined,
  }
}

function textOf(value: unknown, read: (text: string) => string): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined
  const text = read(value)
  return isTooLong(text) ? undefined : text
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A vocabulary's term in its one spelling: the bare CBV word, or the full URI of a foreign term. */
export function termOf(name: VocabularyName, value: string, context: Context): string {
  return cbvWord(name, value) ?? prefixedTerm(name, value, context)
}

function prefixedTerm(name: VocabularyName, value: string, context: Context): string {
  const uri = expandTerm(context, value)
  return cbvWord(name, uri) ?? uri
}

function keysOf(event: EpcisEvent, context: Context): EventKey[] {
  const keys: EventKey[] = []
  addItems(keys, 'epc', event.epcList)
  addClasses(keys, 'class', event.quantityList)
  addItem(keys, 'parent', event.parentID)
  addItems(keys, 'child', event.childEPCs)
  addClasses(keys, 'childClass', event.childQuantityList)
  addItems(keys, 'input', event.inputEPCList)
  addClasses(keys, 'inputClass', event.inputQuantityList)
  addItems(keys, 'output', event.outputEPCList)
  addClasses(keys, 'outputClass', event.outputQuantityList)
  addItem(keys, 'readPoint', event.readPoint?.id)
  addItem(keys, 'bizLocation', event.bizLocation?.id)
  addTyped(keys, 'bizTransaction', event.bizTransactionList, (type) => termOf('bizTransactionType', type, context))
  addTyped(keys, 'source', event.sourceList, (type) => termOf('sourceDestType', type, context))
  addTyped(keys, 'destination', event.destinationList, (type) => termOf('sourceDestType', type, context))
  addItem(keys, 'transformation', event.transformationID)
  return keys
}

function addItem(keys: EventKey[], role: KeyRole, uri: unknown): void {
  const key = textOf(uri, canonicalKey)
  if (key !== undefined) keys.push({ role, key })
}

/** An item named twice, be it in two spellings, is one item. */
function addItems(keys: EventKey[], role: KeyRole, uris: unknown): void {
  const items = listOf(uris)
  if (items.length === 1) addItem(keys, role, items[0])
  else for (const key of new Set(items.flatMap((uri) => textOf(uri, canonicalKey) ?? []))) keys.push({ role, key })
}

function addClasses(keys: EventKey[], role: KeyRole, elements: unknown): void {
  for (const element of listOf(elements)) {
    if (!isObject(element)) continue
    const key = textOf(element.epcClass, canonicalKey)
    if (key === undefined) continue
    const quantity = Number.isFinite(element.quantity) ? (element.quantity as number) : undefined
    keys.push({ role, key, quantity, uom: textOf(element.uom, (uom) => uom) })
  }
}

/** The member that names the thing is called as its role. */
function addTyped(
  keys: EventKey[],
  role: 'bizTransaction' | 'source' | 'destination',
  elements: unknown,
  toType: (type: string) => string,
): void {
  for (const element of listOf(elements)) {
    if (!isObject(element)) continue
    const key = textOf(element[role], canonicalKey)
    const type = textOf(element.type, toType)
    const known = keys.some((other) => other.role === role && other.key === key && other.type === type)
    if (key !== undefined && !known) keys.push({ role, key, type })
  }
}

function typedKeys(keys: readonly EventKey[], role: KeyRole): { type: string; key: string }[] {
  return keys.flatMap((each) => (each.role === role && each.type ? [{ type: each.type, key: each.key }] : []))
}

const creatingSteps = new Set(['commissioning', 'creating_class_instance'])

/**
 * Outputs are created by whatever event names them (EPCIS 2.0 §7.4.6), and objects where the event says so. Packing,
 * observing and consuming create nothing.
 */
function createdKeys(event: EpcisEvent, bizStep: string | undefined, keys: readonly EventKey[]): string[] {
  const objects: KeyRole[] = createsObjects(event, bizStep) ? ['epc', 'class'] : []
  const roles: KeyRole[] = ['output', 'outputClass', ...objects]
  return [...new Set(keys.filter(({ role }) => roles.includes(role)).map(({ key }) => key))]
}

/**
 * ILMD describes its objects, whatever the event is called. An ObjectEvent with ADD says that they began to exist (§7.4.2),
 * but for a CBV step that only handles what exists: 'receiving' with ADD is a common slip. Of an extension's event
 * nothing is known but its step.
 */
function createsObjects({ type, action, ilmd }: EpcisEvent, bizStep: string | undefined): boolean {
  if (ilmd !== undefined) return true
  if (type !== 'ObjectEvent') return isExtension(type) && bizStep !== undefined && creatingSteps.has(bizStep)
  return action === 'ADD' && (bizStep === undefined || creatingSteps.has(bizStep) || isForeign(bizStep))
}

const isExtension = (type: string): boolean => !(eventTypes as readonly string[]).includes(type)
const isForeign = (bizStep: string): boolean => cbvWord('bizStep', bizStep) === undefined

function declarationOf(event: EpcisEvent, context: Context): Declaration | undefined {
  const declaration = event.errorDeclaration
  if (!isObject(declaration)) return undefined
  const { declarationTime, reason, correctiveEventIDs } = declaration
  return {
    declarationTime: toUTC(declarationTime) ?? declarationTime,
    reason: textOf(reason, (value) => termOf('errorReason', value, context)),
    correctiveEventIDs: listOf(correctiveEventIDs).filter((id) => typeof id === 'string'),
  }
}

function expandedNames(members: JsonObject, context: Context): JsonObject {
  const entries = Object.entries(members).map(([name, value]): [string, Json] => [
    expandName(context, name) ?? name,
    value,
  ])
  return Object.fromEntries(entries)
}
