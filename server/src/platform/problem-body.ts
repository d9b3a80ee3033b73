import type { Language, Say } from './messages.ts'
import type { Problem, ProblemTable } from './problem.ts'

/** RFC 9457, with the EPCIS exception as its type where the standard names one. */
export type ProblemBody = {
  type: string
  title: string
  status: number
  detail?: string
  instance: string
  errors?: { code: string; event?: number; field?: string; at?: number; message: string }[]
}

/** Sentences come from the catalogues: `<code>` the title, `<code>.detail` the detail where there is one. */
export const toProblemBody = (
  refusal: Problem,
  { say, problems }: { say: Say; problems: ProblemTable },
  lang: Language,
  requestID: string,
): ProblemBody => {
  const { status, exception } = problems[refusal.problemCode] ?? { status: 500, exception: 'ImplementationException' }
  const body: ProblemBody = {
    type: exception === undefined ? `urn:nguon:problem:${refusal.problemCode}` : `epcisException:${exception}`,
    title: say(lang, refusal.problemCode, refusal.params),
    status,
    instance: `urn:uuid:${requestID}`,
    ...(refusal.extensions ?? {}),
  }
  if (refusal.errors === undefined) return body
  const errors = refusal.errors.map(({ code, event, field, at, params = {} }) => ({
    code,
    ...(event === undefined ? {} : { event }),
    ...(field === undefined ? {} : { field }),
    ...(at === undefined ? {} : { at }),
    message: sentenceOf(say, lang, ownerOf(refusal.problemCode), { code, params }),
  }))
  return { ...body, detail: errors.slice(0, 3).map(describe).join(' '), errors }
}

type Shown = { event?: number; field?: string; at?: number; message: string }
const describe = ({ event, field, at, message }: Shown): string => {
  const place = [event === undefined ? '' : `[${event}]`, field ?? '', at === undefined ? '' : ` (byte ${at})`].join('')
  return `${place} ${message}`.trim()
}

const ownerOf = (problemCode: string): string => problemCode.slice(0, problemCode.indexOf('.'))

/** What is wrong, in words: the owner's sentence for the code, else a package's. A `reason` is a code of its own. */
export const sentenceOf = (
  say: Say,
  lang: Language,
  owner: string,
  { code, params = {} }: { code: string; params?: Record<string, string | number> },
): string => {
  const key = code.startsWith(`${owner}.`) ? code : `${owner}.${code}`
  const filled = params.reason === undefined ? params : { ...params, reason: say(lang, String(params.reason), params) }
  const sentence = say(lang, key, filled)
  return sentence === key ? code : sentence
}
