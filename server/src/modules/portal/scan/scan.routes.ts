import { type DigitalLink, type Issue, keyPath } from '@nguon/gs1'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { keyHash, newID } from '../../../platform/ids.ts'
import { type Say, type Words, wordsIn } from '../../../platform/messages.ts'
import { qrSvg } from '../../../platform/page/qr.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { problem } from '../../../platform/problem.ts'
import { splitTarget } from '../../../platform/split-target.ts'
import { parseOwnPath } from '../../resolver/index.ts'
import type { TraceDeps } from '../../trace/index.ts'
import { compress, type Encoded } from '../pages/compress.ts'
import { brokenPage, homePage, unknownPage } from '../pages/help.page.ts'
import { encodingFor, languageOf, linkIn, queryOf, send, sendPage } from '../pages/send-page.ts'
import { insertScans } from '../scan-log/scan-log.store.ts'
import { createScanLog, deviceOf, isPerson, regionOf, type ScanLog } from '../scan-log/scan-log.ts'
import { storyRoutes } from '../story/story.routes.ts'
import { createCards } from './cards.ts'
import { readTyped } from './read-typed.ts'
import { scanPage } from './scan.page.ts'
import { currentMoment, eventKey, viewScan } from './scan.ts'
import type { ScanView } from './scan-view.ts'
import { createShelf, type Shelf } from './shelf.ts'

/** `trustProxy`: whether a proxy of the operator's stands before us, whose X-Scan-Region may be believed. */
export type PortalDeps = {
  db: Db
  say: Say
  publicUrl: string
  trustProxy: boolean
  trace: TraceDeps
  now?: () => Date
}

type Context = Required<PortalDeps> & {
  log: ScanLog
  cardsAt: ReturnType<typeof createCards>
  pagesAt: Shelf<Map<string, ReadyPage>>
}

const open = { config: { permission: 'public' } }
const tags = ['portal']

/** The public pages and their data: /scan, /scan/{Digital Link path}, /story/…, /api/scan/…, /qr/…. */
export async function portalRoutes(http: FastifyInstance, given: PortalDeps): Promise<void> {
  const log = createScanLog(
    (scans) => insertScans(given.db, scans),
    (error, lost) => http.log.warn({ error, lost }, 'scans could not be stored'),
  )
  http.addHook('onClose', () => log.stop())
  const pagesAt = createShelf({ make: () => new Map<string, ReadyPage>(), sizeOf: ({ size }) => size, most: 5_000 })
  const deps: Context = { now: () => new Date(), ...given, log, cardsAt: createCards(given.db), pagesAt }
  http.get(
    '/scan',
    { ...open, schema: { tags, summary: 'Type a code, or see where a typed one leads' } },
    (request, reply) => typedCode(deps, request, reply),
  )
  http.get('/scan/*', { ...open, schema: { tags, summary: 'The page of a code' } }, (request, reply) =>
    sendScan(deps, request, reply),
  )
  http.get(
    '/api/scan/*',
    { ...open, schema: { tags, summary: 'What the page of a code shows, as data' } },
    (request, reply) => sendView(deps, request, reply),
  )
  storyRoutes(http, deps)
  http.get('/qr/*', { ...open, schema: { tags, summary: 'A QR code of a Digital Link, as SVG' } }, (request, reply) =>
    sendQr(deps, request, reply),
  )
}

/** Where the page before ended, as that page's link says it; anything else begins at the beginning. */
const cursorOf = (request: FastifyRequest): string | undefined => {
  const { after } = queryOf(request)
  return typeof after === 'string' && /^[\w-]{1,200}$/.test(after) ? after : undefined
}

async function typedCode(deps: Context, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { code, lang } = queryOf(request)
  const language = languageOf(request)
  const words = wordsIn(deps.say, language)
  if (typeof code !== 'string' || code.trim() === '') return sendPage(request, reply, 200, homePage(words, language))
  const read = await readTyped(deps.db, code)
  if (!read.ok)
    return sendPage(
      request,
      reply,
      400,
      brokenPage(words, language, read.text, read.issues, code.slice(0, 500).toWellFormed()),
    )
  return reply
    .code(303)
    .header('location', `/scan${read.path}${lang === language ? `?lang=${language}` : ''}`)
    .send()
}

async function sendScan(deps: Context, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const language = languageOf(request)
  const words = wordsIn(deps.say, language)
  const after = cursorOf(request)
  const link = linkIn(request, '/scan')
  if (!link.ok) return sendPage(request, reply, 400, brokenPage(words, language, link.sent, link.issues))
  const moment = await currentMoment(deps)
  const pages = deps.pagesAt(`${moment.position} ${moment.today}`)
  const name = `${keyPath(link.value)} ${language} ${after ?? ''} ${encodingFor(request)}`
  let page = pages.get(name)
  if (!page) {
    page = makePage(
      request,
      await viewScan(deps, { link: link.value, language, words, moment, ...(after && { after }) }),
      words,
    )
    pages.set(name, page)
  }
  if (after === undefined) logScan(deps, request, link.value, page)
  return send(request, reply, page.status, page.sent)
}

/** A page ready to send, with what the scan log notes of it. */
type ReadyPage = Pick<ScanView, 'level' | 'state' | 'language' | 'sample'> & { status: number; sent: Encoded }

function makePage(request: FastifyRequest, view: ScanView, words: Words): ReadyPage {
  const { level, state, language, sample } = view
  const unknown = state === 'unknown'
  const text = unknown ? unknownPage(words, language, view.code.path) : scanPage(words, view)
  return { level, state, language, sample, status: unknown ? 404 : 200, sent: compress(text, encodingFor(request)) }
}

/** Notes a page that a person opened; nothing of it waits, and nothing of it tells who that was. */
function logScan(deps: Context, request: FastifyRequest, link: DigitalLink, page: ReadyPage): void {
  if (request.method !== 'GET' || !isPerson(request.headers)) return
  deps.log.add({
    scanID: newID(),
    at: deps.now(),
    key: keyHash(eventKey(link)),
    product: link.key[0] === '01' ? keyHash(keyPath({ key: link.key, qualifiers: [] })) : null,
    code: keyPath(link),
    level: page.level,
    state: page.state,
    language: page.language,
    device: deviceOf(request.headers['user-agent']),
    region: deps.trustProxy ? regionOf(request.headers['x-scan-region']) : null,
    sample: page.sample,
  })
}

async function sendView(deps: Context, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const language = languageOf(request)
  const link = linkIn(request, '/api/scan')
  if (!link.ok) throw malformed(link.issues)
  const after = cursorOf(request)
  const words = wordsIn(deps.say, language)
  const moment = await currentMoment(deps)
  const view = await viewScan(deps, { link: link.value, language, words, moment, ...(after && { after }) })
  if (view.state === 'unknown') throw problem('portal.key-unknown', { key: view.code.path })
  return reply
    .headers({
      'cache-control': 'no-cache',
      vary: 'Accept-Language',
      'content-language': language,
      'access-control-allow-origin': '*',
    })
    .send(view)
}

const malformed = (issues: readonly Issue[]): Error =>
  problem(
    'portal.code-malformed',
    {},
    { errors: issues.map(({ code, params }) => ({ code, params })), extensions: { issues } },
  )

async function sendQr(deps: Context, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { path } = splitTarget(request.raw.url ?? '')
  const parsed = parseOwnPath(path.slice('/qr'.length).replace(/\.svg$/, ''))
  if (!parsed.ok) throw malformed(parsed.issues)
  const link = deps.publicUrl + keyPath(parsed.value)
  const title = deps.say(languageOf(request), 'portal.qr.alt', { link })
  return reply
    .headers({ 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': 'public, max-age=3600' })
    .send(qrSvg(link, title))
}
