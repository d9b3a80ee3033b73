import type { Actor } from '../../../../platform/actor.ts'
import { recordDeed } from '../../../../platform/audit.ts'
import { newID } from '../../../../platform/ids.ts'
import { newCaseNumber } from '../../../../platform/numbers/index.ts'
import type { Db, Reader } from '../../../../platform/postgres/database.ts'
import { type ProblemDetail, problem } from '../../../../platform/problem.ts'
import { isLicensedPrefix } from '../../keys/identifiers/licensed-prefix.ts'
import { unitCard } from '../../places/units/gazetteer/read-gazetteer.ts'
import { dayOf } from '../../versions/moment.ts'
import { isPersonal } from '../party.ts'
import { holdsNumber } from '../personal-number.ts'
import { isPersonNumber, readTaxCode } from '../tax-code/tax-code.ts'
import { countOpen, insertApplication } from './application.store.ts'
import type { NewApplication } from './application.ts'

/**
 * Takes an application and gives it a number. Nothing else comes of it before an official decides: no party, no right. What
 * the register holds is not looked at, so that the answer tells nothing of it: that somebody has this tax code, the
 * official sees. `admit` throws for who applies too often: mending what is wrong is no application.
 */
export async function applyForRegistration(
  db: Db,
  actor: Actor,
  input: NewApplication,
  admit: () => void,
): Promise<string> {
  const faults = await faultsOf(db, input)
  if (faults.length > 0) throw problem('registry.application-unfit', {}, { errors: faults })
  admit()
  if ((await countOpen(db)) >= mostOpen)
    throw problem('registry.applications-full', {}, { headers: { 'retry-after': '86400' } })
  const { kind, names, publicName, companyPrefix, address, contact } = input
  const id = newID()
  const number = newCaseNumber()
  await db.transaction(async (tx) => {
    const row = {
      id,
      number,
      kind,
      addressUnit: address.unitCode,
      productGroups: input.productGroups ?? [],
      usesBarcodes: input.usesBarcodes ?? null,
      barcodesSince: input.barcodesSince ?? null,
    }
    const taxCode = readTaxCode(input.taxCode) ?? ''
    const content = {
      names,
      taxCode,
      address,
      contact,
      ...(publicName && { publicName }),
      ...(companyPrefix && { companyPrefix }),
    }
    await insertApplication(tx, row, content)
    await recordDeed(tx, actor, { action: 'registry.apply', subject: id, details: { kind } })
  })
  return number
}

/** More than any province's officials decide in a month: who floods the door fills no disk. */
const mostOpen = 20_000

const fault = (code: string, field: string, params: Record<string, string> = {}): ProblemDetail => ({
  code: `registry.${code}`,
  field,
  params,
})

/** What of an application is not right, beside its form: all of it, that it is mended in one go. */
export async function faultsOf(reader: Reader, input: NewApplication): Promise<ProblemDetail[]> {
  const { kind, publicName, taxCode, companyPrefix, usesBarcodes, barcodesSince } = input
  const { unitCode } = input.address
  const code = readTaxCode(taxCode)
  const today = dayOf(new Date())
  const unit = await unitCard(reader, unitCode, today)
  const nameless = isPersonal(kind) && Object.keys(publicName ?? {}).length === 0
  const numbered = isPersonal(kind) && Object.values(publicName ?? {}).some(holdsNumber)
  return [
    ...(nameless ? [fault('public-name-needed', '/publicName')] : []),
    ...(numbered ? [fault('public-name-numbered', '/publicName')] : []),
    ...(code === undefined ? [fault('tax-code-wrong', '/taxCode')] : []),
    ...(code !== undefined && isPersonNumber(code) && !isPersonal(kind)
      ? [fault('tax-code-of-person', '/taxCode')]
      : []),
    ...(companyPrefix === undefined || isLicensedPrefix(companyPrefix)
      ? []
      : [fault('prefix-unlicensed', '/companyPrefix')]),
    ...(unit?.level === 'commune' ? [] : [fault('commune-unknown', '/address/unitCode', { code: unitCode })]),
    ...(barcodesSince !== undefined && usesBarcodes !== true
      ? [fault('barcodes-since-without-use', '/barcodesSince')]
      : []),
    ...(barcodesSince !== undefined && barcodesSince > today
      ? [fault('day-to-come', '/barcodesSince', { day: barcodesSince })]
      : []),
  ]
}
