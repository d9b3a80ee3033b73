import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Db } from '../postgres/database.ts'
import { type CalendarDay, occasions, selectDays, selectKnownYears } from './calendar.store.ts'
import { completeYear, enterDay } from './enter-day.ts'
import { findTermEnd } from './working-day.ts'

const tags = ['calendar']
const Day = Type.Unsafe<string>({ type: 'string', format: 'date', pattern: '^20\\d\\d-' })
const Year = Type.String({ pattern: '^20\\d\\d$' })
const content = {
  works: Type.Boolean({ description: 'Whether it is a working day' }),
  occasion: Type.Enum([...occasions]),
  note: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
  source: Type.String({
    minLength: 4,
    maxLength: 300,
    description: 'The decision: its number and date, or the clause',
  }),
}
const Entry = Type.Object(
  { ...content, provisional: Type.Optional(Type.Boolean({ description: 'A decision is not known yet' })) },
  { additionalProperties: false },
)
const View = Type.Object({ day: Type.String(), ...content, provisional: Type.Boolean() })
const Listed = Type.Object({
  year: Type.Integer(),
  complete: Type.Boolean({ description: 'All days off of the year are entered' }),
  items: Type.Array(View),
})
const TermEnd = Type.Object({
  day: Type.String(),
  provisional: Type.Boolean({ description: 'Days off among them are not decided yet' }),
})
const administer = { permission: 'calendar.administer' }
const open = { permission: 'public' }

const toView = ({ note, ...day }: CalendarDay) => ({ ...day, ...(note && { note }) })

/** GET, PUT /api/calendar/{year} · PUT /api/calendar/days/{day} · GET /api/working-days */
export const calendarRoutes = (http: FastifyInstance, { db }: { db: Db }): void => {
  http.get<{ Params: { year: string } }>(
    '/api/calendar/:year',
    {
      config: open,
      schema: {
        tags,
        summary: 'List the days of a year that differ from the five-day week, each with its source',
        params: Type.Object({ year: Year }),
        response: { 200: Listed },
      },
    },
    async ({ params }) => {
      const year = Number(params.year)
      const days = await selectDays(db, `${year}-01-01`, `${year}-12-31`)
      return { year, complete: (await selectKnownYears(db, year, year)).length > 0, items: days.map(toView) }
    },
  )

  http.put<{ Params: { year: string } }>(
    '/api/calendar/:year',
    {
      config: administer,
      schema: {
        tags,
        summary: 'Say that all days off of a year are entered',
        params: Type.Object({ year: Year }),
        response: { 204: Type.Null() },
      },
    },
    async ({ actor, params }, reply) => {
      await completeYear(db, actor, Number(params.year))
      return reply.code(204).send()
    },
  )

  http.put<{ Params: { day: string }; Body: Static<typeof Entry> }>(
    '/api/calendar/days/:day',
    {
      config: administer,
      schema: {
        tags,
        summary: 'Enter a day off, or a day on which one works instead',
        params: Type.Object({ day: Day }),
        body: Entry,
        response: { 200: View },
      },
    },
    async ({ actor, params, body }) => {
      const day = { ...body, day: params.day, note: body.note ?? null, provisional: body.provisional ?? false }
      await enterDay(db, actor, day)
      return toView(day)
    },
  )

  http.get<{ Querystring: { from: string; days: string } }>(
    '/api/working-days',
    {
      config: open,
      schema: {
        tags,
        summary: 'Count working days from a day, which itself does not count',
        querystring: Type.Object({
          from: Day,
          days: Type.String({ pattern: '^-?(0|[1-9]\\d{0,2})$', description: 'How many; backward where negative' }),
        }),
        response: { 200: TermEnd },
      },
    },
    ({ query }) => findTermEnd(db, query.from, Number(query.days)),
  )
}
