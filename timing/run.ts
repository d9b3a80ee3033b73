import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { say } from '../bench/figure.ts'
import { createHttpClient } from '../bench/http-client.ts'
import { createRandom } from '../bench/random.ts'
import { machine } from '../bench/report.ts'
import { replaceBlock } from '../bench/write-docs.ts'
import { type Judged, judge, type Measured, measure, warmUp } from './measure.ts'
import type { Options } from './options.ts'
import { makePeople } from './people.ts'
import type { Probe } from './probe.ts'
import { eventProbes } from './probes/events.ts'
import { fileProbes } from './probes/files.ts'
import { identityProbes } from './probes/identity.ts'
import { registerProbes } from './probes/register.ts'
import { timingTable } from './report.ts'
import { makeOffices, makeThings, makeUploads } from './things.ts'
import { openWorld, type World } from './world.ts'

/** Asks about everything on a server of its own; whether nothing could be told by its time. */
export const runTiming = async (options: Options): Promise<boolean> => {
  const world = await openWorld(options)
  try {
    const judged = judge(await measureAll(world, chosen(await probesOf(world, options), options.only), options))
    process.stdout.write(`${timingTable(judged)}\n`)
    if (options.docs) writeDocs(judged, options)
    return judged.every(({ differs }) => !differs)
  } finally {
    await world.close()
  }
}

const probesOf = async (world: World, { seed, pairs }: Options): Promise<Probe[]> => {
  say('making what is to be asked about …')
  const things = await makeThings(world, createRandom(seed, 40))
  const offices = await makeOffices(world)
  const people = await makePeople(world)
  const uploads = await makeUploads(world, warmUp + pairs)
  return [
    ...eventProbes(world),
    ...fileProbes(world, things, uploads),
    ...registerProbes(world, things, offices),
    ...identityProbes(world, things, people),
  ]
}

const chosen = (probes: readonly Probe[], only: readonly string[]): readonly Probe[] => {
  const unknown = only.find((name) => !probes.some((probe) => probe.name.startsWith(name)))
  if (unknown !== undefined)
    throw new Error(`nothing is called "${unknown}"; there are ${probes.map(({ name }) => name).join(', ')}`)
  return only.length === 0 ? probes : probes.filter(({ name }) => only.some((wanted) => name.startsWith(wanted)))
}

const measureAll = async ({ url }: World, probes: readonly Probe[], { pairs, seed }: Options): Promise<Measured[]> => {
  const client = createHttpClient()
  const measured: Measured[] = []
  for (const probe of probes) {
    const each = await measure(probe, { client, url, pairs, seed })
    say(`  ${each.name}: ${each.hidden} and ${each.none} ms, p ${each.p.toPrecision(2)}`)
    measured.push(each)
  }
  client.close()
  return measured
}

const writeDocs = (judged: readonly Judged[], { pairs, events }: Options): void => {
  const page = join(import.meta.dirname, '..', 'docs', 'performance.md')
  const { cpu, cores, node } = machine()
  const words = `Taken on ${new Date().toISOString().slice(0, 10)}: ${pairs} pairs each, ${events} events of others; ${cores} cores (${cpu}), Node.js ${node}.`
  writeFileSync(page, replaceBlock(readFileSync(page, 'utf8'), 'timing', `${words}\n\n${timingTable(judged)}`))
}
