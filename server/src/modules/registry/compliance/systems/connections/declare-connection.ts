import type { Actor } from '../../../../../platform/actor.ts'
import { newID } from '../../../../../platform/ids.ts'
import type { Db, Reader, Tx } from '../../../../../platform/postgres/database.ts'
import { problem } from '../../../../../platform/problem.ts'
import { readClaimKey } from '../../../keys/claims/claim-key.ts'
import { describeKeys } from '../../../keys/claims/describe-keys.ts'
import { selectParties } from '../../../parties/party.store.ts'
import { refuseUnknown } from '../../../parties/refuse-unknown.ts'
import { changeRegistry } from '../../../versions/change.ts'
import { checkValidity, dayOf } from '../../../versions/moment.ts'
import { findSystem } from '../system.store.ts'
import {
  findConnection,
  insertConnection,
  insertConnectionEnd,
  selectOverlapping,
  selectTargets,
} from './connection.store.ts'
import { type ConnectionRow, type NewConnection, reportsTwice } from './connection.ts'

type NewRow = Omit<ConnectionRow, 'declaredBy' | 'owner'>

/** A party declares by which system its products are reported to a national target; two paths for one product are refused. */
export function declareConnection(db: Db, actor: Actor, input: NewConnection): Promise<ConnectionRow> {
  const party = input.party ?? actor.partyID
  const by = actor.partyID
  if (party === null || by === null || (party !== by && !actor.can('registry.administer')))
    throw problem('registry.not-yours')
  if (input.product !== undefined && input.productGroup !== undefined) throw problem('registry.connection-unfit')
  checkValidity(input)
  const row = {
    id: newID(),
    party,
    system: input.system,
    target: input.target,
    product: input.product === undefined ? null : readClaimKey({ key: input.product }),
    productGroup: input.productGroup ?? null,
    validFrom: input.validFrom ?? dayOf(new Date()),
    validTo: input.validTo ?? 'infinity',
  }
  return changeRegistry(db, actor, async (tx, position) => {
    await refuseUnknown(tx, party)
    if (!(await selectTargets(tx)).some(({ target }) => target === row.target))
      throw problem('registry.target-unknown', { target: row.target })
    const owner = await ownerOfUsable(tx, party, row.system)
    await refuseSecond(tx, actor, row)
    await insertConnection(tx, row, { position, declaredBy: by })
    const details = { connection: row.id, target: row.target, system: row.system }
    return {
      deed: { action: 'registry.declare-connection', subject: party, details },
      keys: [],
      result: { ...row, owner, declaredBy: by },
    }
  })
}

/** Ended by the party whose products it is for, or by the registrar; for all others there is none. */
export const endConnection = (db: Db, actor: Actor, id: string, lastDay: string): Promise<void> =>
  changeRegistry(db, actor, async (tx, position) => {
    const connection = await findConnection(tx, id)
    const isOurs = connection?.party === actor.partyID || actor.can('registry.administer')
    if (!connection || actor.partyID === null || !isOurs)
      throw problem('registry.connection-unknown', { connection: id })
    if (!(await insertConnectionEnd(tx, id, lastDay, { position, declaredBy: actor.partyID })))
      throw problem('registry.connection-unknown', { connection: id })
    const deed = { action: 'registry.end-connection', subject: connection.party, details: { connection: id } }
    return { deed, keys: [], result: undefined }
  })

/** One's own system, or that of a provider or an agency; another enterprise's does not exist for it, nor takes longer than none. */
async function ownerOfUsable(tx: Tx, party: string, id: string): Promise<string> {
  const system = await findSystem(tx, { all: true, units: [], groups: [], party: null }, id, {})
  const [owner] = await selectParties(tx, [system?.owner ?? party], {})
  if (!system || !owner || !(owner.id === party || owner.kind === 'provider' || owner.kind === 'agency'))
    throw problem('registry.system-unknown', { system: id })
  return owner.id
}

/**
 * The first path is named to the party whose products they are, and to the registrar; who acts for it learns that there is
 * one, not through whom.
 */
async function refuseSecond(tx: Tx, actor: Actor, row: NewRow): Promise<void> {
  const others = await selectOverlapping(tx, row)
  const groupOf = await groupsOf(tx, [row, ...others])
  const first = others.find((other) => reportsTwice(row, other, groupOf))
  if (!first) return
  const isOwn = actor.delegateID === null || actor.can('registry.administer')
  throw isOwn
    ? problem('registry.connection-exists', { target: row.target, connection: first.id, system: first.system })
    : problem('registry.connection-exists-unnamed', { target: row.target })
}

async function groupsOf(reader: Reader, rows: readonly Pick<ConnectionRow, 'product'>[]) {
  const products = rows.flatMap(({ product }) => product ?? [])
  const known = await describeKeys(reader, products)
  return (product: string): string | undefined => known.get(product)?.productGroup
}
