import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { setUsualRole } from '../../identity/index.ts'
import { changeRegistry } from '../change.ts'
import { claimForParty, withdrawForParty } from '../claims/claim-for-party.ts'
import { isPartyID, selectBearers, selectIdentifiers } from '../identifiers/identifier.store.ts'
import type { Identifier } from '../identifiers/identifier.ts'
import { checkIdentifier, keysOfIdentifier } from '../identifiers/identifier.ts'
import { nameSubject } from '../identifiers/name-subject.ts'
import { checkValidity } from '../moment.ts'
import { checkAddress } from '../units/address/check-address.ts'
import type { PartyRow } from './party.store.ts'
import { insertParty, insertPartyVersion, selectParties } from './party.store.ts'
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
  const id = newID()
  await insertParty(tx, { id, sample: input.sample === true, position })
  await insertPartyVersion(tx, id, input, { position, declaredBy: idOf(actor) })
  await setUsualRole(tx, actor, id, usualRole(input.kind))
  return { id, keys: await identifyParty(tx, actor, id, input.identifiers ?? [], position, input.basis) }
}

/** A new version of a party: by itself in what describes it, by the operator in all. */
export function updateParty(db: Db, actor: Actor, id: string, input: PartyUpdate): Promise<void> {
  const isOperator = actor.can('registry.administer')
  if (!isOperator && actor.partyID !== id) throw problem('registry.not-yours')
  return changeRegistry(db, actor, async (tx, position) => {
    const [before] = await selectParties(tx, [id], { at: input.validFrom })
    if (!before) throw problem('registry.party-unknown', { party: id })
    if (before.standsFor !== id) throw problem('registry.party-merged', { party: id, into: before.standsFor })
    const kind = input.kind ?? before.kind
    if (!isOperator && (kind !== before.kind || input.identifiers)) throw problem('registry.operator-only')
    checkContent(input, kind)
    await checkAddress(tx, input.address)
    await insertPartyVersion(tx, id, { ...input, kind }, { position, declaredBy: idOf(actor) })
    await setUsualRole(tx, actor, id, usualRole(kind), usualRole(before.latestKind))
    const named = input.identifiers ? await identifyParty(tx, actor, id, input.identifiers, position, input.basis) : []
    const moved = !isSameUnit(before, input.address) || before.kind !== kind
    const own = moved ? (await selectIdentifiers(tx, [id], {})).flatMap(keysOfIdentifier) : []
    return {
      deed: { action: 'registry.update-party', subject: id },
      keys: [...new Set([...named, ...own])],
      result: undefined,
    }
  })
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
  await refuseTaken(tx, partyID, given)
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

/** A party's identifier names one party: two that bear it would read each other's documents. */
async function refuseTaken(tx: Tx, partyID: string, identifiers: readonly Identifier[]): Promise<void> {
  const bearers = await selectBearers(
    tx,
    identifiers.map(({ value }) => value),
    {},
  )
  for (const { scheme, value } of identifiers) {
    const taken = bearers.some(
      (row) => isPartyID(row.subject) && row.scheme === scheme && row.value === value && row.subject !== partyID,
    )
    if (taken) throw problem('registry.identifier-taken', { scheme, value: maskNumber(value) })
  }
}

const isSameUnit = (before: PartyRow, address: Address = {}): boolean =>
  before.addressUnit === (address.unitCode ?? null) &&
  before.addressOn === (address.on ?? before.addressOn) &&
  before.addressChosenUnit === (address.chosenUnit ?? null)

function checkContent(input: PartyUpdate, kind: PartyKind): void {
  if (isPersonal(kind) && Object.keys(input.publicName ?? {}).length === 0) throw problem('registry.public-name-needed')
  if (isPersonal(kind) && Object.values(input.publicName ?? {}).some(holdsNumber))
    throw problem('registry.public-name-numbered')
  checkValidity(input)
}

const idOf = (actor: Actor): string => {
  if (actor.partyID === null) throw problem('registry.not-yours')
  return actor.partyID
}
