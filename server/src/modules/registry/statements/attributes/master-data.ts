import type { Context } from '@nguon/epcis'
import type { Reader, Tx } from '../../../../platform/postgres/database.ts'
import { describeKeys } from '../../keys/claims/describe-keys.ts'
import { selectParties } from '../../parties/party.store.ts'
import { mandatesHeldBy } from '../../rights/mandates/mandate-for.ts'
import type { Speech } from './state-words.ts'
import { addWords } from './state-words.ts'
import type { VocabularyElement } from './vocabulary-element.ts'
import { elementWords, kindOf, readElements } from './vocabulary-element.ts'

/** What was found in a document's master data. `path`: JSON Pointer below `vocabularyList`; refused words are not kept. */
export type MasterDataFinding = {
  code: 'key-of-another' | 'key-unclaimed' | 'key-contested' | 'name-too-long'
  refused: boolean
  path: string
  params: { key: string }
}

/** `mayName`: of which keys somebody else may speak in the declarer's name; of all where not given. */
type Declarer = { declaredBy: string; mayName?: (key: string) => boolean }

/**
 * Which elements of a document's master data its declarer may not describe (EPCIS 2.0 §6.1.1; the rule of claims):
 * asked before anything is stored, so that a document refused as a whole leaves nothing behind.
 */
export async function checkMasterData(
  reader: Reader,
  declarer: Declarer & { asOf?: number },
  vocabularyList: unknown,
  context?: Context,
): Promise<MasterDataFinding[]> {
  return (await judge(reader, declarer, readElements(vocabularyList, context))).findings
}

/** Keeps master data as the declarer's words at `position`; another's keys are refused, unowned ones reported. */
export async function recordMasterData(
  tx: Tx,
  declarer: Declarer & { position: number; basis?: string },
  vocabularyList: unknown,
  context?: Context,
): Promise<MasterDataFinding[]> {
  const { allowed, findings } = await judge(tx, declarer, readElements(vocabularyList, context))
  const { declaredBy } = declarer
  // One thing may be an element of several vocabularies, as a place is of BusinessLocation and ReadPoint.
  const speeches = [...Map.groupBy(allowed, ({ key }) => key)].map(([key, elements]) => {
    const { inNameOf, basis = declarer.basis } = elements[0] ?? {}
    const speech: Speech = { subject: key, kind: kindOf(key), declaredBy, inNameOf, basis }
    return { speech, spoken: elementWords(elements) }
  })
  if (speeches.length > 0) await addWords(tx, speeches, declarer.position)
  return findings
}

async function judge(reader: Reader, declarer: Declarer & { asOf?: number }, elements: readonly VocabularyElement[]) {
  const findings: MasterDataFinding[] = []
  const allowed: (VocabularyElement & { inNameOf?: string; basis?: string })[] = []
  if (elements.length === 0) return { findings, allowed }
  const descriptions = await describeKeys(
    reader,
    elements.map(({ key }) => key),
    declarer.asOf,
  )
  const rights = await rightsOf(reader, declarer)
  for (const element of elements) {
    if (isTooLong(element.key) || [...element.attributes.keys(), element.type].some(isTooLong)) {
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

const finding = (
  code: MasterDataFinding['code'],
  { key, path }: VocabularyElement,
  refused: boolean,
): MasterDataFinding => ({
  code,
  refused,
  path,
  params: { key },
})

/** A name of more bytes fits into no index; nothing that anybody prints comes near. */
const longestName = 800
const isTooLong = (name: string): boolean => Buffer.byteLength(name) > longestName
