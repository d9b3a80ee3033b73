import { keyPath } from '@nguon/gs1'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Say, wordsIn } from '../../../platform/messages.ts'
import type { Db } from '../../../platform/postgres/database.ts'
import { brokenPage, unknownPage } from '../pages/help.page.ts'
import { languageOf, linkIn, queryOf, sendPage } from '../pages/send-page.ts'
import { currentMoment } from '../scan/scan.ts'
import { createShelf, type Shelf } from '../scan/shelf.ts'
import { storyPage } from './story.page.ts'
import { type StoryDeps, viewStory } from './story.ts'
import type { StoryView } from './story-view.ts'

type StoriesDeps = StoryDeps & { db: Db; say: Say; now: () => Date }
type Stories = Shelf<Map<string, StoryView | undefined>>

/** Stories kept at once: a long one holds thousands of things. */
const mostStories = 40

/** GET /story/{Digital Link path}: the full story of a code. */
export const storyRoutes = (http: FastifyInstance, deps: StoriesDeps): void => {
  const storiesAt: Stories = createShelf({ make: () => new Map(), sizeOf: ({ size }) => size, most: mostStories })
  http.get(
    '/story/*',
    { config: { permission: 'public' }, schema: { tags: ['portal'], summary: 'The full story of a code, as a page' } },
    (request, reply) => sendStory(deps, storiesAt, request, reply),
  )
}

async function sendStory(
  deps: StoriesDeps,
  storiesAt: Stories,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const language = languageOf(request)
  const words = wordsIn(deps.say, language)
  const link = linkIn(request, '/story')
  if (!link.ok) return sendPage(request, reply, 400, brokenPage(words, language, link.sent, link.issues))
  const moment = await currentMoment(deps)
  const stories = storiesAt(`${moment.position} ${moment.today}`)
  const path = keyPath(link.value)
  const name = `${path} ${language}`
  if (!stories.has(name)) stories.set(name, await viewStory(deps, { link: link.value, language, words, moment }))
  const view = stories.get(name)
  if (view === undefined) return sendPage(request, reply, 404, unknownPage(words, language, path))
  return sendPage(request, reply, 200, storyPage(words, view, expandOf(request)))
}

/** The groups that the reader opened, as the page's links name them. */
const expandOf = (request: FastifyRequest): string[] => {
  const { expand } = queryOf(request)
  return typeof expand === 'string' && expand.length <= 500 ? expand.split(',') : []
}
