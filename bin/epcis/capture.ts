import { createHash } from 'node:crypto'
import { readArguments } from './arguments.ts'
import type { CommandContext } from './context.ts'
import { exitCodes } from './failure.ts'
import { type Input, readInputs, syntaxOf } from './input.ts'
import { awaitJob, type Job, type Refused } from './job.ts'
import { createMemory, type Memory } from './memory.ts'
import { write } from './output.ts'
import { inBytes, type Progress } from './progress.ts'
import { createServer, demandAuthorised, inWords, type Reply, refusalCode, type Server } from './server.ts'

type Run = { server: Server; progress: Progress; memory: Memory; behaviour: 'rollback' | 'proceed' }

/** What became of one file, and the exit code that it alone would mean. */
type Result = { job?: Job; refused: Refused[]; reason?: string; exitCode: number }

/** `capture FILE…`: posts each document, waits for its job, and tells what became of it. */
export const capture = async (args: readonly string[], { progress, settings }: CommandContext): Promise<number> => {
  const { words, flags } = readArguments(args, { flags: ['proceed'] })
  const inputs = readInputs(words)
  const behaviour = flags.has('proceed') ? 'proceed' : 'rollback'
  const memory = createMemory(settings.address, behaviour)
  const run: Run = { server: createServer(settings, progress), progress, memory, behaviour }
  const codes: number[] = []
  for (const input of inputs) {
    const result = await captureOne(run, input)
    await tell(progress, input, result)
    codes.push(result.exitCode)
  }
  // A server that failed may do better next time: the run is then as unfinished as one that was stopped.
  if (!codes.includes(exitCodes.unreachable)) forget(memory, inputs)
  return Math.max(...codes)
}

const forget = (memory: Memory, inputs: readonly Input[]): void => {
  for (const { path } of inputs) if (path !== undefined) memory.forget(path)
}

const captureOne = async (run: Run, input: Input): Promise<Result> =>
  (await resume(run, input)) ?? (await send(run, input))

/** The result of the job that an earlier run began for the same content; undefined where there is none to go by. */
const resume = async (run: Run, input: Input): Promise<Result | undefined> => {
  const remembered = input.path === undefined ? undefined : run.memory.of(input.path)
  if (remembered === undefined || (await hashOf(input.open())) !== remembered.sha256) return undefined
  run.progress.note(`${input.name}: going on with job ${remembered.captureID} of an earlier run`)
  const job = await awaitJob(run.server, run.progress, input.name, remembered.captureID)
  // A job that failed, or that is gone, is no reason not to try again: sending twice stores once.
  return 'captureID' in job && job.success ? resultOf(job) : undefined
}

const hashOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

const send = async (run: Run, input: Input): Promise<Result> => {
  const { server, progress, memory, behaviour } = run
  const type = mediaTypes[syntaxOf(await input.head(), input.name)](input.name)
  let hash = createHash('sha256')
  const body = async function* () {
    hash = createHash('sha256')
    let sent = 0
    for await (const chunk of input.open()) {
      hash.update(chunk)
      yield chunk
      sent += chunk.length
      progress.show(`${input.name}: sending`, `${inBytes(sent)}${input.size ? ` of ${inBytes(input.size)}` : ''} sent`)
    }
  }
  const reply = await server.call({
    method: 'POST',
    path: 'capture',
    headers: {
      'content-type': type,
      'gs1-capture-error-behaviour': behaviour,
      ...(input.size === undefined ? {} : { 'content-length': String(input.size) }),
    },
    body,
  })
  const captureID = jobOf(reply)
  if (captureID === undefined) return refusal(reply)
  if (input.path !== undefined) memory.note(input.path, { sha256: hash.digest('hex'), captureID })
  const job = await awaitJob(server, progress, input.name, captureID)
  return 'captureID' in job ? resultOf(job) : refusal(job)
}

const mediaTypes = {
  xml: () => 'application/xml',
  json: (name: string) => (/\.json$/i.test(name) ? 'application/json' : 'application/ld+json'),
}

/** Only the last part of Location: the server may be known to the world by another address than the one we use. */
const jobOf = ({ status, headers }: Reply): string | undefined => {
  const location = status === 202 ? headers.location : undefined
  return typeof location === 'string' ? decodeURIComponent(location.replace(/^.*\//, '')) : undefined
}

const resultOf = (job: Job): Result => ({
  job,
  refused: job.errors,
  exitCode: job.success ? exitCodes.done : exitCodes.refused,
})

const refusal = (reply: Reply): Result => {
  demandAuthorised(reply)
  const { errors = [] } = readProblem(reply.text)
  return { refused: errors, exitCode: refusalCode(reply), ...(errors.length === 0 ? { reason: inWords(reply) } : {}) }
}

const readProblem = (text: string): { errors?: Refused[] } => {
  try {
    return JSON.parse(text) as { errors?: Refused[] }
  } catch {
    return {}
  }
}

/** A line on stdout for the file; on stderr one for each thing refused. */
const tell = async (progress: Progress, { name }: Input, { job, refused, reason }: Result): Promise<void> => {
  progress.clear()
  for (const fault of refused) progress.note(`${name}: ${inOneLine(fault)}`)
  if (reason !== undefined) progress.note(`${name}: ${reason}`)
  const stored = job?.['nguon:eventsStored'] ?? 0
  const known = job?.['nguon:eventsKnown'] ?? 0
  await write(
    `${[name, stateOf(job, stored), `job ${job?.captureID ?? '-'}`, `${stored} stored`, `${known} known`].join('\t')}\n`,
  )
}

const stateOf = (job: Job | undefined, stored: number): string => {
  if (job?.success) return 'captured'
  return stored > 0 ? 'captured in part' : 'refused'
}

const inOneLine = ({ event, field, detail, message }: Refused): string => {
  const place = [event === undefined ? [] : [`event ${event}`], field ? [field] : []].flat()
  return [...(place.length === 0 ? [] : [place.join(' ')]), (message ?? detail ?? '').replace(/\s+/g, ' ')].join(': ')
}
