import type { Actor } from '../../../../platform/actor.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Db, Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { changeRegistry } from '../../change.ts'
import { checkValidity, dayOf } from '../../moment.ts'
import { selectParties } from '../party.store.ts'
import type { MembershipRow } from './membership.store.ts'
import { findMembership, insertMembership, insertMembershipTurn, overlaps } from './membership.store.ts'
import { hasMembers, type NewMembership } from './membership.ts'

/** One side says that the other belongs to it, or that it belongs to the other. What the registrar enters from paper counts at once. */
export async function assertMembership(db: Db, actor: Actor, input: NewMembership): Promise<MembershipRow> {
  const { group, member, basis = null } = input
  const isRegistrar = actor.can('registry.administer')
  const by = actor.partyID
  if (by === null || !(isRegistrar || by === group || by === member)) throw problem('registry.not-yours')
  checkValidity(input)
  const validFrom = input.validFrom ?? dayOf(new Date())
  const validTo = input.validTo ?? 'infinity'
  return await changeRegistry(db, actor, async (tx, position) => {
    await refuseUnfit(tx, group, member)
    if (await overlaps(tx, { group, member, validFrom, validTo })) throw problem('registry.membership-exists')
    const id = newID()
    const stamp = { position, declaredBy: by, basis }
    await insertMembership(tx, { id, group, member, validFrom, validTo }, stamp)
    if (isRegistrar) await insertMembershipTurn(tx, { id, turn: 'confirmed', lastDay: null }, stamp)
    const deed = { action: 'registry.assert-membership', subject: group, details: { membership: id, member } }
    return { deed, keys: [], result: await getMembership(tx, id) }
  })
}

/** The other side agrees: from now on the membership counts, and an association may read what its member records. */
export const confirmMembership = (db: Db, actor: Actor, id: string): Promise<MembershipRow> =>
  turnMembership(db, actor, id, 'confirmed', null, (membership) => {
    if (membership.state !== 'asserted') throw problem('registry.membership-settled')
    if (membership.declaredBy === actor.partyID && !actor.can('registry.administer'))
      throw problem('registry.not-yours')
  })

/** Either side ends it, by a last day that is not yet over where none is named: today. */
export const endMembership = (db: Db, actor: Actor, id: string, lastDay = dayOf(new Date())): Promise<MembershipRow> =>
  turnMembership(db, actor, id, 'ended', lastDay, (membership) => {
    if (membership.state === 'ended') throw problem('registry.membership-settled')
  })

function turnMembership(
  db: Db,
  actor: Actor,
  id: string,
  turn: 'confirmed' | 'ended',
  lastDay: string | null,
  check: (membership: MembershipRow) => void,
): Promise<MembershipRow> {
  return changeRegistry(db, actor, async (tx, position) => {
    const membership = await readMembership(tx, actor, id)
    check(membership)
    await insertMembershipTurn(tx, { id, turn, lastDay }, { position, declaredBy: actor.partyID ?? '', basis: null })
    const deed = { action: `registry.membership-${turn}`, subject: membership.group, details: { membership: id } }
    return { deed, keys: [], result: await getMembership(tx, id) }
  })
}

/** Its two sides and the registrar see a membership; for everybody else there is none. */
export async function readMembership(reader: Reader, actor: Actor, id: string, asOf?: number): Promise<MembershipRow> {
  const membership = await findMembership(reader, id, asOf)
  const sides = membership ? [membership.group, membership.member] : []
  if (!membership || !(actor.can('registry.administer') || sides.includes(actor.partyID ?? '')))
    throw problem('registry.membership-unknown', { membership: id })
  return membership
}

async function getMembership(tx: Tx, id: string): Promise<MembershipRow> {
  const membership = await findMembership(tx, id)
  if (!membership) throw problem('registry.membership-unknown', { membership: id })
  return membership
}

async function refuseUnfit(tx: Tx, group: string, member: string): Promise<void> {
  const parties = new Map((await selectParties(tx, [group, member], {})).map((row) => [row.id, row]))
  for (const id of [group, member]) {
    const party = parties.get(id)
    if (!party) throw problem('registry.party-unknown', { party: id })
    if (party.standsFor !== id) throw problem('registry.party-merged', { party: id, into: party.standsFor })
  }
  const kind = parties.get(group)?.kind
  if (group === member || kind === undefined || !hasMembers(kind)) throw problem('registry.membership-unfit')
}
