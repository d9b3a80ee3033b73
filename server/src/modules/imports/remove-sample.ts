import type { Tx } from '../../platform/postgres/database.ts'
import { deleteImport, selectImports } from './import.store.ts'
import { deleteHeadingsOf } from './rows.store.ts'

const lastID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** For the removal of sample parties: how they called their columns, and their imports, go with them. */
export async function removeImportsOf(tx: Tx, parties: readonly string[]): Promise<void> {
  await deleteHeadingsOf(tx, parties)
  for (const party of parties)
    for (const { id } of await selectImports(tx, party, lastID, 1000)) await deleteImport(tx, id)
}
