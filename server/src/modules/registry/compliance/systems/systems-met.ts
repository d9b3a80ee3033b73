import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { reachesAll } from '../../rights/reach.ts'
import type { ExportAsked } from '../../spreadsheets/import-target.ts'
import { cutPage } from '../../wire.ts'
import { seerOf } from './register-system.ts'
import { selectSystems } from './system.store.ts'

/** A page of the systems that the actor meets where they are listed; of all, for who keeps the register. */
export async function systemsMet(reader: Reader, actor: Actor, { after, limit, moment }: ExportAsked) {
  const seer = { ...(await seerOf(reader, actor)), ...(reachesAll(actor) && { all: true }) }
  const asked = { after: after || lowestID, limit: limit + 1, owner: undefined }
  return cutPage(
    await selectSystems(reader, seer, asked, moment),
    limit,
    ({ id }) => id,
    (row) => row,
  )
}
