import type { ApiClient } from './api-client.ts'

type Job = { running: boolean; success: boolean; errors: unknown[] }

/** Posts one EPCIS document and waits for its job; a document posted before is stored once, so again is harmless. */
export const postDocument = async (as: ApiClient, name: string, text: string): Promise<void> => {
  const { location } = await as.send('POST', '/capture', { text, type: 'application/ld+json' })
  if (location === undefined) throw new Error(`${name}: the capture named no job`)
  // Only the path: the server may be known to the world by another name than the one we call it by.
  const { pathname } = new URL(location, 'http://localhost')
  for (let tries = 0; tries < 600; tries++) {
    const job = await as.find<Job>(pathname)
    if (job === undefined) throw new Error(`${name}: no job at ${pathname}`)
    if (!job.running) {
      if (job.success) return
      throw new Error(`${name}: ${JSON.stringify(job.errors)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${name}: the job did not end`)
}
