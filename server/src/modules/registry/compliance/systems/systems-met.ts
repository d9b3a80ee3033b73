import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { reachesAll } from '../../rights/reach.ts'
import type { ExportAsked } from '../../spreadsheets/import-target.ts'
import { cutPage } from '../../wire.ts'
import { seerOf } from './register-system.ts'
import { findSystems, type Seer, selectSystems } from './system.store.ts'

/** Whose systems an export tells: those that the actor meets where they are listed; all, to who keeps the register. */
const metBy = async (reader: Reader, actor: Actor): Promise<Seer> => ({
  ...(await seerOf(reader, actor)),
  ...(reachesAll(actor) && { all: true }),
})

/** A page of them. */
export async function systemsMet(reader: Reader, actor: Actor, { after, limit, moment }: ExportAsked) {
  const asked = { after: after || lowestID, limit: limit + 1, owner: undefined }
  return cutPage(
    await selectSystems(reader, await metBy(reader, actor), asked, moment),
    limit,
    ({ id }) => id,
    (row) => row,
  )
}

/** Which of these systems an export would tell the actor of. */
export const systemsAmong = async (reader: Reader, actor: Actor, ids: readonly string[]): Promise<string[]> => {
  const systems = await findSystems(reader, await metBy(reader, actor), [...new Set(ids)], {})
  return systems.map(({ id }) => id)
}
