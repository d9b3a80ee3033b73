import type { Actor } from '../../../../platform/actor.ts'
import type { Db, Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { type InvitationLink, inviteAdministrator } from '../../../identity/index.ts'
import type { Identifier } from '../../keys/identifiers/identifier.ts'
import { scopeOf } from '../../rights/scope.ts'
import { changeRegistry } from '../../versions/change.ts'
import { dayOf } from '../../versions/moment.ts'
import type { RegistryDeps } from '../../wire.ts'
import { insertBarcodeUses } from '../barcode-use/barcode-use.store.ts'
import type { NewParty } from '../party.ts'
import { addParty } from '../register-party.ts'
import { deleteContent, findContent, findInScope, insertDecision } from './application.store.ts'
import type { ApplicationContent, ApplicationRow } from './application.ts'

/** What an official has seen the proof of, and what of the application is not taken over. */
export type Approval = { basis?: string; verified?: readonly string[]; without?: readonly string[] }

/** `invitation`: with what the first administrator makes an account; it is shown this once. */
export type Approved = { party: string; invitation: InvitationLink }

/** The party, the role that is usual for it and an invitation of its first administrator, in one transaction or not at all. */
export const approveApplication = (
  { db, publicUrl }: Pick<RegistryDeps, 'db' | 'publicUrl'>,
  actor: Actor,
  number: string,
  approval: Approval,
): Promise<Approved> =>
  changeRegistry(db, actor, async (tx, position) => {
    const application = await getOpen(tx, actor, number)
    const content = await getContent(tx, application)
    const by = partyOf(actor)
    const { id, keys } = await addParty(tx, actor, toParty(application, content, approval), position)
    if (application.usesBarcodes !== null) await takeOverBarcodeUse(tx, application, id, position)
    await insertDecision(tx, application.id, {
      decision: 'approved',
      reason: null,
      partyID: id,
      by,
      account: actor.accountID,
    })
    await deleteContent(tx, application.id)
    const { name, email } = content.contact
    const invitation = await inviteAdministrator(tx, { publicUrl }, actor, { partyID: id, name, email })
    return {
      deed: { action: 'registry.approve-application', subject: application.id, details: { party: id } },
      keys,
      result: { party: id, invitation },
    }
  })

/** Refused, with the reason that the applicant reads under its number. */
export const refuseApplication = (db: Db, actor: Actor, number: string, reason: string): Promise<void> =>
  changeRegistry(db, actor, async (tx) => {
    const { id } = await getOpen(tx, actor, number)
    const by = partyOf(actor)
    await insertDecision(tx, id, { decision: 'refused', reason, partyID: null, by, account: actor.accountID })
    return { deed: { action: 'registry.refuse-application', subject: id }, keys: [], result: undefined }
  })

/** An application as far as the official's reach goes; one beyond it does not exist. */
export async function getApplication(reader: Reader, actor: Actor, number: string): Promise<ApplicationRow> {
  const row = await findInScope(reader, number, await scopeOf(reader, actor, 'registry.approve'))
  if (!row) throw problem('registry.application-unknown', { number })
  return row
}

async function getOpen(tx: Tx, actor: Actor, number: string): Promise<ApplicationRow> {
  const row = await getApplication(tx, actor, number)
  if (row.decision !== null) throw problem('registry.application-decided', { number })
  return row
}

async function getContent(tx: Tx, { id, number }: ApplicationRow): Promise<ApplicationContent> {
  const content = await findContent(tx, id)
  if (!content) throw problem('registry.application-unknown', { number })
  return content
}

const partyOf = (actor: Actor): string => {
  if (actor.partyID === null) throw problem('registry.not-yours')
  return actor.partyID
}

/** The commune's code is that of the day on which it was said: by the day of the approval another may bear it. */
function toParty({ kind, id, receivedAt }: ApplicationRow, content: ApplicationContent, approval: Approval): NewParty {
  const { names, publicName, taxCode, companyPrefix, address, contact } = content
  const { basis, verified = [], without = [] } = approval
  const given: Identifier[] = [
    { scheme: 'tax-code', value: taxCode },
    ...(companyPrefix === undefined ? [] : [{ scheme: 'gs1-company-prefix' as const, value: companyPrefix }]),
  ]
  return {
    kind,
    names,
    ...(publicName && { publicName }),
    address: { ...address, on: dayOf(receivedAt) },
    phone: contact.phone,
    email: contact.email,
    basis: basis ?? `application ${id}`,
    identifiers: given
      .filter(({ scheme }) => !without.includes(scheme))
      .map((identifier) => ({ ...identifier, verified: verified.includes(identifier.scheme) })),
  }
}

/** What the applicant said of its barcodes is its own word from the first day on. */
const takeOverBarcodeUse = (tx: Tx, application: ApplicationRow, party: string, position: number): Promise<void> =>
  insertBarcodeUses(
    tx,
    [
      {
        party,
        source: 'own-word',
        sourceText: 'application',
        uses: application.usesBarcodes,
        validFrom: application.barcodesSince ?? dayOf(application.receivedAt),
        validTo: 'infinity',
      },
    ],
    { position, declaredBy: party },
  )
