import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db, Reader, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { listCredentials } from '../../identity/index.ts'
import { changeRegistry } from '../change.ts'
import { checkValidity, type Moment } from '../moment.ts'
import { refuseUnknown } from '../parties/refuse-unknown.ts'
import { scopeOf } from '../parties/scope.ts'
import { findSystem, insertSystem, insertSystemVersion, type Seer } from './system.store.ts'
import type { NewSystem, SystemRow, SystemUpdate } from './system.ts'

/** Whose systems a caller meets besides its own. */
export const seerOf = async (reader: Reader, actor: Actor): Promise<Seer> => ({
  ...(await scopeOf(reader, actor, 'registry.read-systems')),
  party: actor.partyID,
})

/** A system as far as the caller may see it; one beyond that does not exist. */
export async function getSystem(reader: Reader, actor: Actor, id: string, moment: Moment = {}): Promise<SystemRow> {
  const system = await findSystem(reader, await seerOf(reader, actor), id, moment)
  if (!system) throw problem('registry.system-unknown', { system: id })
  return system
}

/** A party registers its traceability system; the registrar does so for others. */
export function registerSystem(db: Db, actor: Actor, input: NewSystem): Promise<SystemRow> {
  const owner = input.owner ?? actor.partyID
  if (owner === null || (owner !== actor.partyID && !actor.can('registry.administer')))
    throw problem('registry.not-yours')
  return changeRegistry(db, actor, async (tx, position) => {
    await refuseUnknown(tx, owner)
    const id = newID()
    await insertSystem(tx, { id, owner, position })
    await putVersion(tx, actor, { id, owner }, input, position)
    const deed = { action: 'registry.register-system', subject: owner, details: { system: id } }
    return { deed, keys: [], result: await getSystem(tx, actor, id) }
  })
}

/** Its content again, as a new version: by its owner, or the registrar. */
export const updateSystem = (db: Db, actor: Actor, id: string, input: SystemUpdate): Promise<SystemRow> =>
  changeRegistry(db, actor, async (tx, position) => {
    const system = await getSystem(tx, actor, id)
    refuseStranger(actor, system)
    await putVersion(tx, actor, system, input, position)
    const deed = { action: 'registry.update-system', subject: system.owner, details: { system: id } }
    return { deed, keys: [], result: await getSystem(tx, actor, id, { at: input.validFrom }) }
  })

/** The owner speaks of its system, and the registrar; the provider only sees it. */
export function refuseStranger(actor: Actor, { owner }: SystemRow): void {
  if (actor.partyID !== owner && !actor.can('registry.administer')) throw problem('registry.not-yours')
}

async function putVersion(
  tx: Tx,
  actor: Actor,
  { id, owner }: { id: string; owner: string },
  input: SystemUpdate,
  position: number,
): Promise<void> {
  checkValidity(input)
  const { provider = null, credentials = [] } = input
  if (provider !== null) await refuseUnknown(tx, provider)
  await refuseForeignCredentials(tx, [owner, ...(provider === null ? [] : [provider])], credentials)
  const content = {
    names: input.names,
    provider,
    release: input.release ?? null,
    standards: input.standards,
    sharingModel: input.sharingModel ?? null,
    url: input.url ?? null,
    credentials,
    basis: input.basis ?? null,
    validFrom: input.validFrom,
    validTo: input.validTo,
  }
  await insertSystemVersion(tx, id, content, { position, declaredBy: actor.partyID ?? owner })
}

const credentialKinds = ['key', 'client'] as const

/** A reference to a credential that is neither the owner's nor its provider's is one to nothing. */
async function refuseForeignCredentials(
  tx: Tx,
  parties: readonly string[],
  credentials: readonly string[],
): Promise<void> {
  if (credentials.length === 0) return
  const own = new Set<string>()
  for (const party of parties)
    for (const kind of credentialKinds) for (const { id } of await listCredentials(tx, kind, party)) own.add(id)
  const foreign = credentials.find((credential) => !own.has(credential))
  if (foreign !== undefined) throw problem('registry.credential-unknown', { credential: foreign })
}
