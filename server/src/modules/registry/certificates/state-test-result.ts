import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { changeRegistry } from '../change.ts'
import { readClaimKey } from '../claims/claim-key.ts'
import { dayOf } from '../moment.ts'
import { findCertificate } from './certificate.store.ts'
import { checkHolder, checkIssuer } from './state-certificate.ts'
import { findResult, insertResult } from './test-result.store.ts'
import type { NewTestResult } from './test-result.ts'

/** A holder states what a test of its goods came to. Until the laboratory attests it, it shows as the holder's word. */
export function stateTestResult(db: Db, actor: Actor, input: NewTestResult): Promise<string> {
  if (!input.laboratory && !input.laboratoryName?.trim()) throw problem('registry.issuer-needed')
  if (input.testedOn > dayOf(new Date())) throw problem('registry.tested-in-future', { testedOn: input.testedOn })
  const key = readClaimKey({ key: input.key })
  return changeRegistry(db, actor, async (tx, position) => {
    const holder = await checkHolder(tx, actor, [key], input.file)
    await checkIssuer(tx, holder, input.laboratory)
    if (input.certificate && (await findCertificate(tx, input.certificate))?.holder !== holder)
      throw problem('registry.certificate-unknown', { certificate: input.certificate })
    const id = newID()
    const {
      laboratory = null,
      laboratoryName = null,
      certificate = null,
      unit = null,
      limit = null,
      method = null,
    } = input
    const { sample = null, conforms = null, file = null, parameter, value, testedOn } = input
    const stated = {
      laboratory,
      laboratoryName,
      certificate,
      unit,
      limit,
      method,
      sample,
      conforms,
      file,
      parameter,
      value,
      testedOn,
    }
    await insertResult(tx, { ...stated, id, holder, key, position }, holder)
    return {
      deed: { action: 'registry.state-test-result', subject: id, details: { key, parameter } },
      keys: [],
      result: id,
    }
  })
}

/** The result, for a holder or laboratory who may do something with it; for others it does not exist. */
export const getResultStanding = async (tx: Tx, actor: Actor, id: string) => {
  const found = await findResult(tx, id)
  if (found === undefined || actor.partyID === null || ![found.holder, found.laboratory].includes(actor.partyID))
    throw problem('registry.test-result-unknown', { result: id })
  return { holder: found.holder, issuer: found.laboratory, turns: found }
}
