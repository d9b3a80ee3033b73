import type { FastifyInstance } from 'fastify'
import { generate } from 'lean-qr'
import { createApp } from '../app.ts'
import type { Config } from '../platform/config.ts'
import { startWorker, type Worker } from '../platform/jobs.ts'
import { createReactions } from '../reactions.ts'
import { playSample, sampleProductPath } from '../sample/index.ts'
import { type Ground, openGround } from './open.ts'
import { onStop } from './stop.ts'

/** Serves until told to stop; plays the sample data through its own HTTP API, and says where it can be reached. */
export const serve = async (config: Config, { worker }: { worker: boolean }): Promise<void> => {
  const ground = await openGround(config)
  let played = false
  const http = await createApp(config, {
    ...ground,
    sampleProduct: () => (played ? config.publicUrl + sampleProductPath : undefined),
  })
  let jobs: Worker | undefined
  onStop(async () => {
    await http.close()
    await jobs?.stop()
    await ground.close()
  })
  await listen(http, config.port).catch(async (error: unknown) => {
    await ground.close()
    throw error
  })
  if (worker) jobs = await startWorker(ground.ownerUrl, createReactions(ground), ground.log)
  if (config.sampleData) {
    await playSample(`http://127.0.0.1:${config.port}`, ground.operatorKey, (message) => ground.log.info(message))
    played = true
  }
  announceAddresses(config, ground, played)
}

const listen = async (http: FastifyInstance, port: number): Promise<void> => {
  try {
    await http.listen({ port, host: '0.0.0.0' })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new Error(`port ${port} is taken: stop what runs there, or set PORT`, { cause: error })
  }
}

/** Each address at the end of a line of its own, once it answers. */
const announceAddresses = (config: Config, ground: Ground, sample: boolean): void => {
  const { publicUrl, localNetworkUrl } = config
  const say = (text: string) => process.stdout.write(`${text}\n`)
  if (config.apiKey === undefined) say(`Operator's key: ${ground.operatorKey}`)
  say(`Status page: ${publicUrl}/`)
  if (sample) say(`Sample product: ${publicUrl}${sampleProductPath}`)
  say(`API description: ${publicUrl}/api/docs`)
  if (!sample) return
  const link = (localNetworkUrl ?? publicUrl) + sampleProductPath
  say(`The sample product for a phone on the same network: ${link}`)
  say(generate(link).toString(process.stdout.isTTY ? inColours : inBlocks))
}

const margins = { padX: 2, padY: 2 }
const inBlocks = { ...margins, on: '\u2588\u2588', off: '  ' }
/** Black on white, whatever the terminal's own colours: a phone reads dark modules on a light ground. */
const inColours = { ...margins, on: '\x1b[40m  \x1b[0m', off: '\x1b[107m  \x1b[0m' }
