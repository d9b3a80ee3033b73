import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Caller } from './own-server.ts'

/** A finished capture job, as GET /capture/{captureID} tells it. */
export type Job = { running: boolean; success: boolean; errors: JobError[]; 'nguon:eventsKnown'?: number }
export type JobError = { event?: number; field?: string; detail?: string; code?: string }

/** What became of a document: refused at once, or its job. */
export type Captured = { kind: 'answer'; answer: Answer } | { kind: 'job'; job: Job }

/** Posts a document as it is and waits for its job. */
export const captureDocument = async (call: Caller, path: string, body: Buffer): Promise<Captured> => {
  const answer = await call('POST', '/capture', { 'content-type': typeOf(path) }, body)
  const location = answer.headers.get('location')
  if (answer.status !== 202 || location === null) return { kind: 'answer', answer }
  return awaitJob(call, pathOf(location))
}

const typeOf = (path: string): string =>
  path.endsWith('.xml') ? 'application/xml' : path.endsWith('.jsonld') ? 'application/ld+json' : 'application/json'

const awaitJob = async (call: Caller, path: string): Promise<Captured> => {
  for (let attempt = 0; attempt < 1200; attempt += 1) {
    const answer = await call('GET', path)
    if (answer.status !== 200) return { kind: 'answer', answer }
    const job = JSON.parse(answer.text) as Job
    if (!job.running) return { kind: 'job', job }
    await sleep(100)
  }
  return { kind: 'answer', answer: { status: 0, headers: new Headers(), text: 'the job does not end' } }
}

/** Links carry the public address; the server at hand has a port of its own. */
export const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url)
  return pathname + search
}

/** An answer in a few words. */
export const inShort = ({ status, text }: Answer): string => {
  if (status === 0) return `no answer (${text})`
  try {
    const { title, detail } = JSON.parse(text) as { title?: string; detail?: string }
    return `${status} ${[title, detail].filter(Boolean).join(' ')}`
  } catch {
    return `${status} ${text.slice(0, 200)}`
  }
}
