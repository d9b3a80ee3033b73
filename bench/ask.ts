import type { HttpClient } from './http-client.ts'
import { closedLoop } from './load.ts'

/** Asks for each address, one after the other; latencies to the last byte, in milliseconds. */
export const askAll = async (client: HttpClient, url: string, paths: readonly string[]): Promise<number[]> => {
  const latencies: number[] = []
  await closedLoop(paths, 1, async (path, index) => {
    const started = performance.now()
    const answer = await client.call(url + path, { keepText: false })
    latencies[index] = performance.now() - started
    if (answer.status !== 200 || answer.bytes < 500) throw new Error(`${path}: ${answer.status}, ${answer.bytes} bytes`)
  })
  return latencies
}
