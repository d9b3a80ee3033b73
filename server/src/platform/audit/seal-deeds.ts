import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startLeader } from '../leader.ts'
import type { Log } from '../log.ts'
import { type Db, openDatabase } from '../postgres/database.ts'
import { deleteQueued, insertSeal, lockSeals, selectNewestSeal, selectQueued } from './seal.store.ts'
import { beforeAll, createDeedsHash, hashOfSeal, type Seal, type SealedDeed, toMultirange } from './seal.ts'

const mostDeeds = 1000

/** Seals what waits, a thousand deeds a seal at most; answers the newest seal that it made. Killed anywhere, it has done nothing. */
export const sealDeeds = async (owner: Db): Promise<Seal | undefined> => {
  let newest: Seal | undefined
  for (;;) {
    const made = await owner.transaction(async (tx) => {
      await lockSeals(tx)
      const deeds = await selectQueued(tx, mostDeeds)
      if (deeds.length === 0) return undefined
      const seal = makeSeal(deeds, await selectNewestSeal(tx))
      await insertSeal(tx, seal)
      await deleteQueued(
        tx,
        deeds.map(({ number }) => number),
      )
      return seal
    })
    newest = made ?? newest
    if (made === undefined || made.count < mostDeeds) return newest
  }
}

const makeSeal = (deeds: readonly SealedDeed[], before: Seal | undefined): Seal => {
  const hash = createDeedsHash()
  for (const deed of deeds) hash.add(deed)
  const numbers = deeds.map(({ number }) => number)
  const content = {
    number: String(BigInt(before?.number ?? '0') + 1n),
    sealedAt: new Date().toISOString().replace('Z', '000Z'),
    first: numbers[0] ?? '',
    last: numbers.at(-1) ?? '',
    count: deeds.length,
    deeds: toMultirange(numbers),
    deedsHash: hash.digest(),
    previous: before?.hash ?? beforeAll,
  }
  return { ...content, hash: hashOfSeal(content) }
}

/** Twice a second: a deed is sealed within one. */
const pause = 400

/**
 * Seals deeds for as long as this process leads. The newest seal is also written beside the database, so that a tail that
 * is cut off with its seals shows on this machine.
 */
export const startSealing = (ownerUrl: string, { log, dataDir }: { log: Log; dataDir: string }) => {
  const owner = openDatabase(ownerUrl, { connections: 1 })
  const turn = async () => {
    const seal = await sealDeeds(owner)
    if (seal !== undefined) writeHead(dataDir, seal)
  }
  const leader = startLeader(ownerUrl, { name: 'platform.seal-deeds', pause, turn, log })
  return {
    stop: async () => {
      await leader.stop()
      await owner.end()
    },
  }
}

const headFile = (dataDir: string): string => join(dataDir, 'audit-head')

const writeHead = (dataDir: string, { number, hash }: Seal): void => {
  writeFileSync(`${headFile(dataDir)}.new`, `${number} ${hash}\n`, { mode: 0o600 })
  renameSync(`${headFile(dataDir)}.new`, headFile(dataDir))
}

/** The newest seal that this machine has seen. */
export const readHead = (dataDir: string): string | undefined =>
  existsSync(headFile(dataDir)) ? /[0-9a-f]{64}/.exec(readFileSync(headFile(dataDir), 'utf8'))?.[0] : undefined
