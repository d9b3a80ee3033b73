import { canonicalKey } from '@nguon/epcis'
import { announce } from '../../../platform/jobs.ts'
import { takePosition } from '../../../platform/positions.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { checkMasterData, recordMasterData } from '../../registry/index.ts'
import type { Refusal } from '../event-record.ts'
import type { Attribution } from './attribution.ts'
import type { DocumentFrame } from './receive-document.ts'

/** The part of a document's frame in which its master data stand. */
export type MasterData = Pick<DocumentFrame, 'vocabularies' | 'context'>

/** What of a document's master data its declarer may not say. */
export const refusedMasterData = async (
  reader: Reader,
  attribution: Attribution,
  { vocabularies, context }: MasterData,
): Promise<Refusal[]> => {
  if (vocabularies.length === 0) return []
  const findings = await checkMasterData(reader, describerOf(attribution), vocabularies, context)
  return findings
    .filter(({ refused }) => refused)
    .map(({ code, path, params }) => ({ issue: { code, path: `${vocabularyPath}${path}`, params } }))
}

/** Master data are words of the registry and carry a position of their own, just before their document's. */
export const keepMasterData = async (tx: Tx, attribution: Attribution, { vocabularies, context }: MasterData) => {
  if (vocabularies.length === 0) return []
  const position = await takePosition(tx)
  const findings = await recordMasterData(tx, { ...describerOf(attribution), position }, vocabularies, context)
  await announce(tx, 'registry.changed', { keys: describedKeys(vocabularies) })
  return findings.filter(({ refused }) => !refused)
}

/** In whose name master data speak; in another's, of the keys that its mandates cover. */
const describerOf = ({ declaredBy, mandates }: Attribution) => ({
  declaredBy,
  mayName: (key: string) => mandates === undefined || mandates.some(({ covers }) => covers(key)),
})

const vocabularyPath = '/epcisHeader/epcisMasterData/vocabularyList'

const describedKeys = (vocabularies: readonly unknown[]): string[] =>
  (vocabularies as { vocabularyElementList?: { id: string }[] }[]).flatMap((vocabulary) =>
    (vocabulary.vocabularyElementList ?? []).map(({ id }) => canonicalKey(id)),
  )
