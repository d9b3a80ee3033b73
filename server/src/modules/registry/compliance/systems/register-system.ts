import type { Actor } from '../../../../platform/actor.ts'
import { newID } from '../../../../platform/ids.ts'
import type { Db, Reader, Tx } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { listCredentials } from '../../../identity/index.ts'
import { partyCheck } from '../../parties/refuse-unknown.ts'
import { scopeOf } from '../../rights/scope.ts'
import { changeRegistry } from '../../versions/change.ts'
import { checkValidity, type Moment } from '../../versions/moment.ts'
import { findSystems, insertSystems, insertSystemVersions, type Seer, type SystemContent } from './system.store.ts'
import type { NewSystem, SystemRow, SystemUpdate } from './system.ts'

/** Whose systems a caller meets besides its own. */
export const seerOf = async (reader: Reader, actor: Actor): Promise<Seer> => ({
  ...(await scopeOf(reader, actor, 'registry.read-systems')),
  party: actor.partyID,
})

/** Systems as far as the caller may see them, read once: answers each, or throws; one beyond that does not exist. */
export async function systemCheck(
  reader: Reader,
  actor: Actor,
  ids: readonly string[],
  moment: Moment = {},
): Promise<(id: string) => SystemRow> {
  const systems = await findSystems(reader, await seerOf(reader, actor), [...new Set(ids)], moment)
  const seen = new Map(systems.map((system) => [system.id, system]))
  return (id) => {
    const system = seen.get(id)
    if (system === undefined) throw problem('registry.system-unknown', { system: id })
    return system
  }
}

export const getSystem = async (reader: Reader, actor: Actor, id: string, moment: Moment = {}): Promise<SystemRow> => {
  const systemOf = await systemCheck(reader, actor, [id], moment)
  return systemOf(id)
}

/** A party registers its traceability system; the registrar does so for others. */
export function registerSystem(db: Db, actor: Actor, { owner: named, ...input }: NewSystem): Promise<SystemRow> {
  const owner = named ?? actor.partyID
  if (owner === null || (owner !== actor.partyID && !actor.can('registry.administer')))
    throw problem('registry.not-yours')
  checkValidity(input)
  return changeRegistry(db, actor, async (tx, position) => {
    const content = { ...toContent(input), id: newID(), owner }
    const check = await contentCheck(tx, [content])
    check(content)
    await writeSystems(tx, actor, { fresh: [content], versions: [content] }, position)
    const deed = { action: 'registry.register-system', subject: owner, details: { system: content.id } }
    return { deed, keys: [], result: await getSystem(tx, actor, content.id) }
  })
}

/** Its content again, as a new version: by its owner, or the registrar. */
export const updateSystem = (db: Db, actor: Actor, id: string, input: SystemUpdate): Promise<SystemRow> =>
  changeRegistry(db, actor, async (tx, position) => {
    const { owner } = await getOwn(tx, actor, id)
    checkValidity(input)
    const content = { ...toContent(input), id, owner }
    const check = await contentCheck(tx, [content])
    check(content)
    await writeSystems(tx, actor, { fresh: [], versions: [content] }, position)
    const deed = { action: 'registry.update-system', subject: owner, details: { system: id } }
    return { deed, keys: [], result: await getSystem(tx, actor, id, { at: input.validFrom }) }
  })

async function getOwn(reader: Reader, actor: Actor, id: string): Promise<SystemRow> {
  const system = await getSystem(reader, actor, id)
  refuseStranger(actor, system)
  return system
}

/** The owner speaks of its system, and the registrar; the provider only sees it. */
export function refuseStranger(actor: Actor, { owner }: SystemRow): void {
  if (actor.partyID !== owner && !actor.can('registry.administer')) throw problem('registry.not-yours')
}

export const toContent = (input: SystemUpdate) => ({
  names: input.names,
  provider: input.provider ?? null,
  release: input.release ?? null,
  standards: input.standards,
  sharingModel: input.sharingModel ?? null,
  url: input.url ?? null,
  credentials: input.credentials ?? [],
  basis: input.basis ?? null,
  validFrom: input.validFrom,
  validTo: input.validTo,
})

type OwnedContent = SystemContent & { owner: string }

/** Judges what is said of systems: owner and provider are in the register, and credentials are the owner's or the provider's. */
export async function contentCheck(
  reader: Reader,
  contents: readonly Omit<OwnedContent, 'id'>[],
): Promise<(content: Omit<OwnedContent, 'id'>) => void> {
  const refuseUnknown = await partyCheck(reader, contents.flatMap(sidesOf))
  const calling = contents.filter(({ credentials }) => credentials.length > 0).flatMap(sidesOf)
  const own = new Map<string, ReadonlySet<string>>()
  for (const party of new Set(calling)) own.set(party, await credentialsOf(reader, party))
  return (content) => {
    const sides = sidesOf(content)
    sides.forEach(refuseUnknown)
    const foreign = content.credentials.find((each) => !sides.some((party) => own.get(party)?.has(each)))
    if (foreign !== undefined) throw problem('registry.credential-unknown', { credential: foreign })
  }
}

const sidesOf = ({ owner, provider }: Pick<OwnedContent, 'owner' | 'provider'>): string[] =>
  provider === null ? [owner] : [owner, provider]

/** A reference to a credential that is neither the owner's nor its provider's is one to nothing. */
async function credentialsOf(reader: Reader, party: string): Promise<ReadonlySet<string>> {
  const own = new Set<string>()
  for (const kind of ['key', 'client'] as const)
    for (const { id } of await listCredentials(reader, kind, party)) own.add(id)
  return own
}

/** Writes systems that are new, and versions of these and others, all judged before. */
export async function writeSystems(
  tx: Tx,
  actor: Actor,
  { fresh, versions }: { fresh: readonly OwnedContent[]; versions: readonly OwnedContent[] },
  position: number,
): Promise<void> {
  await insertSystems(
    tx,
    fresh.map(({ id, owner }) => ({ id, owner })),
    position,
  )
  const declaredBy = actor.partyID ?? versions[0]?.owner ?? ''
  await insertSystemVersions(tx, versions, { position, declaredBy })
}
