import type { Actor } from '../../../../../platform/actor.ts'
import { newID } from '../../../../../platform/ids.ts'
import type { Db } from '../../../../../platform/postgres/database.ts'
import { problem } from '../../../../../platform/problem.ts'
import { holdsFile } from '../../../../files/index.ts'
import { selectParties } from '../../../parties/party.store.ts'
import { changeRegistry } from '../../../versions/change.ts'
import { dayOf } from '../../../versions/moment.ts'
import { getSystem, refuseStranger } from '../register-system.ts'
import { insertConformity, insertConformityEnd, insertExamination, selectConformities } from './conformity.store.ts'
import type { NewConformity, NewExamination } from './conformity.ts'

/** The owner declares that its system conforms with a standard; the declaration is a file of its own. */
export async function declareConformity(db: Db, actor: Actor, system: string, input: NewConformity): Promise<string> {
  const { standard, basis, certificate = null, certifier = null, declaredOn, validTo = 'infinity', file } = input
  if ((basis === 'certified') !== (certificate !== null) || (certifier !== null && basis !== 'certified'))
    throw problem('registry.conformity-unfit')
  checkDays(declaredOn, validTo)
  return await changeRegistry(db, actor, async (tx, position) => {
    const found = await getSystem(tx, actor, system)
    refuseStranger(actor, found)
    const by = actor.partyID ?? found.owner
    if (!(await holdsFile(tx, by, file))) throw problem('registry.file-unknown', { file })
    if (certifier !== null) {
      const [body] = await selectParties(tx, [certifier], {})
      if (body?.kind !== 'certification-body') throw problem('registry.conformity-unfit')
    }
    const id = newID()
    const row = { id, system, standard, basis, certificate, certifier, declaredOn, validTo, file }
    await insertConformity(tx, row, { position, declaredBy: by })
    const details = { system, conformity: id, standard, basis }
    return { deed: { action: 'registry.declare-conformity', subject: found.owner, details }, keys: [], result: id }
  })
}

/** Taken back by the owner, or struck by the registrar: it counts no more, and stays readable. */
export const endConformity = (db: Db, actor: Actor, system: string, id: string, reason: string | null): Promise<void> =>
  changeRegistry(db, actor, async (tx, position) => {
    const found = await getSystem(tx, actor, system)
    refuseStranger(actor, found)
    const declared = (await selectConformities(tx, [system], String(position))).find(
      (row) => row.id === id && !row.ended,
    )
    if (!declared) throw problem('registry.conformity-unknown', { conformity: id })
    await insertConformityEnd(tx, id, reason, { position, declaredBy: actor.partyID ?? found.owner })
    const details = { system, conformity: id }
    return { deed: { action: 'registry.end-conformity', subject: found.owner, details }, keys: [], result: undefined }
  })

/** An authority says what it found of a system, and on what that rests. */
export async function examineSystem(db: Db, actor: Actor, system: string, input: NewExamination): Promise<string> {
  const { kind, passed, examinedOn, validTo = 'infinity', evidenceText = null, evidenceFile = null } = input
  if (evidenceText === null && evidenceFile === null) throw problem('registry.evidence-needed')
  checkDays(examinedOn, validTo)
  return await changeRegistry(db, actor, async (tx, position) => {
    const found = await getSystem(tx, actor, system)
    const by = actor.partyID
    if (by === null || by === found.owner) throw problem('registry.own-examination')
    if (evidenceFile !== null && !(await holdsFile(tx, by, evidenceFile)))
      throw problem('registry.file-unknown', { file: evidenceFile })
    const id = newID()
    const row = { id, system, kind, passed, examinedOn, validTo, evidenceText, evidenceFile }
    await insertExamination(tx, row, { position, declaredBy: by })
    const details = { system, examination: id, kind, passed }
    return { deed: { action: 'registry.examine-system', subject: found.owner, details }, keys: [], result: id }
  })
}

/** What was declared or found was so on a day that has come, and holds until a day not before it. */
function checkDays(from: string, to: string): void {
  if (from > dayOf(new Date())) throw problem('registry.day-to-come', { day: from })
  if (to < from) throw problem('registry.validity-reversed', { validFrom: from, validTo: to })
}
