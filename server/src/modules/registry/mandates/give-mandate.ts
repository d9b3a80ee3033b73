import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { holdsFile } from '../../files/index.ts'
import { changeRegistry } from '../change.ts'
import { readClaimKey } from '../claims/claim-key.ts'
import { checkValidity, dayOf } from '../moment.ts'
import { refuseUnknown } from '../parties/refuse-unknown.ts'
import type { MandateRow } from './mandate.store.ts'
import { findMandate, insertMandate, insertMandateEnd } from './mandate.store.ts'
import type { NewMandate } from './mandate.ts'

/** A principal, or the operator on its paper, gives a mandate. It rests on words or on a file, always on one of them. */
export function giveMandate(db: Db, actor: Actor, input: NewMandate): Promise<MandateRow> {
  const giver = actor.partyID
  const principal = input.principal ?? giver
  if (giver === null || principal === null) throw problem('registry.not-yours')
  if (principal !== giver && !actor.can('registry.administer')) throw problem('registry.not-yours')
  if (principal === input.holder || !(input.basisText || input.basisFile)) throw problem('registry.mandate-unfit')
  if ((input.purpose === 'act') !== (input.scopes !== undefined) || (input.scopes && input.keys))
    throw problem('registry.mandate-scopes-unfit')
  const mandate: MandateRow = {
    id: newID(),
    principal,
    holder: input.holder,
    purpose: input.purpose,
    keys: input.keys?.map((key) => readClaimKey({ key })) ?? null,
    scopes: input.scopes ? [...new Set(input.scopes)] : null,
    validFrom: input.validFrom ?? dayOf(new Date()),
    validTo: input.validTo ?? 'infinity',
    basisText: input.basisText ?? null,
    basisFile: input.basisFile ?? null,
  }
  checkValidity({ validFrom: mandate.validFrom, validTo: input.validTo })
  return changeRegistry(db, actor, async (tx, position) => {
    for (const party of [principal, input.holder]) await refuseUnknown(tx, party)
    if (input.basisFile && !(await holdsFile(tx, giver, input.basisFile))) throw problem('registry.mandate-unfit')
    await insertMandate(tx, mandate, { position, declaredBy: giver })
    const { holder, purpose, scopes } = input
    const details = { mandate: mandate.id, holder, purpose, ...(scopes && { scopes }) }
    return { deed: { action: 'registry.give-mandate', subject: principal, details }, keys: [], result: mandate }
  })
}

/** Taken back by the principal, laid down by the holder, or ended by the operator; for all others it does not exist. */
export function endMandate(db: Db, actor: Actor, id: string): Promise<void> {
  return changeRegistry(db, actor, async (tx, position) => {
    const mandate = await findMandate(tx, id)
    const mine = mandate && (mandate.principal === actor.partyID || mandate.holder === actor.partyID)
    if (!mandate || actor.partyID === null || !(mine || actor.can('registry.administer')))
      throw problem('registry.mandate-unknown', { mandate: id })
    await insertMandateEnd(tx, id, { position, declaredBy: actor.partyID })
    const deed = { action: 'registry.end-mandate', subject: mandate.principal, details: { mandate: id } }
    return { deed, keys: [], result: undefined }
  })
}
