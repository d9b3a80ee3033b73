import type { Actor } from '../../../platform/actor.ts'
import { recordDeed } from '../../../platform/audit.ts'
import { announce } from '../../../platform/jobs.ts'
import type { Db, Reader, Tx } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { foldSpelling } from '../../registry/index.ts'
import { deleteImport, findImport, lockImport, updateApplying, updateMapping } from '../import.store.ts'
import type { ErrorBehaviour, Import, Mapping } from '../import.ts'
import { keepActor } from '../kept-actor.ts'
import { deleteIssues, upsertHeadings } from '../rows.store.ts'
import { getTarget } from '../target.ts'
import { stateOf } from './receive-import.ts'

/** An import of the actor's own organisation; that of another does not exist. */
export async function getImport(reader: Reader, actor: Actor, id: string): Promise<Import> {
  const found = actor.partyID === null ? undefined : await findImport(reader, id, actor.partyID)
  if (found === undefined) throw problem('imports.unknown', { import: id })
  return found
}

/** An import that the actor may decide about, locked: whose register it may not fill, its spreadsheets it leaves alone. */
const lock = async (tx: Tx, actor: Actor, id: string): Promise<Import> => {
  const found = actor.partyID === null ? undefined : await lockImport(tx, id, actor.partyID)
  if (found === undefined) throw problem('imports.unknown', { import: id })
  if (!actor.can(getTarget(found.target).permission.import)) throw problem('imports.not-yours')
  return found
}

const noteDeed = (tx: Tx, actor: Actor, deed: 'map' | 'confirm' | 'discard', { id, target }: Import): Promise<void> =>
  recordDeed(tx, actor, { action: `imports.${deed}`, subject: `import:${id}`, details: { target } })

/** Says which column each heading is, by its place from 0, and has the rows checked; the next spreadsheet is read alike. */
export const mapColumns = (
  db: Db,
  actor: Actor,
  id: string,
  given: Readonly<Record<string, string | null>>,
): Promise<void> =>
  db.transaction(async (tx) => {
    const found = await lock(tx, actor, id)
    if (!['mapping', 'checking', 'ready', 'refused'].includes(found.state))
      throw problem('imports.too-late', { state: found.state })
    const mapping = checkMapping(found, given)
    const headings = new Map(found.headings.map(({ text }, index) => [foldSpelling(text), mapping[index] ?? null]))
    headings.delete('')
    await upsertHeadings(tx, found.partyID, found.target, headings)
    const state = stateOf(getTarget(found.target), mapping)
    await updateMapping(tx, id, mapping, state)
    await deleteIssues(tx, id)
    await noteDeed(tx, actor, 'map', found)
    if (state === 'checking') await announce(tx, 'imports.changed', { importID: id, round: found.round + 1 })
  })

function checkMapping(found: Import, given: Readonly<Record<string, string | null>>): Mapping {
  const known = new Set(getTarget(found.target).columns.flatMap((column) => ('cell' in column ? [column.path] : [])))
  const mapping: (string | null)[] = [...found.mapping]
  for (const [place, path] of Object.entries(given)) {
    if (!/^\d{1,4}$/.test(place) || Number(place) >= found.headings.length)
      throw problem('imports.heading-unknown', { place, count: found.headings.length })
    if (path !== null && !known.has(path)) throw problem('imports.column-unknown', { column: path })
    mapping[Number(place)] = path
  }
  const used = mapping.filter((path) => path !== null)
  const twice = used.find((path, index) => used.indexOf(path) !== index)
  if (twice !== undefined) throw problem('imports.column-twice', { column: twice })
  return mapping
}

/** Has checked rows brought into the register. */
export const confirmImport = (db: Db, actor: Actor, id: string, errorBehaviour: ErrorBehaviour): Promise<void> =>
  db.transaction(async (tx) => {
    const found = await lock(tx, actor, id)
    if (found.state !== 'ready' && found.state !== 'refused') throw problem('imports.not-ready', { state: found.state })
    if (found.state === 'refused' && errorBehaviour === 'rollback') throw problem('imports.has-errors')
    await updateApplying(tx, id, { errorBehaviour, actor: keepActor(actor) })
    await noteDeed(tx, actor, 'confirm', found)
    await announce(tx, 'imports.changed', { importID: id, round: found.round })
  })

/** Throws away an import; what is in the register already stays there. */
export const discardImport = (db: Db, actor: Actor, id: string): Promise<void> =>
  db.transaction(async (tx) => {
    const found = await lock(tx, actor, id)
    if (found.state === 'applying') throw problem('imports.too-late', { state: found.state })
    await deleteImport(tx, id)
    await noteDeed(tx, actor, 'discard', found)
  })
