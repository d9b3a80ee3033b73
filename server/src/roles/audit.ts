import { selectNewestSeal } from '../platform/audit/seal.store.ts'
import { readHead } from '../platform/audit/seal-deeds.ts'
import { type KnownHead, type Verification, verifyAudit } from '../platform/audit/verify-audit.ts'
import type { Config } from '../platform/config.ts'
import type { Db } from '../platform/postgres/database.ts'
import { useGround } from './open.ts'

const usage = `usage: npm run audit -- verify [--head HASH]   reads all seals and deeds; exit code 0 whole, 1 broken, 3 not read
       npm run audit -- head                    prints the newest seal, to be kept elsewhere`

/** `audit verify`, `audit head`: reads the record of deeds, changes nothing. */
export const audit = async (config: Config, args: readonly string[]): Promise<void> => {
  const asked = readArguments(args)
  if (asked === undefined) {
    console.error(usage)
    process.exitCode = 2
    return
  }
  try {
    await useGround(config, ({ db }) => asked.run(db, config), { migrated: false })
  } catch (error) {
    console.error(`nguon: the record of deeds could not be read: ${(error as Error).message}`)
    process.exitCode = 3
  }
}

type Asked = { run(db: Db, config: Config): Promise<void> }

const readArguments = ([verb, option, value, ...more]: readonly string[]): Asked | undefined => {
  if (more.length > 0) return undefined
  if (verb === 'head' && option === undefined) return { run: printHead }
  if (verb !== 'verify') return undefined
  if (option === undefined) return { run: (db, { dataDir }) => verify(db, headsOf(dataDir)) }
  const hash = /^(?:\d+[ :])?([0-9a-f]{64})$/i.exec(value ?? '')?.[1]?.toLowerCase()
  if (option !== '--head' || hash === undefined) return undefined
  return { run: (db, { dataDir }) => verify(db, [{ hash, by: '--head' }, ...headsOf(dataDir)]) }
}

const headsOf = (dataDir: string): KnownHead[] => {
  const head = readHead(dataDir)
  return head === undefined ? [] : [{ hash: head.hash, by: 'this data folder (audit-head)' }]
}

const printHead = async (db: Db): Promise<void> => {
  const newest = await selectNewestSeal(db)
  if (newest === undefined) console.error('nothing is sealed yet')
  else process.stdout.write(`${newest.number} ${newest.hash}\n`)
}

const verify = async (db: Db, heads: readonly KnownHead[]): Promise<void> => {
  const found = await verifyAudit(db, heads)
  for (const line of report(found)) process.stdout.write(`${line}\n`)
  if (found.faults.length > 0) process.exitCode = 1
}

const report = ({ seals, deeds, waiting, newest, faults }: Verification): string[] => [
  faults.length === 0
    ? `whole: ${seals} seals over ${deeds} deeds, the newest ${newest === undefined ? 'none' : `${newest.number} ${newest.hash}`}`
    : `BROKEN: ${faults.length === 1 ? 'one fault' : `${faults.length} faults`} in ${seals} seals over ${deeds} deeds`,
  ...faults.map((fault) => `  ${fault}`),
  ...(waiting === 0 ? [] : [`not yet sealed: ${waiting} deeds`]),
]
