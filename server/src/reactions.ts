import {
  captureSpooled,
  createContexts,
  createMonths,
  type Growth,
  productEvents,
  rederiveAudience,
  rederiveParties,
  refreshGrown,
  settleCapture,
  settleShares,
  sweepSpools,
} from './modules/events/index.ts'
import type { FileStore } from './modules/files/index.ts'
import { sweepAccounts } from './modules/identity/index.ts'
import { createSpellings, sweepImports, workOnImport } from './modules/imports/index.ts'
import { runRetention } from './modules/privacy/index.ts'
import { inTurn, type Reactions } from './platform/jobs.ts'
import { createSay } from './platform/messages.ts'
import type { Metrics } from './platform/metrics.ts'
import type { Db } from './platform/postgres/database.ts'

export type ReactionDeps = {
  db: Db
  files: Pick<FileStore, 'heal'>
  oldAddressUntil: string
  metrics?: Pick<Metrics, 'countEvents'>
}

/** What happens after something was announced. Each reaction may run twice. */
export const createReactions = ({
  db,
  files,
  oldAddressUntil,
  metrics = { countEvents: () => {} },
}: ReactionDeps): Reactions => {
  const capture = { db, metrics, months: createMonths(db), contexts: createContexts(db) }
  const register = { keyEvents: productEvents, oldAddressUntil, say: createSay() }
  const imports = { db, spellings: createSpellings(), register }
  const heal = inTurn(async (_payload, stopping) => void (await files.heal(db, { stopping })))
  return {
    'events.received': {
      'events.capture': inTurn((payload, stopping) =>
        captureSpooled(capture, (payload as { captureID: string }).captureID, stopping),
      ),
    },
    'events.handed-over': {
      'events.settle-capture': (payload) => settleCapture(db, (payload as { number: number }).number),
    },
    'events.chains-grew': {
      'events.refresh-shares': inTurn((payload, stopping) => refreshGrown(db, payload as Growth, stopping)),
    },
    'events.chains-opened': {
      'events.settle-shares': inTurn((payload, stopping) => settleShares(db, payload as Growth, stopping)),
    },
    'registry.changed': {
      'events.rederive-audience': (payload) => rederiveAudience(db, (payload as { keys: string[] }).keys),
    },
    'parties.merged': {
      'events.rederive-parties': (payload) => rederiveParties(db, payload as { parties: string[]; into: string }),
    },
    'imports.changed': {
      'imports.work': inTurn((payload, stopping) =>
        workOnImport(imports, payload as { importID: string; round: number }, stopping),
      ),
    },
    'program.started': { 'files.heal': heal },
    'day.passed': { 'files.heal-daily': heal },
    'quarter-hour.passed': {
      'imports.sweep': () => sweepImports(imports),
      'events.sweep-spools': () => sweepSpools({ db }),
      'identity.sweep-accounts': () => sweepAccounts(db),
      'privacy.run-retention': inTurn(async (_payload, stopping) => void (await runRetention(db, stopping))),
    },
  }
}
