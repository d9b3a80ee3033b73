import type { Actor } from '../../../../platform/actor.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { changeRegistry } from '../../versions/change.ts'
import { checkValidity } from '../../versions/moment.ts'
import { refuseUnknown } from '../refuse-unknown.ts'
import { insertBarcodeUses } from './barcode-use.store.ts'
import type { NewBarcodeUse } from './barcode-use.ts'

/** A party says of itself whether it uses barcodes; the registrar says what lists, surveys and inspections tell. */
export async function stateBarcodeUse(db: Db, actor: Actor, party: string, input: NewBarcodeUse): Promise<void> {
  const declaredBy = checkSpeaker(actor, party, input)
  await changeRegistry(db, actor, async (tx, position) => {
    await refuseUnknown(tx, party)
    const { source, sourceText, uses, validFrom, validTo = 'infinity' } = input
    await insertBarcodeUses(tx, [{ party, source, sourceText, uses, validFrom, validTo }], { position, declaredBy })
    const details = { uses, source, validFrom }
    return { deed: { action: 'registry.state-barcode-use', subject: party, details }, keys: [], result: undefined }
  })
}

/** Who says it; a Problem where it is not the actor's to say, or not from this source. */
export function checkSpeaker(
  actor: Actor,
  party: string,
  input: Pick<NewBarcodeUse, 'source' | 'validFrom' | 'validTo'>,
): string {
  const isOwn = actor.partyID === party
  if (actor.partyID === null || !(isOwn || actor.can('registry.administer'))) throw problem('registry.not-yours')
  if (isOwn !== (input.source === 'own-word')) throw problem('registry.source-unfit', { source: input.source })
  checkValidity(input)
  return actor.partyID
}
