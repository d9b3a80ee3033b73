import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Check, Errors } from 'typebox/value'
import type { Actor } from '../../../../platform/actor.ts'
import type { Language, Say } from '../../../../platform/messages.ts'
import type { Db, Reader } from '../../../../platform/postgres/database.ts'
import { isProblem, type ProblemDetail } from '../../../../platform/problem.ts'
import type { RateLimit } from '../../../../platform/rate-limit.ts'
import type { Pages } from '../../../identity/index.ts'
import { readGazetteer } from '../../places/units/gazetteer/read-gazetteer.ts'
import { isInForce } from '../../places/units/unit.ts'
import { dayOf } from '../../versions/moment.ts'
import { applicationForm, type Choice, type Faults, statusContent, wordsIn } from './application.page.ts'
import { NewApplication } from './application.ts'
import { type FormField, formField, readTyped, type Typed, toApplication } from './application-form.ts'
import { applicationStatus, takeTurn } from './applications.routes.ts'
import { applyForRegistration, faultsOf } from './apply.ts'

export type ApplicationPagesDeps = { db: Db; say: Say; pages: Pages; applications: RateLimit }

const address = '/register-organisation'
const schema = (summary: string) => ({ tags: ['pages'], summary })
const config = { permission: 'public' }

/** GET, POST /register-organisation · GET /register-organisation/status: self-registration in a browser, without script. */
export const applicationPages = (
  http: FastifyInstance,
  { db, say, pages, applications }: ApplicationPagesDeps,
): Promise<void> =>
  pages.routes(http, (scope) => {
    scope.get(
      address,
      { config, schema: schema('The form by which an organisation asks to be registered') },
      async (request, reply) => {
        const words = wordsIn(say, pages.language(request))
        const communes = await communesToday(db)
        const body = applicationForm(
          { words, typed: readTyped({}), faults: new Map() },
          communes,
          pages.field(request, reply),
        )
        return pages.send(request, reply, { title: words('title'), body })
      },
    )

    scope.post<{ Body: Record<string, unknown> | undefined }>(
      address,
      { config, schema: schema('Ask for an organisation to be registered, by the form') },
      async (request, reply) => {
        const typed = readTyped(request.body ?? {})
        const language = pages.language(request)
        const tried = await apply(db, request.actor, typed, takeTurn(applications, request))
        if ('number' in tried) return reply.redirect(`${address}/status?number=${tried.number}`, 303)
        const words = wordsIn(say, language)
        const faults = toFaults(tried.faults, say, language)
        const body = applicationForm({ words, typed, faults }, await communesToday(db), pages.field(request, reply))
        return pages.send(request, reply, { title: words('title'), body, status: 422 })
      },
    )

    scope.get<{ Querystring: { number?: string } }>(
      `${address}/status`,
      { config, schema: schema('What has become of an application, by its number') },
      async (request, reply) => {
        const language = pages.language(request)
        const words = wordsIn(say, language)
        const status = await applicationStatus(db, String(request.query.number ?? ''))
        const body = statusContent(words, language, status)
        return pages.send(request, reply, { title: words('title.status'), body })
      },
    )
  })

type Tried = { number: string } | { faults: ProblemDetail[] }

async function apply(db: Db, actor: Actor, typed: Typed, admit: () => void): Promise<Tried> {
  const application = toApplication(typed)
  if (!Check(NewApplication, application))
    return { faults: [...misshapen(application), ...(await faultsOf(db, application))] }
  try {
    return { number: await applyForRegistration(db, actor, application, admit) }
  } catch (error) {
    if (isProblem(error) && error.errors !== undefined) return { faults: error.errors }
    throw error
  }
}

/** What has not the form that is asked for, member by member: of a whole value eight faults are told at most. */
const misshapen = (application: object): ProblemDetail[] =>
  Object.entries(application).flatMap(([name, value]) =>
    Errors(members[name] ?? Type.Unknown(), value).map(({ instancePath }) => ({
      code: 'registry.application.field-wrong',
      field: `/${name}${instancePath}`,
    })),
  )
const members: Record<string, Type.TSchema> = NewApplication.properties

/** The first fault of each field, as a sentence. */
function toFaults(details: readonly ProblemDetail[], say: Say, language: Language): Faults {
  const faults = new Map<FormField, string>()
  for (const { code, field = '', params } of details) {
    const typedIn = formField(field)
    if (typedIn !== undefined && !faults.has(typedIn)) faults.set(typedIn, say(language, code, params))
  }
  return faults
}

/** The communes of today, by name; none where no province is loaded: then its code is typed. */
async function communesToday(reader: Reader): Promise<Choice[]> {
  const today = dayOf(new Date())
  const { units } = await readGazetteer(reader)
  return units
    .filter((unit) => unit.level === 'commune' && isInForce(unit, today))
    .map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))
    .sort((a, b) => a.label.localeCompare(b.label, 'vi'))
}
