import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db, Reader, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { setUsualRole, usualGrants } from '../../identity/index.ts'
import { copyOfClaims, insertClaimTurns } from '../keys/claims/claim.store.ts'
import { claimForParties, claimsWanting, withdrawForParties } from '../keys/claims/claim-for-party.ts'
import {
  copyOfIdentifiers,
  type IdentifierRow,
  insertIdentifiers,
  isPartyID,
  selectBearers,
  selectIdentifiers,
} from '../keys/identifiers/identifier.store.ts'
import type { Identifier } from '../keys/identifiers/identifier.ts'
import { checkIdentifier, keysOfIdentifier } from '../keys/identifiers/identifier.ts'
import { namesToGive } from '../keys/identifiers/name-subject.ts'
import { addressCheck, checkAddress } from '../places/units/address/check-address.ts'
import { changeRegistry } from '../versions/change.ts'
import { checkValidity } from '../versions/moment.ts'
import type { PartyRow } from './party.store.ts'
import { copiesOfParties, insertPartyVersions, selectParties } from './party.store.ts'
import type { Address, NewParty, PartyKind, PartyUpdate } from './party.ts'
import { isPersonal } from './party.ts'
import { holdsNumber } from './personal-number.ts'
import { usualRole } from './roles/usual-role.ts'
import { maskNumber } from './tax-code/tax-code.ts'

/** The operator registers a party: content, identifiers and, from these, its claims on its own GLN and company prefix. */
export const registerParty = (db: Db, actor: Actor, input: NewParty): Promise<string> =>
  changeRegistry(db, actor, async (tx, position) => {
    const { id, keys } = await addParty(tx, actor, input, position)
    return { deed: { action: 'registry.register-party', subject: id, details: { kind: input.kind } }, keys, result: id }
  })

/** A new party with the role that is usual for what it is, within a change of the register. Answers the keys touched as well. */
export async function addParty(
  tx: Tx,
  actor: Actor,
  input: NewParty,
  position: number,
): Promise<{ id: string; keys: string[] }> {
  checkContent(input, input.kind)
  await checkAddress(tx, input.address)
  const given = (input.identifiers ?? []).map(checkIdentifier)
  refuseBearers(await bearersOf(tx, given), undefined, given)
  const { ids, keys } = await addParties(tx, actor, [input], position)
  return { id: ids[0] ?? '', keys }
}

/** Many new parties whose content has been checked. */
export async function addParties(
  tx: Tx,
  actor: Actor,
  inputs: readonly NewParty[],
  position: number,
): Promise<{ ids: string[]; keys: string[] }> {
  if (inputs.length === 0) return { ids: [], keys: [] }
  const stamp = { position, declaredBy: idOf(actor) }
  const parties = inputs.map((input) => ({ partyID: newID(), sample: input.sample === true, content: input }))
  const named = parties.flatMap(({ partyID, content: { identifiers = [], basis } }) =>
    namesToGive([], { subject: partyID, declaredBy: stamp.declaredBy, mayVerify: true, basis }, identifiers),
  )
  const basis = inputs.length === 1 ? inputs[0]?.basis : undefined
  const { claims, turns } = await claimsWanting(tx, claimsGiven(named), { ...stamp, basis })
  const roles = parties.map(({ partyID, content }) => ({ partyID, role: usualRole(content.kind) }))
  // In two: the database writes the first while the second is made.
  await Promise.all([
    tx.copy(...copiesOfParties(parties, stamp)),
    tx.copy(usualGrants(actor, roles), copyOfIdentifiers(named, position), copyOfClaims(claims)),
  ])
  await insertClaimTurns(tx, turns)
  return { ids: parties.map(({ partyID }) => partyID), keys: named.flatMap(keysOfIdentifier) }
}

/** A GLN and a company prefix are claims on these keys as well. */
const claimsGiven = (named: readonly IdentifierRow[]) =>
  named.flatMap((row) =>
    row.state === 'withdrawn'
      ? []
      : keysOfIdentifier(row).map((key) => ({ partyID: row.subject, key, verified: row.state === 'verified' })),
  )

/** A new version of a party: by itself in what describes it, by the operator in all. */
export function updateParty(db: Db, actor: Actor, id: string, input: PartyUpdate): Promise<void> {
  const isOperator = actor.can('registry.administer')
  if (!isOperator && actor.partyID !== id) throw problem('registry.not-yours')
  return changeRegistry(db, actor, async (tx, position) => {
    const keys = await changeParties(tx, actor, [{ id, input }], position)
    return { deed: { action: 'registry.update-party', subject: id }, keys, result: undefined }
  })
}

type PartyChange = { id: string; input: PartyUpdate }
type Changed = PartyChange & { before: PartyRow; kind: PartyKind }

/**
 * New versions of parties within a change of the register, all valid from the same day on. Answers the keys that read
 * otherwise now.
 */
export async function changeParties(
  tx: Tx,
  actor: Actor,
  changes: readonly PartyChange[],
  position: number,
): Promise<string[]> {
  if (changes.length === 0) return []
  const ids = changes.map(({ id }) => id)
  const known = new Map(
    (await selectParties(tx, ids, { at: changes[0]?.input.validFrom })).map((party) => [party.id, party]),
  )
  const check = await addressCheck(
    tx,
    changes.map(({ input }) => input.address),
  )
  const changed = changes.map((change) => {
    const checked = checkChange(actor, change, known.get(change.id))
    check(change.input.address)
    return checked
  })
  await insertPartyVersions(
    tx,
    changed.map(({ id, input, kind }) => ({ partyID: id, content: { ...input, kind } })),
    { position, declaredBy: idOf(actor) },
  )
  for (const { id, kind, before } of changed)
    await setUsualRole(tx, actor, id, usualRole(kind), usualRole(before.latestKind))
  const named = await identifyParties(tx, actor, changed, position)
  const moved = changed.filter(({ before, input, kind }) => !isSameUnit(before, input.address) || before.kind !== kind)
  const own =
    moved.length === 0
      ? []
      : await selectIdentifiers(
          tx,
          moved.map(({ id }) => id),
          {},
        )
  return [...new Set([...named, ...own.flatMap(keysOfIdentifier)])]
}

function checkChange(actor: Actor, { id, input }: PartyChange, before: PartyRow | undefined): Changed {
  if (!before) throw problem('registry.party-unknown', { party: id })
  if (before.standsFor !== id) throw problem('registry.party-merged', { party: id, into: before.standsFor })
  // What it is by now, whatever it was on the day from which the words are to hold.
  const kind = input.kind ?? before.latestKind
  if (!actor.can('registry.administer') && (kind !== before.latestKind || input.identifiers))
    throw problem('registry.operator-only')
  checkContent(input, kind)
  return { id, input, before, kind }
}

/** Sets parties' identifiers; a GLN and a company prefix are claims on these keys as well. Answers the keys touched. */
async function identifyParties(tx: Tx, actor: Actor, changes: readonly Changed[], position: number): Promise<string[]> {
  const naming = changes.flatMap(({ id, input: { identifiers, basis } }) =>
    identifiers === undefined ? [] : [{ id, identifiers, basis }],
  )
  if (naming.length === 0) return []
  const rows = await selectIdentifiers(
    tx,
    naming.map(({ id }) => id),
    {},
  )
  const known = Map.groupBy(rows, ({ subject }) => subject)
  const given = naming.map(({ id, identifiers, basis }) => {
    const before = known.get(id) ?? []
    return { id, basis, before, identifiers: identifiers.map((each) => checkIdentifier(unmasked(each, before))) }
  })
  const bearers = await bearersOf(
    tx,
    given.flatMap(({ identifiers }) => identifiers),
  )
  const changed = given.flatMap(({ id, basis, before, identifiers }) => {
    refuseBearers(bearers, id, identifiers)
    return namesToGive(before, { subject: id, declaredBy: idOf(actor), mayVerify: true, basis }, identifiers)
  })
  await insertIdentifiers(tx, changed, position)
  const basis = naming.length === 1 ? naming[0]?.basis : undefined
  await claimByIdentifiers(tx, changed, { position, declaredBy: idOf(actor), basis })
  return changed.flatMap(keysOfIdentifier)
}

/** Of identifiers that changed, those given are claims on their keys, and those taken back are none any more. */
async function claimByIdentifiers(
  tx: Tx,
  changed: readonly IdentifierRow[],
  stamp: { position: number; declaredBy: string; basis: string | undefined },
): Promise<void> {
  const withdrawn = changed.filter(({ state }) => state === 'withdrawn')
  const held = withdrawn.flatMap((row) => keysOfIdentifier(row).map((key) => ({ partyID: row.subject, key })))
  await withdrawForParties(tx, held, stamp)
  await claimForParties(tx, claimsGiven(changed), stamp)
}

/** A person's number comes back from the registrar as it was shown to it: in part. */
function unmasked(given: Identifier, known: readonly { scheme: string; value: string }[]): Identifier {
  const same = known.find(({ scheme, value }) => scheme === given.scheme && maskNumber(value) === given.value)
  return { ...given, value: same?.value ?? given.value }
}

/** The parties that bear an identifier, by its name. */
type Bearers = ReadonlyMap<string, readonly { subject: string }[]>
const nameOf = ({ scheme, value }: { scheme: string; value: string }): string => `${scheme} ${value}`

/** Parties that bear one of these identifiers, which have been checked. */
export async function bearersOf(reader: Reader, identifiers: readonly Identifier[]): Promise<Bearers> {
  if (identifiers.length === 0) return new Map()
  const values = new Set(identifiers.map(({ value }) => value))
  const bearers = await selectBearers(reader, [...values], {})
  return Map.groupBy(
    bearers.filter(({ subject }) => isPartyID(subject)),
    nameOf,
  )
}

/** A party's identifier names one party: two that bear it would read each other's documents. */
export function refuseBearers(bearers: Bearers, partyID: string | undefined, identifiers: readonly Identifier[]): void {
  for (const identifier of identifiers) {
    const { scheme, value } = identifier
    const taken = bearers.size > 0 && bearers.get(nameOf(identifier))?.some(({ subject }) => subject !== partyID)
    if (taken) throw problem('registry.identifier-taken', { scheme, value: maskNumber(value) })
  }
}

const isSameUnit = (before: PartyRow, address: Address = {}): boolean =>
  before.addressUnit === (address.unitCode ?? null) &&
  before.addressOn === (address.on ?? before.addressOn) &&
  before.addressChosenUnit === (address.chosenUnit ?? null)

export function checkContent(input: PartyUpdate, kind: PartyKind): void {
  if (isPersonal(kind) && Object.keys(input.publicName ?? {}).length === 0) throw problem('registry.public-name-needed')
  if (isPersonal(kind) && Object.values(input.publicName ?? {}).some(holdsNumber))
    throw problem('registry.public-name-numbered')
  checkValidity(input)
}

const idOf = (actor: Actor): string => {
  if (actor.partyID === null) throw problem('registry.not-yours')
  return actor.partyID
}
