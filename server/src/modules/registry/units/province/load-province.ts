import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Actor } from '../../../../platform/actor.ts'
import type { Db, Tx } from '../../../../platform/postgres/database.ts'
import { changeRegistry } from '../../change.ts'
import { forgetGazetteer } from '../read-gazetteer.ts'
import { insertEdition, selectEditions, selectSuccessions, selectUnits } from '../unit.store.ts'
import type { Unit } from '../unit.ts'
import { provinceFault } from './check-province.ts'
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

const isLoaded = async (reader: Db | Tx, name: string, sha256: string): Promise<boolean> =>
  (await selectEditions(reader)).some((edition) => edition.name === name && edition.sha256 === sha256)

/** A file is judged together with what the other provinces' files say: two may tell of one unit only in the same words. */
async function insertChecked(tx: Tx, province: Province, edition: Parameters<typeof insertEdition>[1]): Promise<void> {
  const units = new Map(province.units.map((unit) => [nameOf(unit), unit]))
  if (units.size < province.units.length) throw new Error('a code stands twice with the same first day')
  const successions = [...province.successions]
  for (const other of await selectEditions(tx)) {
    if (other.name === province.name) continue
    for (const unit of await selectUnits(tx, other)) {
      const said = units.get(nameOf(unit))
      if (said && !isSame(said, unit)) throw new Error(`${unit.code} ${unit.name} reads otherwise in ${other.name}`)
      units.set(nameOf(unit), said ?? unit)
    }
    const known = new Set(successions.map(({ old, new: next, on }) => `${old} ${next} ${on}`))
    const theirs = await selectSuccessions(tx, other)
    successions.push(...theirs.filter(({ old, new: next, on }) => !known.has(`${old} ${next} ${on}`)))
  }
  const fault = provinceFault({ units: [...units.values()], successions })
  if (fault) throw new Error(fault)
  await insertEdition(tx, edition, province.units, province.successions)
}

const nameOf = ({ code, validFrom }: Unit): string => `${code} ${validFrom}`

const isSame = (a: Unit, b: Unit): boolean =>
  a.name === b.name && a.kind === b.kind && a.parent === b.parent && a.validTo === b.validTo
