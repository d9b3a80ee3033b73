import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startLeader } from '../leader.ts'
import type { Log } from '../log.ts'
import { type Db, openDatabase } from '../postgres/database.ts'
import { textOfFile } from '../text-of-file.ts'
import { deleteQueued, hasSeal, insertSeal, lockSeals, selectNewestSeal, selectQueued } from './seal.store.ts'
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

/** `patience`: how long the database may take to answer, ms. On a line that went dumb it would be waited for for ever. */
export type SealingOptions = { log: Log; dataDir: string; patience?: number }

/** Seals deeds for as long as this process leads. */
export const startSealing = (ownerUrl: string, { log, dataDir, patience = 30_000 }: SealingOptions) => {
  const owner = openDatabase(ownerUrl, { connections: 1, patience })
  const turn = async () => {
    const seal = await sealDeeds(owner)
    if (seal !== undefined) await keepHead(owner, seal, { log, dataDir })
  }
  const leader = startLeader(ownerUrl, { name: 'platform.seal-deeds', pause, turn, log })
  return {
    stop: async () => {
      await leader.stop()
      await owner.end()
    },
  }
}

/** A seal as it is known outside the chain. */
export type Head = Pick<Seal, 'number' | 'hash'>

/**
 * Writes the newest seal beside the database, so that a tail that is cut off with its seals shows on this machine. The one that was
 * written before stays where the chain has it no more: the next deed must not cover up what was cut before it.
 */
const keepHead = async (owner: Db, seal: Seal, { log, dataDir }: { log: Log; dataDir: string }): Promise<void> => {
  const known = readHead(dataDir)
  if (known === undefined || (await hasSeal(owner, known))) writeHead(dataDir, seal)
  else log.error({ seal: known.number }, 'a seal is gone from the record of deeds: npm run audit -- verify tells more')
}

const headFile = (dataDir: string): string => join(dataDir, 'audit-head')

const writeHead = (dataDir: string, { number, hash }: Head): void => {
  writeFileSync(`${headFile(dataDir)}.new`, `${number} ${hash}\n`, { mode: 0o600 })
  renameSync(`${headFile(dataDir)}.new`, headFile(dataDir))
}

/** The newest seal that this machine has seen. */
export const readHead = (dataDir: string): Head | undefined => {
  const [, number, hash] = /^(\d{1,18}) ([0-9a-f]{64})$/m.exec(textOfFile(headFile(dataDir)) ?? '') ?? []
  return number === undefined || hash === undefined ? undefined : { number, hash }
}
