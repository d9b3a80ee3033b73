import type { Actor } from '../../../../platform/actor.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Db, Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { changeRegistry } from '../../versions/change.ts'
import { checkValidity, dayOf } from '../../versions/moment.ts'
import { partyCheck } from '../refuse-unknown.ts'
import type { MembershipRow } from './membership.store.ts'
import {
  findMembership,
  insertMemberships,
  insertMembershipTurn,
  insertMembershipTurns,
  overlaps,
} from './membership.store.ts'
import { hasMembers, type NewMembership } from './membership.ts'

/** One side says that the other belongs to it, or that it belongs to the other. What the registrar enters from paper counts at once. */
export async function assertMembership(db: Db, actor: Actor, input: NewMembership): Promise<MembershipRow> {
  const { group, member, basis = null } = input
  const isRegistrar = actor.can('registry.administer')
  const by = actor.partyID
  if (by === null || !(isRegistrar || by === group || by === member)) throw problem('registry.not-yours')
  refuseDelegate(actor)
  checkValidity(input)
  const validFrom = input.validFrom ?? dayOf(new Date())
  const validTo = input.validTo ?? 'infinity'
  return await changeRegistry(db, actor, async (tx, position) => {
    const refuseUnfit = await unfitAmong(tx, [group, member])
    refuseUnfit(group, member)
    if (await overlaps(tx, { group, member, validFrom, validTo })) throw problem('registry.membership-exists')
    const [id = ''] = await addMemberships(tx, actor, [{ group, member, validFrom, validTo, basis }], position)
    const deed = { action: 'registry.assert-membership', subject: group, details: { membership: id, member } }
    return { deed, keys: [], result: await getMembership(tx, id) }
  })
}

type Stated = { group: string; member: string; validFrom: string; validTo: string; basis: string | null }

/** Writes memberships that have been judged; what the registrar enters from paper counts at once. Answers their ids. */
export async function addMemberships(
  tx: Tx,
  actor: Actor,
  stated: readonly Stated[],
  position: number,
): Promise<string[]> {
  const rows = stated.map((each) => ({ ...each, id: newID() }))
  const stamp = { position, declaredBy: actor.partyID ?? '' }
  await insertMemberships(tx, rows, stamp)
  if (actor.can('registry.administer'))
    await insertMembershipTurns(
      tx,
      rows.map(({ id, basis }) => ({ id, turn: 'confirmed', lastDay: null, basis })),
      stamp,
    )
  return rows.map(({ id }) => id)
}

/** A membership lets an association read: a party gives that itself, as it gives mandates, and who acts for it does not. */
export const refuseDelegate = ({ delegateID }: Actor): void => {
  if (delegateID !== null) throw problem('registry.membership-given-by-another')
}

/** The other side agrees: from now on the membership counts, and an association may read what its member records. */
export const confirmMembership = (db: Db, actor: Actor, id: string): Promise<MembershipRow> =>
  turnMembership(db, actor, id, 'confirmed', null, (membership) => {
    refuseDelegate(actor)
    if (membership.state !== 'asserted') throw problem('registry.membership-settled')
    if (membership.declaredBy === actor.partyID && !actor.can('registry.administer'))
      throw problem('registry.not-yours')
  })

/** Either side ends it, by a last day, today where none is named. The other may bring that day forward; nobody puts it off. */
export const endMembership = (db: Db, actor: Actor, id: string, lastDay = dayOf(new Date())): Promise<MembershipRow> =>
  turnMembership(db, actor, id, 'ended', lastDay, (membership) => {
    if (membership.state === 'ended' && lastDay >= membership.validTo) throw problem('registry.membership-settled')
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

/** Refuses a membership of what has none, or of a party that is not there or goes on as another. */
export async function unfitAmong(
  reader: Reader,
  ids: readonly string[],
): Promise<(group: string, member: string) => void> {
  const check = await partyCheck(reader, ids)
  return (group, member) => {
    const { kind } = check(group)
    check(member)
    if (group === member || !hasMembers(kind)) throw problem('registry.membership-unfit')
  }
}
