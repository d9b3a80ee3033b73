import type { Actor } from '../../../../../platform/actor.ts'
import { newID } from '../../../../../platform/ids.ts'
import type { Db, Reader } from '../../../../../platform/postgres/database.ts'
import { problem } from '../../../../../platform/problem.ts'
import { readClaimKey } from '../../../keys/claims/claim-key.ts'
import { describeKeys } from '../../../keys/claims/describe-keys.ts'
import { selectParties } from '../../../parties/party.store.ts'
import { partyCheck } from '../../../parties/refuse-unknown.ts'
import { changeRegistry } from '../../../versions/change.ts'
import { checkValidity, dayOf } from '../../../versions/moment.ts'
import { findSystems } from '../system.store.ts'
import {
  findConnection,
  insertConnectionEnd,
  insertConnections,
  selectBeside,
  selectTargets,
} from './connection.store.ts'
import { type ConnectionRow, type NewConnection, reportsTwice } from './connection.ts'

/** A connection as it is declared. */
export type Declared = Omit<ConnectionRow, 'id' | 'declaredBy' | 'owner'>

/** A party declares by which system its products are reported to a national target; two paths for one product are refused. */
export function declareConnection(db: Db, actor: Actor, input: NewConnection): Promise<Omit<ConnectionRow, 'owner'>> {
  const row = { ...readConnection(actor, input), id: newID() }
  return changeRegistry(db, actor, async (tx, position) => {
    const check = await connectionCheck(tx, actor, [row])
    check(row)
    const declaredBy = actor.partyID ?? row.party
    await insertConnections(tx, [row], { position, declaredBy })
    const details = { connection: row.id, target: row.target, system: row.system }
    return {
      deed: { action: 'registry.declare-connection', subject: row.party, details },
      keys: [],
      result: { ...row, declaredBy },
    }
  })
}

/** A connection as the register keeps it; a Problem where it cannot be one. */
export function readConnection(actor: Actor, input: NewConnection): Declared {
  const { party = actor.partyID, system, target, product, productGroup = null } = input
  if (party === null) throw problem('registry.not-yours')
  if (product !== undefined && productGroup !== null) throw problem('registry.connection-unfit')
  checkValidity(input)
  return {
    ...{ party, system, target, productGroup },
    product: product === undefined ? null : readClaimKey({ key: product }),
    validFrom: input.validFrom ?? dayOf(new Date()),
    validTo: input.validTo ?? 'infinity',
  }
}

/**
 * Judges connections by what is read once for all: each is the actor's to declare, through a system that its party may use, and
 * no second path; one that passed stands in the way of those after it.
 */
export async function connectionCheck(
  reader: Reader,
  actor: Actor,
  rows: readonly Declared[],
): Promise<(row: Declared) => void> {
  const refuseUnknown = await partyCheck(
    reader,
    rows.map(({ party }) => party),
  )
  const targets = new Set((await selectTargets(reader)).map(({ target }) => target))
  const isUsable = await usableSystems(reader, rows)
  const { refuseSecond, note } = await pathsOf(reader, actor, rows)
  return (row) => {
    const { party, system, target } = row
    const by = actor.partyID
    if (by === null || (party !== by && !actor.can('registry.administer'))) throw problem('registry.not-yours')
    refuseUnknown(party)
    if (!targets.has(target)) throw problem('registry.target-unknown', { target })
    if (!isUsable(row)) throw problem('registry.system-unknown', { system })
    refuseSecond(row)
    note(row)
  }
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
async function usableSystems(reader: Reader, rows: readonly Declared[]): Promise<(row: Declared) => boolean> {
  const ids = [...new Set(rows.map(({ system }) => system))]
  const systems = await findSystems(reader, { all: true, units: [], groups: [], party: null }, ids, {})
  const ownerOf = new Map(systems.map(({ id, owner }) => [id, owner]))
  const asked = new Set(rows.map(({ party, system }) => ownerOf.get(system) ?? party))
  const owners = new Map((await selectParties(reader, [...asked], {})).map((party) => [party.id, party]))
  return ({ party, system }) => {
    const owner = owners.get(ownerOf.get(system) ?? '')
    return owner !== undefined && (owner.id === party || owner.kind === 'provider' || owner.kind === 'agency')
  }
}

type Path = Declared & { id?: string }

/**
 * The first path is named to the party whose products they are, and to the registrar; who acts for it learns that there is
 * one, not through whom.
 */
async function pathsOf(reader: Reader, actor: Actor, rows: readonly Declared[]) {
  const known: Path[] = await selectBeside(reader, {
    parties: [...new Set(rows.map(({ party }) => party))],
    targets: [...new Set(rows.map(({ target }) => target))],
    products: rows.flatMap(({ product }) => product ?? []),
    beyond: rows.some(({ product }) => product === null),
  })
  const groupOf = await groupsOf(reader, [...rows, ...known])
  const paths = Map.groupBy(known, destination)
  const isOwn = actor.delegateID === null || actor.can('registry.administer')
  return {
    refuseSecond: (row: Declared): void => {
      const first = paths.get(destination(row))?.find((other) => share(row, other) && reportsTwice(row, other, groupOf))
      if (first === undefined) return
      const { id, target, system } = first
      throw isOwn && id !== undefined
        ? problem('registry.connection-exists', { target, connection: id, system })
        : problem('registry.connection-exists-unnamed', { target })
    },
    note: (row: Declared): void => {
      const beside = paths.get(destination(row))
      if (beside === undefined) paths.set(destination(row), [row])
      else beside.push(row)
    },
  }
}

/**
 * A national target that two parties, were they one, would reach by two paths for one product on a day to come; undefined where
 * there is none.
 */
export async function targetReachedTwice(reader: Reader, one: string, other: string): Promise<string | undefined> {
  const targets = (await selectTargets(reader)).map(({ target }) => target)
  const asked = { parties: [one, other], targets, products: [], beyond: true }
  const today = dayOf(new Date())
  const coming = (await selectBeside(reader, asked)).filter(({ validTo }) => validTo > today)
  const groupOf = await groupsOf(reader, coming)
  const theirs = Map.groupBy(
    coming.filter(({ party }) => party === other),
    ({ target, product }) => `${target} ${product ?? ''}`,
  )
  const wide = coming.filter(({ party, product }) => party === other && product === null)
  const first = coming.find((mine) => {
    if (mine.party !== one) return false
    const rivals =
      mine.product === null
        ? [...theirs.values()].flat()
        : [...wide, ...(theirs.get(`${mine.target} ${mine.product}`) ?? [])]
    return rivals.some((each) => each.target === mine.target && share(mine, each) && reportsTwice(mine, each, groupOf))
  })
  return first?.target
}

const destination = ({ party, target }: Declared): string => `${party} ${target}`

/** Whether both are in force on some day. */
const share = (one: Declared, other: Declared): boolean =>
  one.validFrom <= other.validTo && other.validFrom <= one.validTo

async function groupsOf(reader: Reader, rows: readonly Pick<ConnectionRow, 'product'>[]) {
  const products = rows.flatMap(({ product }) => product ?? [])
  const known = await describeKeys(reader, products)
  return (product: string): string | undefined => known.get(product)?.productGroup
}
