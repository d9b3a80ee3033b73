import type { Actor } from '../../../../../platform/actor.ts'
import { newID } from '../../../../../platform/ids.ts'
import { inNfc } from '../../../../../platform/json-in-nfc.ts'
import type { Db, Reader } from '../../../../../platform/postgres/database.ts'
import { problem } from '../../../../../platform/problem.ts'
import { heldFiles } from '../../../../files/index.ts'
import { selectParties } from '../../../parties/party.store.ts'
import { changeRegistry } from '../../../versions/change.ts'
import { dayOf } from '../../../versions/moment.ts'
import { getSystem, refuseStranger, systemCheck } from '../register-system.ts'
import type { SystemRow } from '../system.ts'
import { insertConformities, insertConformityEnd, insertExaminations, selectConformities } from './conformity.store.ts'
import type { ConformityRow, ExaminationRow, NewConformity, NewExamination } from './conformity.ts'

/** A declaration as it is made. */
export type Declared = Omit<ConformityRow, 'id' | 'ended' | 'declaredBy'>

/** The owner declares that its system conforms with a standard; the declaration is a file of its own. */
export function declareConformity(db: Db, actor: Actor, system: string, input: NewConformity): Promise<string> {
  const row = { ...readConformity(system, input), id: newID() }
  return changeRegistry(db, actor, async (tx, position) => {
    const check = await conformityCheck(tx, actor, [row])
    const { owner } = check(row)
    await insertConformities(tx, [row], { position, declaredBy: actor.partyID ?? owner })
    const details = { system, conformity: row.id, standard: row.standard, basis: row.basis }
    return { deed: { action: 'registry.declare-conformity', subject: owner, details }, keys: [], result: row.id }
  })
}

/** A declaration as the register keeps it; a Problem where it cannot be one. */
export function readConformity(system: string, input: NewConformity): Declared {
  const { certificate = null, certifier = null, validTo = 'infinity', ...said } = inNfc(input)
  if ((said.basis === 'certified') !== (certificate !== null) || (certifier !== null && said.basis !== 'certified'))
    throw problem('registry.conformity-unfit')
  checkDays(said.declaredOn, validTo)
  return { ...said, system, certificate, certifier, validTo }
}

/** Judges declarations by what is read once for all; answers the system that one is of. */
export async function conformityCheck(
  reader: Reader,
  actor: Actor,
  rows: readonly Declared[],
): Promise<(row: Declared) => SystemRow> {
  const systemOf = await systemCheck(
    reader,
    actor,
    rows.map(({ system }) => system),
  )
  const held = await heldFiles(
    reader,
    actor.partyID,
    rows.map(({ file }) => file),
  )
  const certifiers = rows.flatMap(({ certifier }) => certifier ?? [])
  const bodies = new Map((await selectParties(reader, [...new Set(certifiers)], {})).map(({ id, kind }) => [id, kind]))
  return ({ system, certifier, file }) => {
    const found = systemOf(system)
    refuseStranger(actor, found)
    if (!held.has(file)) throw problem('registry.file-unknown', { file })
    if (certifier !== null && bodies.get(certifier) !== 'certification-body') throw problem('registry.conformity-unfit')
    return found
  }
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

/** A finding as it is stated. */
export type Found = Omit<ExaminationRow, 'id' | 'position' | 'declaredBy'>

/** An authority says what it found of a system, and on what that rests. */
export function examineSystem(db: Db, actor: Actor, system: string, input: NewExamination): Promise<string> {
  const row = { ...readExamination(system, input), id: newID() }
  return changeRegistry(db, actor, async (tx, position) => {
    const check = await examinationCheck(tx, actor, [row])
    const { owner } = check(row)
    await insertExaminations(tx, [row], { position, declaredBy: actor.partyID ?? '' })
    const details = { system, examination: row.id, kind: row.kind, passed: row.passed }
    return { deed: { action: 'registry.examine-system', subject: owner, details }, keys: [], result: row.id }
  })
}

/** A finding as the register keeps it; a Problem where it cannot be one. */
export function readExamination(system: string, input: NewExamination): Found {
  const { validTo = 'infinity', evidenceText = null, evidenceFile = null, ...said } = inNfc(input)
  if (evidenceText === null && evidenceFile === null) throw problem('registry.evidence-needed')
  checkDays(said.examinedOn, validTo)
  return { ...said, system, validTo, evidenceText, evidenceFile }
}

/** Judges findings by what is read once for all; answers the system that one is of. */
export async function examinationCheck(
  reader: Reader,
  actor: Actor,
  rows: readonly Found[],
): Promise<(row: Found) => SystemRow> {
  const systemOf = await systemCheck(
    reader,
    actor,
    rows.map(({ system }) => system),
  )
  const files = rows.flatMap(({ evidenceFile }) => evidenceFile ?? [])
  const held = await heldFiles(reader, actor.partyID, files)
  return ({ system, evidenceFile }) => {
    const found = systemOf(system)
    if (actor.partyID === null || actor.partyID === found.owner) throw problem('registry.own-examination')
    if (evidenceFile !== null && !held.has(evidenceFile)) throw problem('registry.file-unknown', { file: evidenceFile })
    return found
  }
}

/** What was declared or found was so on a day that has come, and holds until a day not before it. */
function checkDays(from: string, to: string): void {
  if (from > dayOf(new Date())) throw problem('registry.day-to-come', { day: from })
  if (to < from) throw problem('registry.validity-reversed', { validFrom: from, validTo: to })
}
