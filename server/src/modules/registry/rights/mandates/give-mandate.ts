import type { Actor } from '../../../../platform/actor.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Db, Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { heldFiles } from '../../../files/index.ts'
import { readClaimKey } from '../../keys/claims/claim-key.ts'
import { partyCheck } from '../../parties/refuse-unknown.ts'
import { changeRegistry } from '../../versions/change.ts'
import { checkValidity, dayOf } from '../../versions/moment.ts'
import type { MandateRow } from './mandate.store.ts'
import { findMandate, insertMandateEnd, insertMandates } from './mandate.store.ts'
import type { NewMandate } from './mandate.ts'

/** A principal gives a mandate; one to capture or to describe keys the operator may enter from its paper. It rests on words or on a file, always on one of them. */
export function giveMandate(db: Db, actor: Actor, input: NewMandate): Promise<MandateRow> {
  const mandate = { ...readMandate(actor, input), id: newID() }
  return changeRegistry(db, actor, async (tx, position) => {
    const check = await mandateCheck(tx, actor, [mandate])
    check(mandate)
    await insertMandates(tx, [mandate], { position, declaredBy: actor.partyID ?? mandate.principal })
    const { principal, holder, purpose, scopes } = mandate
    const details = { mandate: mandate.id, holder, purpose, ...(scopes && { scopes }) }
    return { deed: { action: 'registry.give-mandate', subject: principal, details }, keys: [], result: mandate }
  })
}

type Given = Omit<MandateRow, 'id'>

/** A mandate as the register keeps it; a Problem where it cannot be one. */
export function readMandate(actor: Actor, input: NewMandate): Given {
  const principal = input.principal ?? actor.partyID
  if (principal === null) throw problem('registry.not-yours')
  if (principal === input.holder || !(input.basisText || input.basisFile)) throw problem('registry.mandate-unfit')
  if ((input.purpose === 'act') !== (input.scopes !== undefined) || (input.scopes && input.keys))
    throw problem('registry.mandate-scopes-unfit')
  return {
    principal,
    holder: input.holder,
    purpose: input.purpose,
    keys: input.keys?.map((key) => readClaimKey({ key })) ?? null,
    scopes: input.scopes ? [...new Set(input.scopes)] : null,
    validFrom: input.validFrom ?? dayOf(new Date()),
    validTo: input.validTo ?? 'infinity',
    basisText: input.basisText?.normalize('NFC') ?? null,
    basisFile: input.basisFile ?? null,
  }
}

/**
 * Judges mandates by what is read once for all: each is the actor's to give, both parties are in the register, and a file
 * is the giver's own.
 */
export async function mandateCheck(
  reader: Reader,
  actor: Actor,
  mandates: readonly Given[],
): Promise<(mandate: Given) => void> {
  const refuseUnknown = await partyCheck(
    reader,
    mandates.flatMap(({ principal, holder }) => [principal, holder]),
  )
  const held = await heldFiles(
    reader,
    actor.partyID,
    mandates.flatMap(({ basisFile }) => basisFile ?? []),
  )
  return ({ principal, holder, purpose, validFrom, validTo, basisFile }) => {
    if (actor.partyID === null || (principal !== actor.partyID && !actor.can('registry.administer')))
      throw problem('registry.not-yours')
    if (purpose === 'act' && principal !== actor.partyID) throw problem('registry.act-given-by-another')
    refuseUnknown(principal)
    refuseUnknown(holder)
    if (validTo !== 'infinity') checkValidity({ validFrom, validTo })
    if (basisFile !== null && !held.has(basisFile)) throw problem('registry.mandate-unfit')
  }
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
