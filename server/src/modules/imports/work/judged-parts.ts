import type { Actor } from '../../../platform/actor.ts'
import { currentPosition } from '../../../platform/positions.ts'
import type { Tx } from '../../../platform/postgres/database.ts'
import { renewPlans, selectBadLines, selectPart } from '../rows.store.ts'
import type { TableRow } from '../table/limits.ts'
import { oneAhead } from './one-ahead.ts'
import { judgeRows, type PreparedRow, type ReadRow, readRows } from './prepare-rows.ts'
import { actorOf, type Work } from './work.ts'

/**
 * The rows of a part, but for so many that are known to be bad, as its actor saw them when the register stood at `seen`.
 * `bound`: parts before it were being written meanwhile, and may bear upon them.
 */
type Part = { part: number; actor: Actor; rows: readonly TableRow[]; bad: number; seen: number; bound: boolean }
type ReadPart = Part & { read: readonly ReadRow[] }
export type JudgedPart = Part & { prepared: readonly PreparedRow[] }

/**
 * An import's parts from one on. `isAhead`: the next are read and judged, each in a session of its own, while whoever asks
 * works with the one before; else when that is done, within `tx` where given.
 */
export async function* judgedParts(
  work: Work,
  from: number,
  isAhead: boolean,
  tx?: Tx,
): AsyncGenerator<JudgedPart, void> {
  const within = <T>(part: number, run: (tx: Tx) => Promise<T>): Promise<T> => {
    const planned = async (own: Tx) => {
      await renewPlans(own, work.planned, part)
      return run(own)
    }
    return tx !== undefined && !isAhead ? planned(tx) : work.deps.db.transaction(planned)
  }
  const read = (part: number) => within(part, (own) => readPart(work, own, part, isAhead && part > from))
  const judge = (part: ReadPart) => within(part.part, (own) => judgePart(work, own, part))
  const parts = Array.from({ length: work.job.parts - from }, (_, index) => from + index)
  if (isAhead) yield* oneAhead(oneAhead(parts, read), judge)
  else for (const part of parts) yield await judge(await read(part))
}

async function readPart(work: Work, tx: Tx, part: number, ahead: boolean): Promise<ReadPart> {
  const { job, reading, stopping } = work
  stopping?.throwIfAborted()
  const actor = await actorOf(tx, work)
  const all = await selectPart(tx, job.id, part)
  const bad = await selectBadLines(tx, job.id, all[0]?.line ?? 0, all.at(-1)?.line ?? 0)
  const rows = all.filter(({ line }) => !bad.has(line))
  const seen = await currentPosition(tx)
  const read = await readRows(tx, actor, reading, rows)
  // Who only checks writes nothing that could bear upon others.
  const names = job.state === 'applying' ? namesIn(work, read) : []
  const bound = ahead && isBound(work, part, names)
  rememberNames(work, part, names)
  return { part, actor, rows, bad: bad.size, seen, bound, read }
}

type Names = readonly string[] | undefined

/** By which names each row bears upon others; undefined: by any. */
const namesIn = ({ reading }: Work, read: readonly ReadRow[]): Names[] =>
  read.flatMap(({ sought }) => (sought === undefined ? [] : [reading.target.bearing?.(sought)]))

/** Whether a part before may bear upon a row with such names. */
const isBound = ({ borne }: Work, part: number, names: readonly Names[]): boolean =>
  names.some((each) => each?.some((name) => (borne.get(name) ?? part) !== part) ?? true)

function rememberNames({ borne }: Work, part: number, names: readonly Names[]): void {
  for (const each of names) for (const name of each ?? []) borne.set(name, part)
}

async function judgePart({ reading }: Work, tx: Tx, { read, ...part }: ReadPart): Promise<JudgedPart> {
  return { ...part, prepared: await judgeRows(tx, part.actor, reading, read) }
}

/**
 * Whether a part would be judged alike at a position: nobody else has changed the register meanwhile, and what this import
 * wrote itself, while the part was judged, bears upon none of its rows. `own`: the positions that it took.
 */
export function stillHolds({ seen, bound }: JudgedPart, position: number, own: ReadonlySet<number>): boolean {
  for (let between = seen + 1; between < position; between += 1) if (!own.has(between)) return false
  return !bound
}
