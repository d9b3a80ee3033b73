import { setTimeout as sleep } from 'node:timers/promises'
import type { Progress } from './progress.ts'
import { demandAuthorised, type Reply, type Server } from './server.ts'

/** One thing that the server refused: which event, counted from 0, which field of it, and why. */
export type Refused = { event?: number; field?: string; detail?: string; message?: string }

/** A capture job as GET /capture/{captureID} tells it. */
export type Job = {
  captureID: string
  running: boolean
  success: boolean
  errors: Refused[]
  'nguon:eventsRead'?: number
  'nguon:eventsStored'?: number
  'nguon:eventsKnown'?: number
}

const firstPause = 100
const longestPause = 2000

/** Waits until a job has ended, and shows how far it is; undefined where the server does not know it. */
export const awaitJob = async (
  server: Server,
  progress: Progress,
  name: string,
  captureID: string,
): Promise<Job | Reply> => {
  for (let pause = firstPause; ; pause = Math.min(1.5 * pause, longestPause)) {
    const reply = await server.call({ method: 'GET', path: `capture/${encodeURIComponent(captureID)}` })
    demandAuthorised(reply)
    if (reply.status !== 200) return reply
    const job = JSON.parse(reply.text) as Job
    if (!job.running) return job
    progress.show(`${name}: job ${captureID} is running`, countsOf(job))
    await sleep(pause)
  }
}

const countsOf = (job: Job): string => {
  const read = job['nguon:eventsRead']
  const stored = job['nguon:eventsStored'] ?? 0
  return [read === undefined ? [] : [`${read} events read`], `${stored} stored`].flat().join(', ')
}
