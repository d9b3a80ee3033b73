import type { Db, Reader } from '../postgres/database.ts'
import { countDeeds, type DeedCounts, selectDeedsOfSeals, selectSealsAfter, selectStray } from './seal.store.ts'
import { beforeAll, createDeedsHash, hashOfSeal, type Seal, type SealedDeed } from './seal.ts'

/** What a look at the whole chain found. `faults`: where it breaks, in words; none where it is whole. */
export type Verification = {
  seals: number
  deeds: number
  /** Deeds that wait for their seal. */
  waiting: number
  newest: Seal | undefined
  faults: string[]
}

const sealsAtOnce = 500
const deedsAtOnce = 5000
const mostFaults = 100

/** Seals that must be in the chain: hashes that were kept elsewhere, each with whose word it is. */
export type KnownHead = { hash: string; by: string }

/**
 * Reads all seals and all deeds, as at one moment, a page at a time: whether each seal is what it says, follows the one
 * before, and holds its deeds unchanged; whether any deed stands outside; whether the heads that are known are still there.
 */
export const verifyAudit = (db: Db, heads: readonly KnownHead[] = []): Promise<Verification> =>
  db.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only')
    const walk: Walk = {
      seals: 0,
      deeds: 0,
      newest: undefined,
      faults: [],
      left: new Map(heads.map((head) => [head.hash, head])),
    }
    for (;;) {
      const seals = await selectSealsAfter(tx, walk.newest?.number ?? '0', sealsAtOnce)
      for (const group of inGroups(seals)) await checkGroup(tx, walk, group)
      if (seals.length < sealsAtOnce || walk.faults.length >= mostFaults) break
    }
    const counts = await countDeeds(tx)
    await checkCounts(tx, walk, counts)
    for (const { hash, by } of walk.left.values())
      walk.faults.push(
        `the seal ${hash}, known from ${by}, is not in the chain: what followed seal ${walk.newest?.number ?? 0} was cut off or replaced`,
      )
    const { seals, deeds, newest, faults } = walk
    return { seals, deeds, waiting: counts.queued, newest, faults: faults.slice(0, mostFaults) }
  })

type Walk = Omit<Verification, 'waiting'> & { left: Map<string, KnownHead> }

/** Seals whose deeds are read at once. */
function* inGroups(seals: readonly Seal[]): Generator<Seal[]> {
  let group: Seal[] = []
  let deeds = 0
  for (const seal of seals) {
    if (group.length > 0 && deeds + seal.count > deedsAtOnce) {
      yield group
      group = []
      deeds = 0
    }
    group.push(seal)
    deeds += seal.count
  }
  if (group.length > 0) yield group
}

const checkGroup = async (reader: Reader, walk: Walk, group: Seal[]): Promise<void> => {
  const counted = group.reduce((sum, { count }) => sum + count, 0)
  const limit = Math.min(counted, deedsAtOnce * 2) + 1
  const rows = await selectDeedsOfSeals(reader, [group[0]?.number ?? '', group.at(-1)?.number ?? ''], limit)
  const bySeal = Map.groupBy(rows, ({ seal }) => seal)
  for (const seal of group) {
    checkLink(walk, seal)
    checkDeeds(walk, seal, bySeal.get(seal.number) ?? [])
    walk.newest = seal
    walk.seals += 1
    walk.left.delete(seal.hash)
  }
}

const checkLink = ({ newest, faults }: Walk, seal: Seal): void => {
  const expected = BigInt(newest?.number ?? '0') + 1n
  if (BigInt(seal.number) !== expected)
    faults.push(`seal ${expected} is missing: after seal ${newest?.number ?? 0} comes seal ${seal.number}`)
  if (seal.previous !== (newest?.hash ?? beforeAll))
    faults.push(`seal ${seal.number} does not follow the seal before it: one of them was changed or replaced`)
  if (hashOfSeal(seal) !== seal.hash) faults.push(`seal ${seal.number} was changed: its hash is not that of its words`)
}

const checkDeeds = (walk: Walk, seal: Seal, deeds: readonly SealedDeed[]): void => {
  const hash = createDeedsHash()
  for (const deed of deeds) hash.add(deed)
  walk.deeds += deeds.length
  const where = `seal ${seal.number} (deeds ${seal.first} to ${seal.last}, sealed ${seal.sealedAt})`
  if (deeds.length < seal.count)
    walk.faults.push(`${where} counts ${seal.count} deeds, ${deeds.length} are there: ${missing(seal, deeds)}`)
  else if (deeds.length > seal.count) walk.faults.push(`${where} counts ${seal.count} deeds, more are there`)
  else if (hash.digest() !== seal.deedsHash) walk.faults.push(`${where} holds a deed that was changed since`)
}

/** Which deeds are gone, the first of them. */
const missing = (seal: Seal, deeds: readonly SealedDeed[]): string => {
  const there = new Set(deeds.map(({ number }) => number))
  const gone: string[] = []
  for (const [, low = '0', high = '0'] of seal.deeds.matchAll(/\[(\d+),(\d+)\)/g))
    for (let number = BigInt(low); number < BigInt(high) && gone.length < 10; number += 1n)
      if (!there.has(String(number))) gone.push(String(number))
  return `gone are ${gone.join(', ')}`
}

/** Whether each deed is held once, by a seal or by the queue: one that is held twice would make up for one that stands outside. */
const checkCounts = async (
  reader: Reader,
  walk: Walk,
  { all, held, queued, again, lost }: DeedCounts,
): Promise<void> => {
  if (lost > 0) walk.faults.push(`${lost} deeds are gone that had not been sealed yet`)
  if (again > 0) walk.faults.push(`${again} deeds wait for a seal that have one already`)
  if (held < walk.deeds)
    walk.faults.push(`seals and deeds do not add up: ${walk.deeds - held} deeds are held by two seals`)
  if (walk.faults.length > 0 || all !== held + queued - again) await findStray(reader, walk)
}

/** Deeds that no seal names and that do not wait for one: slipped in, or left over where a seal was cut off. */
const findStray = async (reader: Reader, { faults }: Walk): Promise<void> => {
  for (let after: string | null = '0'; after !== null && faults.length < mostFaults; ) {
    const page: { stray: string[]; end: string | null } = await selectStray(reader, after, deedsAtOnce)
    for (const number of page.stray)
      faults.push(`deed ${number} stands outside the chain: no seal holds it, and it does not wait for one`)
    after = page.end
  }
}
