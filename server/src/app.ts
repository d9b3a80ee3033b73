import { type Issue, parseDigitalLinkPath } from '@nguon/gs1'
import type { FastifyInstance } from 'fastify'
import {
  captureRoutes,
  createContexts,
  createMonths,
  deadLetterRoutes,
  epcisInterface,
  eventsProblems,
  eventUid,
  isListened,
  namedQueryRoutes,
  namesakeRange,
  nextPageRoutes,
  problemElement,
  productEvents,
  queryRoutes,
  resourceRoutes,
  resultRoutes,
  sharesRoutes,
  statedEvents,
  subscriptionRoutes,
  traceEvents,
  upkeepRoutes,
} from './modules/events/index.ts'
import { createFileStore, filesProblems, filesRoutes } from './modules/files/index.ts'
import {
  accountProblems,
  accountsRoutes,
  createPages,
  createProviders,
  createReadSession,
  createResolveActor,
  describePerson,
  identityProblems,
  looksRoutes,
  machinePages,
  machineProblems,
  oauthRoutes,
  openBreachedList,
  otherWays,
  rightsRoutes,
  signOnRoutes,
  singleSignOnProblems,
} from './modules/identity/index.ts'
import { createSpellings, exportRoutes, importPages, importsProblems, importsRoutes } from './modules/imports/index.ts'
import { portalProblems, portalRoutes, resolverPages, statusRoutes } from './modules/portal/index.ts'
import { privacyProblems, privacyRoutes, refuseHeld } from './modules/privacy/index.ts'
import {
  actsFor,
  applicationPages,
  delegationPages,
  inLanguage,
  partiesMergedInto,
  partyByTaxCode,
  partyCards,
  registryProblems,
  registryRoutes,
  toDoPages,
} from './modules/registry/index.ts'
import { linksRoutes, repositoryLinks, resolverProblems, resolverRoutes } from './modules/resolver/index.ts'
import {
  balanceProblems,
  balanceRoutes,
  createResumeTokens,
  pictureRoutes,
  type TraceDeps,
  traceProblems,
  traceRoutes,
} from './modules/trace/index.ts'
import { operatorPartyID } from './platform/actor.ts'
import { auditRoutes } from './platform/audit/audit.routes.ts'
import { browserOrigins } from './platform/browser/same-origin.ts'
import { calendarRoutes } from './platform/calendar/index.ts'
import type { Config } from './platform/config.ts'
import { healthRoutes } from './platform/health.routes.ts'
import { createHttp, platformProblems } from './platform/http.ts'
import type { Log } from './platform/log.ts'
import { createSay, type Language, type Say } from './platform/messages.ts'
import { createMetrics, type Metrics } from './platform/metrics.ts'
import { networkList } from './platform/networks.ts'
import { numbersProblems, numbersRoutes } from './platform/numbers/index.ts'
import type { Db } from './platform/postgres/database.ts'
import { createRateLimit } from './platform/rate-limit.ts'
import type { SecretBox } from './platform/secret-box.ts'

export type AppDeps = {
  db: Db
  log: Log
  operatorKey: string
  /** Opens what is kept encrypted. */
  box: SecretBox
  metrics?: Metrics
  sampleProduct?: () => string | undefined
}

/** Every code that the program refuses with; a test asks both catalogues for each. */
export const allProblems = {
  ...platformProblems,
  ...numbersProblems,
  ...identityProblems,
  ...machineProblems,
  ...singleSignOnProblems,
  ...accountProblems,
  ...filesProblems,
  ...registryProblems,
  ...balanceProblems,
  ...traceProblems,
  ...eventsProblems,
  ...resolverProblems,
  ...importsProblems,
  ...privacyProblems,
  ...portalProblems,
}

const issuesOf = (rawUrl: string): Issue[] => {
  const read = parseDigitalLinkPath(rawUrl)
  return read.ok ? [] : read.issues
}

/** Organisations by the names that the register has for them; the operator is none that it has. */
const createPartyNames =
  (db: Db, say: Say) =>
  async (ids: readonly string[], language: Language): Promise<Map<string, string>> => {
    const cards = await partyCards(db, ids)
    const names = [...cards.values()].map(({ id, names }) => [id, inLanguage(names, language) ?? id] as const)
    const operator = ids.includes(operatorPartyID)
      ? [[operatorPartyID, say(language, 'account.operator')] as const]
      : []
    return new Map([...operator, ...names])
  }

const hour = 3_600_000

/** The whole server on one page: each module is built from those above it, by hand. */
export const createApp = async (
  config: Config,
  { db, log, operatorKey, box, metrics = createMetrics(), sampleProduct = () => undefined }: AppDeps,
): Promise<FastifyInstance> => {
  const say = createSay()
  const { publicUrl, limits } = config
  const networks = networkList(config.callbacks.networks)
  const credentials = [createReadSession({ db, publicUrl, secondFactor: config.secondFactor })]
  const resolveActor = createResolveActor({ db, operatorKey, actsFor, credentials })
  const publicPages = resolverPages(say)
  const http = await createHttp({
    config,
    log,
    metrics,
    say,
    problems: allProblems,
    problemElement,
    resolveActor,
    upgrades: isListened,
    brokenUrlPage: (language, rawUrl) => ({
      html: publicPages.malformed(language, rawUrl, issuesOf(rawUrl)),
      policy: publicPages.policy,
    }),
    unknownPage: (refusal, request, reply) => pages.refuse(refusal, request, reply),
  })
  healthRoutes(http, { db, metrics })
  auditRoutes(http, { db })
  calendarRoutes(http, { db })
  numbersRoutes(http, { db })

  const partyNames = createPartyNames(db, say)
  const origins = browserOrigins(config)
  const describe = describePerson({ db, partyNames })
  const pages = createPages({ say, publicUrl, origins, problems: allProblems, describe })
  const providers = createProviders(config)
  const people = { db, say, pages, publicUrl, partyNames }
  const breached = openBreachedList(config.breachedPasswordsFile)
  await accountsRoutes(http, { ...people, box, breached, origins, otherWays: otherWays(providers, say) })
  await signOnRoutes(http, { ...people, providers, partyByTaxCode })
  await rightsRoutes(http, { say, pages })
  await machinePages(http, { db, say, pages })
  oauthRoutes(http, { db, say, publicUrl, actsFor })
  looksRoutes(http, { db, partiesOf: partiesMergedInto })
  const files = createFileStore(config)
  filesRoutes(http, { db, files, limits })
  const applications = createRateLimit(limits.applicationsPerHour, hour)
  const { oldAddressUntil } = config
  const register = { db, say, oldAddressUntil, publicUrl, applications, keyEvents: productEvents }
  registryRoutes(http, register)
  await applicationPages(http, { db, say, pages, applications })
  await toDoPages(http, { ...register, pages })
  await delegationPages(http, { db, say, pages })
  balanceRoutes(http, { db, say, stated: statedEvents(db) })

  const trace: TraceDeps = {
    db,
    publicUrl,
    tokens: createResumeTokens(operatorKey),
    eventsFor: (viewer) => traceEvents(db, viewer),
    elsewhere: {
      trusted: config.trustedRepositories,
      networks,
      publicUrl,
      linksOf: (keys) => repositoryLinks(db, keys),
      say,
      uids: { of: (origin, eventID) => eventUid(origin, eventID, false), common: (uid) => namesakeRange(uid)[0] },
    },
  }
  traceRoutes(http, trace)
  pictureRoutes(http, { ...trace, say })

  const capture = { db, limits, months: createMonths(db), contexts: createContexts(db), metrics }
  epcisInterface(http)
  captureRoutes(http, { ...capture, publicUrl, say })
  queryRoutes(http, { db, publicUrl })
  namedQueryRoutes(http, { db, publicUrl })
  subscriptionRoutes(http, { db, publicUrl, networks })
  await resultRoutes(http, { db, log, say, problems: allProblems, resolveActor, publicUrl })
  deadLetterRoutes(http, { db })
  resourceRoutes(http, { db, publicUrl })
  nextPageRoutes(http, { db })
  sharesRoutes(http, { db })
  upkeepRoutes(http, { db, mayErase: refuseHeld })
  await privacyRoutes(http, { db, say, pages })

  const imports = { db, say, limits, spellings: createSpellings(), register }
  importsRoutes(http, imports)
  exportRoutes(http, imports)
  await importPages(http, { ...imports, pages })

  await linksRoutes(http, { db })
  await resolverRoutes(http, { db, publicUrl, localNetworkUrl: config.localNetworkUrl, say, pages: publicPages })
  await portalRoutes(http, { db, say, publicUrl, trustProxy: config.trustProxy, trace })
  statusRoutes(http, { db, say, publicUrl, localNetworkUrl: config.localNetworkUrl, sampleProduct })
  return http
}
