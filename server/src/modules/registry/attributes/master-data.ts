import { canonicalKey } from '@nguon/epcis'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { describeKeys } from '../claims/describe-keys.ts'
import { mandatesHeldBy } from '../mandates/mandate-for.ts'
import { selectParties } from '../parties/party.store.ts'
import { masterDataWords } from './master-data-attributes.ts'
import type { Speech } from './state-words.ts'
import { addWords } from './state-words.ts'
import type { SubjectKind } from './statement.store.ts'
import type { Spoken } from './word.ts'
import { spokenOne } from './word.ts'

/** What was found in a document's master data. `path`: JSON Pointer below `vocabularyList`; refused words are not kept. */
export type MasterDataFinding = {
  code: 'key-of-another' | 'key-unclaimed' | 'key-contested' | 'name-too-long'
  refused: boolean
  path: string
  params: { key: string }
}

/** `mayName`: of which keys somebody else may speak in the declarer's name; of all where not given. */
type Declarer = { declaredBy: string; mayName?: (key: string) => boolean }

type Element = { key: string; kind: SubjectKind; path: string; spoken: Spoken[] }

/**
 * Which elements of a document's master data its declarer may not describe (EPCIS 2.0 §6.1.1; the rule of claims):
 * asked before anything is stored, so that a document refused as a whole leaves nothing behind.
 */
export async function checkMasterData(
  reader: Reader,
  declarer: Declarer & { asOf?: number },
  vocabularyList: unknown,
): Promise<MasterDataFinding[]> {
  return (await judge(reader, declarer, readElements(vocabularyList))).findings
}

/** Keeps master data as the declarer's words at `position`; another's keys are refused, unowned ones reported. */
export async function recordMasterData(
  tx: Tx,
  declarer: Declarer & { position: number; basis?: string },
  vocabularyList: unknown,
): Promise<MasterDataFinding[]> {
  const { allowed, findings } = await judge(tx, declarer, readElements(vocabularyList))
  const { declaredBy } = declarer
  const speeches = allowed.map(({ key, kind, spoken, inNameOf, basis = declarer.basis }) => {
    const speech: Speech = { subject: key, kind, declaredBy, inNameOf, basis }
    return { speech, spoken }
  })
  if (speeches.length > 0) await addWords(tx, speeches, declarer.position)
  return findings
}

async function judge(reader: Reader, declarer: Declarer & { asOf?: number }, elements: readonly Element[]) {
  const findings: MasterDataFinding[] = []
  const allowed: (Element & { inNameOf?: string; basis?: string })[] = []
  if (elements.length === 0) return { findings, allowed }
  const descriptions = await describeKeys(
    reader,
    elements.map(({ key }) => key),
    declarer.asOf,
  )
  const rights = await rightsOf(reader, declarer)
  for (const element of elements) {
    if (isTooLong(element.key) || element.spoken.some(({ attribute }) => isTooLong(attribute))) {
      findings.push(finding('name-too-long', { ...element, key: element.key.slice(0, 100) }, true))
      continue
    }
    const { owner, claim } = descriptions.get(element.key) ?? {}
    const mandate = rights.mandates.find(({ principal, covers }) => principal === owner && covers(element.key))
    const foreign = owner !== undefined && owner !== declarer.declaredBy && !mandate && !rights.authority
    const refused = foreign || declarer.mayName?.(element.key) === false
    if (refused) findings.push(finding('key-of-another', element, true))
    else allowed.push(mandate ? { ...element, inNameOf: mandate.principal, basis: `mandate ${mandate.id}` } : element)
    if (owner === undefined && element.key.startsWith('/'))
      findings.push(finding(claim === 'contested' ? 'key-contested' : 'key-unclaimed', element, false))
  }
  return { findings, allowed }
}

async function rightsOf(reader: Reader, { declaredBy, asOf }: { declaredBy: string; asOf?: number }) {
  const held = await mandatesHeldBy(reader, declaredBy, new Date(), asOf)
  const [party] = await selectParties(reader, [declaredBy], { asOf })
  return { mandates: held.filter(({ purpose }) => purpose === 'claim-key'), authority: party?.kind === 'agency' }
}

const finding = (code: MasterDataFinding['code'], { key, path }: Element, refused: boolean): MasterDataFinding => ({
  code,
  refused,
  path,
  params: { key },
})

/** The elements of the vocabularies about things that have keys; a pattern of a class (`.*`) is of its class. */
function readElements(vocabularyList: unknown): Element[] {
  return asList(vocabularyList).flatMap((vocabulary, outer) =>
    asList(member(vocabulary, 'vocabularyElementList')).flatMap((element, inner) => {
      const id = textMember(element, 'id')
      if (!id) return []
      const key = canonicalKey(id.toWellFormed())
      return [{ key, kind: kindOf(key), path: `/${outer}/vocabularyElementList/${inner}`, spoken: wordsOf(element) }]
    }),
  )
}

function wordsOf(element: unknown): Spoken[] {
  const attributes = asList(member(element, 'attributes')).flatMap((attribute) => {
    const id = textMember(attribute, 'id')
    return id ? masterDataWords(id, member(attribute, 'attribute')) : []
  })
  const children = asList(member(element, 'children'))
    .filter((child) => typeof child === 'string')
    .map(canonicalKey)
  return [...attributes, ...spokenOne('children', children.length > 0 ? children : undefined)]
}

/** Lists of products hold products: a lot's or a serial's master data is kept under its own key, and not listed. */
const kindOf = (key: string): SubjectKind => {
  if (/^\/01\/\d{14}$/.test(key)) return 'product'
  return key.startsWith('/414/') ? 'location' : key.startsWith('/417/') ? 'party' : 'other'
}

/** A name of more bytes fits into no index; nothing that anybody prints comes near. */
const longestName = 800
const isTooLong = (name: string): boolean => Buffer.byteLength(name) > longestName

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const member = (value: unknown, name: string): unknown =>
  value && typeof value === 'object' && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined

const textMember = (value: unknown, name: string): string | undefined => {
  const found = member(value, name)
  return typeof found === 'string' ? found : undefined
}
