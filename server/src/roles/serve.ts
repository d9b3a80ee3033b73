import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { generate } from 'lean-qr'
import { createApp } from '../app.ts'
import type { Config } from '../platform/config.ts'
import { createMetrics } from '../platform/metrics.ts'
import { openSecretBox } from '../platform/secret-box.ts'
import { inviteSamplePerson, playSample, sampleProductPath } from '../sample/index.ts'
import { type Ground, openGround } from './open.ts'
import { renewKeys } from './renew-keys.ts'
import { onStop } from './stop.ts'
import { startWorking } from './working.ts'

/** Serves until told to stop; plays the sample data through its own HTTP API, and says where it can be reached. */
export const serve = async (config: Config, { worker }: { worker: boolean }): Promise<void> => {
  const opening = openGround(config, { patience: config.databaseTimeout })
  // What is being opened when the stop comes is waited for: nothing that we started stays behind.
  const opened: (() => Promise<void>)[] = [async () => (await opening.catch(() => undefined))?.close()]
  const close = async () => {
    await opening.then(({ retire }) => retire()).catch(() => {})
    for (const each of opened.toReversed()) await each()
  }
  const stopper = onStop(close)
  try {
    const ground = await opening
    const box = openSecretBox(config)
    await renewKeys(ground, box)
    const sample = { played: false }
    const metrics = createMetrics()
    const http = await createApp(config, {
      ...ground,
      box,
      metrics,
      sampleProduct: () => (sample.played ? sampleProductPath : undefined),
    })
    opened.push(() => http.close())
    await listen(http, config)
    if (worker) {
      const working = await startWorking({ ...ground, metrics }, config)
      opened.push(() => working.stop())
    }
    sample.played = config.sampleData && (await playSampleData(config, ground))
    const invitation = sample.played ? await inviteToSample(config, ground) : undefined
    if (!stopper.begun()) announceAddresses(config, ground, sample.played, invitation)
  } catch (error) {
    if (stopper.begun()) return
    await close()
    throw error
  }
}

/** Whether all of it is there. A story that cannot be told is no reason not to serve. */
const playSampleData = async (config: Config, { operatorKey, log }: Ground): Promise<boolean> => {
  try {
    await playSample(ownUrl(config), operatorKey, (message) => log.info(message))
    return true
  } catch (error) {
    log.error({ err: error }, 'the sample data could not be played')
    return false
  }
}

/** Without the link the sample can be looked at all the same. */
const inviteToSample = async (config: Config, { operatorKey, log }: Ground): Promise<string | undefined> => {
  try {
    return await inviteSamplePerson(ownUrl(config), operatorKey)
  } catch (error) {
    log.error({ err: error }, 'nobody could be invited to the sample data')
    return undefined
  }
}

/** How we reach ourselves: where we listen to every address, by the loopback. */
const ownUrl = ({ host, port }: Config): string => {
  const address = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`
}

/** A server that was killed a moment ago may still hold the port. */
const longestWait = 5000

const listen = async (http: FastifyInstance, { port, host }: Config): Promise<void> => {
  for (const began = Date.now(); ; await sleep(200)) {
    try {
      await http.listen({ port, host })
      return
    } catch (error) {
      if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
      if (Date.now() - began < longestWait) continue
      throw new Error(`port ${port} is taken: stop what runs there, or set PORT`, { cause: error })
    }
  }
}

/** Each address at the end of a line of its own, once it answers. */
const announceAddresses = (config: Config, ground: Ground, sample: boolean, invitation: string | undefined): void => {
  const { publicUrl, localNetworkUrl } = config
  const say = (text: string) => process.stdout.write(`${text}\n`)
  if (config.apiKey === undefined) say(`Operator's key: ${ground.operatorKey}`)
  say(`Status page: ${publicUrl}/`)
  if (sample) say(`Sample product: ${publicUrl}${sampleProductPath}`)
  say(`API description: ${publicUrl}/api/docs`)
  if (invitation !== undefined) say(`Sign in as a person of a sample cooperative: ${invitation}`)
  if (!sample) return
  const link = (localNetworkUrl ?? publicUrl) + sampleProductPath
  say(`The sample product for a phone on the same network: ${link}`)
  say(generate(link).toString(process.stdout.isTTY ? inColours : inBlocks))
}

const margins = { padX: 2, padY: 2 }
const inBlocks = { ...margins, on: '\u2588\u2588', off: '  ' }
/** Black on white, whatever the terminal's own colours: a phone reads dark modules on a light ground. */
const inColours = { ...margins, on: '\x1b[40m  \x1b[0m', off: '\x1b[107m  \x1b[0m' }
