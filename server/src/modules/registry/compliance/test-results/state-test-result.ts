import type { Actor } from '../../../../platform/actor.ts'
import { newID } from '../../../../platform/ids.ts'
import { inNfc } from '../../../../platform/json-in-nfc.ts'
import type { Db, Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { readClaimKey } from '../../keys/claims/claim-key.ts'
import { changeRegistry } from '../../versions/change.ts'
import { dayOf } from '../../versions/moment.ts'
import { selectHeldCertificates } from '../certificates/certificate.store.ts'
import { type Statement, statementCheck } from '../certificates/state-certificate.ts'
import { findResult, insertResults, type StatedResult } from './test-result.store.ts'
import type { NewTestResult } from './test-result.ts'

/** A holder states what a test of its goods came to. Until the laboratory attests it, it shows as the holder's word. */
export function stateTestResult(db: Db, actor: Actor, input: NewTestResult): Promise<string> {
  const stated = readTestResult(actor, input)
  return changeRegistry(db, actor, async (tx, position) => {
    const check = await resultCheck(tx, actor, [stated])
    check(stated)
    const [id = ''] = await addTestResults(tx, [stated], position)
    const { key, parameter } = stated
    return {
      deed: { action: 'registry.state-test-result', subject: id, details: { key, parameter } },
      keys: [],
      result: id,
    }
  })
}

type Stated = Omit<StatedResult, 'id' | 'position'>

const nothing = {
  ...{ laboratory: null, laboratoryName: null, certificate: null, unit: null, limit: null },
  ...{ method: null, sample: null, conforms: null, file: null },
}

/** A test result as the register spells it; a Problem where it cannot be one. */
export function readTestResult(actor: Actor, input: NewTestResult): Stated {
  if (actor.partyID === null) throw problem('registry.not-yours')
  if (!input.laboratory && !input.laboratoryName?.trim()) throw problem('registry.issuer-needed')
  if (input.testedOn > dayOf(new Date())) throw problem('registry.tested-in-future', { testedOn: input.testedOn })
  return { ...nothing, ...inNfc(input), holder: actor.partyID, key: readClaimKey({ key: input.key }) }
}

/** Judges results: who may speak of the key, the file, the laboratory, and that a certificate is one of the holder's own. */
export async function resultCheck(
  reader: Reader,
  actor: Actor,
  stated: readonly Stated[],
): Promise<(result: Stated) => void> {
  const toStatement = ({ key, file, laboratory }: Stated): Statement => ({
    keys: [key],
    places: [],
    file,
    issuer: laboratory,
  })
  const check = await statementCheck(reader, actor, stated.map(toStatement))
  const certificates = [...new Set(stated.flatMap(({ certificate }) => certificate ?? []))]
  const own = new Set(actor.partyID === null ? [] : await selectHeldCertificates(reader, actor.partyID, certificates))
  return (result) => {
    check(toStatement(result))
    if (result.certificate !== null && !own.has(result.certificate))
      throw problem('registry.certificate-unknown', { certificate: result.certificate })
  }
}

/** Writes results that have been judged, each its holder's word; answers their ids. */
export async function addTestResults(tx: Tx, stated: readonly Stated[], position: number): Promise<string[]> {
  const rows = stated.map((each) => ({ ...each, id: newID(), position }))
  const holder = rows[0]?.holder
  if (holder !== undefined) await insertResults(tx, rows, holder)
  return rows.map(({ id }) => id)
}

/** The result, for a holder or laboratory who may do something with it; for others it does not exist. */
export const getResultStanding = async (tx: Tx, actor: Actor, id: string) => {
  const found = await findResult(tx, id)
  if (found === undefined || actor.partyID === null || ![found.holder, found.laboratory].includes(actor.partyID))
    throw problem('registry.test-result-unknown', { result: id })
  return { holder: found.holder, issuer: found.laboratory, turns: found }
}
