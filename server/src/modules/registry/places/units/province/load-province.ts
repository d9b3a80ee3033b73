import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Actor } from '../../../../../platform/actor.ts'
import { createSay } from '../../../../../platform/messages.ts'
import type { Db, Tx } from '../../../../../platform/postgres/database.ts'
import { changeRegistry } from '../../../versions/change.ts'
import { forgetGazetteer } from '../gazetteer/read-gazetteer.ts'
import { hasEdition, insertEdition } from '../unit.store.ts'
import { provinceFaults } from './check-province.ts'
import { joinProvinces, othersThan, readProvinces, toldOtherwise, unitName } from './join-provinces.ts'
import { type Province, readProvince } from './province-file.ts'

/** Takes a province's file in as a new edition of its units; says whether it was one. The same file again changes nothing. */
export async function loadProvince(db: Db, actor: Actor, path: string): Promise<boolean> {
  try {
    const text = await readFile(path, 'utf8')
    const province = readProvince(text)
    const sha256 = hash('sha256', text, 'hex')
    if (await isLoaded(db, province.name, sha256)) return false
    const taken = await changeRegistry(db, actor, async (tx, position) => {
      const { name, source } = province
      const fresh = !(await isLoaded(tx, name, sha256))
      if (fresh) await insertChecked(tx, province, { name, position, sha256, source })
      const deed = { action: 'registry.load-units', subject: name, details: { sha256, fresh } }
      return { deed, keys: [], result: fresh }
    })
    forgetGazetteer(db)
    return taken
  } catch (error) {
    throw new Error(`the province file ${path} cannot be used: ${(error as Error).message}`, { cause: error })
  }
}

/** Taken in once, whatever a spreadsheet has said of the province since: only another file goes over that. */
const isLoaded = (reader: Db | Tx, name: string, sha256: string): Promise<boolean> => hasEdition(reader, name, sha256)

/** A file is judged together with what the other provinces' files say: two may tell of one unit only in the same words. */
async function insertChecked(tx: Tx, province: Province, edition: Parameters<typeof insertEdition>[1]): Promise<void> {
  if (new Set(province.units.map(unitName)).size < province.units.length)
    throw new Error('a code stands twice with the same first day')
  const others = othersThan(province.name, await readProvinces(tx))
  const otherwise = toldOtherwise(province.units, others)
  if (otherwise) throw new Error(`${otherwise.unit.code} ${otherwise.unit.name} reads otherwise in ${otherwise.file}`)
  const fault = provinceFaults(joinProvinces(province, others)).next().value
  if (fault) throw new Error(createSay()('en', fault.code, fault.params))
  await insertEdition(tx, edition, province.units, province.successions)
}
