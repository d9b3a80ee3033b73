import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db, Reader, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { giveUsualRoles, setUsualRole } from '../../identity/index.ts'
import { changeRegistry } from '../change.ts'
import { claimForParties, claimForParty, withdrawForParty } from '../claims/claim-for-party.ts'
import { insertIdentifiers, isPartyID, selectBearers, selectIdentifiers } from '../identifiers/identifier.store.ts'
import type { Identifier } from '../identifiers/identifier.ts'
import { checkIdentifier, keysOfIdentifier } from '../identifiers/identifier.ts'
import { nameSubject, namesToGive } from '../identifiers/name-subject.ts'
import { checkValidity } from '../moment.ts'
import { checkAddress } from '../units/address/check-address.ts'
import type { PartyRow } from './party.store.ts'
import { insertParties, insertPartyVersions, selectParties } from './party.store.ts'
import type { Address, NewParty, PartyKind, PartyUpdate } from './party.ts'
import { isPersonal } from './party.ts'
import { holdsNumber } from './personal-number.ts'
import { maskNumber } from './tax-code.ts'
import { usualRole } from './usual-role.ts'

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
  const declaredBy = idOf(actor)
  const parties = inputs.map((input) => ({ id: newID(), input }))
  await insertParties(
    tx,
    parties.map(({ id, input }) => ({ id, sample: input.sample === true, position })),
  )
  await insertPartyVersions(
    tx,
    parties.map(({ id, input }) => ({ partyID: id, content: input })),
    { position, declaredBy },
  )
  await giveUsualRoles(
    tx,
    actor,
    parties.flatMap(({ id, input }) => ({ partyID: id, role: usualRole(input.kind) })),
  )
  const keys = await identifyNew(tx, declaredBy, parties, position)
  return { ids: parties.map(({ id }) => id), keys }
}

/** The first identifiers of new parties; a GLN and a company prefix are claims on these keys as well. */
async function identifyNew(
  tx: Tx,
  declaredBy: string,
  parties: readonly { id: string; input: NewParty }[],
  position: number,
): Promise<string[]> {
  const named = parties.flatMap(({ id, input: { identifiers = [], basis } }) =>
    namesToGive([], { subject: id, declaredBy, mayVerify: true, basis }, identifiers),
  )
  await insertIdentifiers(tx, named, position)
  const wanted = named.flatMap((row) =>
    keysOfIdentifier(row).map((key) => ({ partyID: row.subject, key, verified: row.state === 'verified' })),
  )
  const basis = parties.length === 1 ? parties[0]?.input.basis : undefined
  await claimForParties(tx, wanted, { position, declaredBy, basis })
  return wanted.map(({ key }) => key)
}

/** A new version of a party: by itself in what describes it, by the operator in all. */
export function updateParty(db: Db, actor: Actor, id: string, input: PartyUpdate): Promise<void> {
  const isOperator = actor.can('registry.administer')
  if (!isOperator && actor.partyID !== id) throw problem('registry.not-yours')
  return changeRegistry(db, actor, async (tx, position) => {
    const keys = await changeParty(tx, actor, id, input, position)
    return { deed: { action: 'registry.update-party', subject: id }, keys, result: undefined }
  })
}

/** A new version of a party within a change of the register. Answers the keys that read otherwise now. */
export async function changeParty(
  tx: Tx,
  actor: Actor,
  id: string,
  input: PartyUpdate,
  position: number,
): Promise<string[]> {
  const [before] = await selectParties(tx, [id], { at: input.validFrom })
  if (!before) throw problem('registry.party-unknown', { party: id })
  if (before.standsFor !== id) throw problem('registry.party-merged', { party: id, into: before.standsFor })
  const kind = input.kind ?? before.kind
  if (!actor.can('registry.administer') && (kind !== before.kind || input.identifiers))
    throw problem('registry.operator-only')
  checkContent(input, kind)
  await checkAddress(tx, input.address)
  await insertPartyVersions(tx, [{ partyID: id, content: { ...input, kind } }], { position, declaredBy: idOf(actor) })
  await setUsualRole(tx, actor, id, usualRole(kind), usualRole(before.latestKind))
  const named = input.identifiers ? await identifyParty(tx, actor, id, input.identifiers, position, input.basis) : []
  const moved = !isSameUnit(before, input.address) || before.kind !== kind
  const own = moved ? (await selectIdentifiers(tx, [id], {})).flatMap(keysOfIdentifier) : []
  return [...new Set([...named, ...own])]
}

/** Sets a party's identifiers; its GLN and its company prefix are claims on these keys as well. Answers the keys touched. */
async function identifyParty(
  tx: Tx,
  actor: Actor,
  partyID: string,
  identifiers: readonly Identifier[],
  position: number,
  basis: string | undefined,
): Promise<string[]> {
  const known = await selectIdentifiers(tx, [partyID], {})
  const given = identifiers.map((identifier) => checkIdentifier(unmasked(identifier, known)))
  refuseBearers(await bearersOf(tx, given), partyID, given)
  const naming = { subject: partyID, declaredBy: idOf(actor), mayVerify: true, basis }
  const changed = await nameSubject(tx, naming, given, position)
  const stamp = { position, declaredBy: idOf(actor), basis }
  const keys: string[] = []
  for (const identifier of changed)
    for (const key of keysOfIdentifier(identifier)) {
      keys.push(key)
      if (identifier.state === 'withdrawn') await withdrawForParty(tx, partyID, key, stamp)
      else await claimForParty(tx, partyID, key, identifier.state === 'verified', stamp)
    }
  return keys
}

/** A person's number comes back from the registrar as it was shown to it: in part. */
function unmasked(given: Identifier, known: readonly { scheme: string; value: string }[]): Identifier {
  const same = known.find(({ scheme, value }) => scheme === given.scheme && maskNumber(value) === given.value)
  return { ...given, value: same?.value ?? given.value }
}

type Bearer = { subject: string; scheme: string; value: string }

/** Parties that bear one of these identifiers, which have been checked. */
export async function bearersOf(reader: Reader, identifiers: readonly Identifier[]): Promise<Bearer[]> {
  if (identifiers.length === 0) return []
  const values = new Set(identifiers.map(({ value }) => value))
  return (await selectBearers(reader, [...values], {})).filter(({ subject }) => isPartyID(subject))
}

/** A party's identifier names one party: two that bear it would read each other's documents. */
export function refuseBearers(
  bearers: readonly Bearer[],
  partyID: string | undefined,
  identifiers: readonly Identifier[],
): void {
  for (const { scheme, value } of identifiers) {
    const taken = bearers.some((row) => row.scheme === scheme && row.value === value && row.subject !== partyID)
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
