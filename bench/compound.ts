import { askCompound, type CompoundAnswers, compoundSeries, worstP95 } from './compound-queries.ts'
import { type Figure, say, withCpu } from './figure.ts'
import { fillGround } from './fill.ts'
import type { Ground } from './ground.ts'
import { createHttpClient } from './http-client.ts'
import { openWorld } from './register-world.ts'

const limit = 50
const effort = { windows: 60, walks: 3, pages: 1000 }
const warmUp = { windows: 5, walks: 1, pages: 20 }

/** Pages of bizStep, window of time and location, to page 1,000 where the result has as many. */
export const compoundFigure = async (ground: Ground): Promise<Figure[]> => {
  await fillGround(ground)
  await ground.settle()
  const series = compoundSeries(ground.corpus, await openWorld(ground))
  const server = await ground.serve()
  const client = createHttpClient()
  say('compound queries, page after page …')
  await askCompound(client, server.url, series, warmUp)
  const watched = { server: server.pid, database: ground.databasePid }
  const { result: answers, cpu } = await withCpu(watched, 1, () => askCompound(client, server.url, series, effort))
  client.close()
  await server.stop()
  const worst = worstP95(answers)
  const refused = answers.flatMap((each) => each.refused)
  return [
    {
      name: "a compound query's page, p95 of the slowest kind and depth",
      value: worst,
      unit: 'ms',
      target: { text: `< ${limit} ms at any depth`, met: worst < limit && refused.length === 0 },
      notes: [...answers.map(words), cpu.replace('CPU each', 'CPU of all of them')],
      details: { answers, effort },
    },
  ]
}

const words = ({ series, depths, deepest, refused }: CompoundAnswers): string => {
  const pages = Object.entries(depths).map(([depth, { p95, count }]) => `${depth} ${p95} ms (${count})`)
  const no = refused.length === 0 ? '' : `; REFUSED: ${refused.length}, first ${refused[0]}`
  return `${series}: p95 of pages ${pages.join(', ')}; deepest page ${deepest}${no}`
}
