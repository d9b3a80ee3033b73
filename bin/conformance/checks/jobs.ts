import type { Chapter } from '../check.ts'
import { versions } from './ground.ts'

/** A capture job as it is answered. */
export type Job = {
  running: boolean
  success: boolean
  errors: { type: string; status: number; event?: number }[]
} & Record<string, unknown>

/** Whether a job has ended, and how. */
export const isEnded = (job: Job, success: boolean): boolean => job.running === false && job.success === success

const jobMembers = ['captureID', 'createdAt', 'finishedAt', 'running', 'success', 'captureErrorBehaviour', 'errors']

export const jobs: Chapter = {
  title: 'Capture jobs',
  checks: [
    {
      clause: 'EPCIS 2.0 §12.5, capture jobs',
      operation: 'GET /capture',
      sent: 'nothing',
      ask: { method: 'GET', path: '/capture' },
      status: 200,
      headers: versions,
      says: [
        `a list of jobs with ${jobMembers.join(', ')}`,
        ({ json }) =>
          (json as object[]).length > 0 && (json as object[]).every((each) => jobMembers.every((name) => name in each)),
      ],
    },
    {
      clause: 'EPCIS 2.0 §12.6.6.2, paging',
      operation: 'GET /capture',
      parameters: ['perPage'],
      sent: 'perPage=2',
      ask: { method: 'GET', path: '/capture?perPage=2' },
      status: 200,
      headers: { link: /rel="next"/ },
      says: ['two jobs', ({ json }) => (json as object[]).length === 2],
    },
    {
      clause: 'EPCIS 2.0 §12.6.6.2, paging',
      operation: 'GET /capture',
      sent: 'perPage=none',
      ask: { method: 'GET', path: '/capture?perPage=none' },
      status: 400,
    },
    {
      clause: 'EPCIS 2.0 §12.5, capture jobs',
      operation: 'GET /capture/{captureID}',
      sent: 'an ID that was never given',
      ask: { method: 'GET', path: '/capture/019c0000-0000-7000-8000-000000000000' },
      status: 404,
      exception: 'NoSuchResourceException',
    },
    {
      clause: 'who may see it',
      operation: 'GET /capture/{captureID}',
      sent: "another party's job",
      ask: async (world) => {
        const mine = await world.call({ method: 'GET', path: '/capture?perPage=1' })
        const [{ captureID }] = mine.json as [{ captureID: string }]
        return { method: 'GET', path: `/capture/${captureID}`, as: 'other' }
      },
      status: 404,
      exception: 'NoSuchResourceException',
    },
  ],
}
