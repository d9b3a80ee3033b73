import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceBlock } from '../bench/write-docs.ts'
import { testApp } from '../server/test/app.ts'
import { compareHistories, type Difference } from './difference.ts'
import { type History, historyOf, partyNames } from './histories.ts'
import type { Options } from './options.ts'
import { mostHistories } from './options.ts'
import { findByEngine } from './province/find.ts'
import { faultsOf, type Measured, measure, playProvince, provinceName, provinceTable } from './province/measure.ts'
import { type Case, shrink } from './shrink.ts'
import { storyOf } from './story.ts'
import { type Listener, listenerOn } from './tell.ts'

const historiesOfLoad = 1000

/** Runs the whole proof on a real server of its own; whether all of it holds. */
export const runProof = async (options: Options): Promise<boolean> => {
  const app = await testApp({ CAPTURE_SYNC_BYTES: '200000000', REQUESTS_PER_MINUTE: '100000000' })
  try {
    const listener = await listenerOn(app, [...partyNames, provinceName])
    const same = await proveHistories(listener, options)
    const measured = await measureProvince(listener, options)
    for (const fault of faultsOf(measured)) process.stdout.write(`${fault}\n`)
    if (options.docs) writeDocs(measured, options)
    return same && faultsOf(measured).length === 0
  } finally {
    await app.close()
  }
}

/** Whether engine and reference answer every question alike; the first that they do not is told as a story. */
const proveHistories = async (listener: Listener, { histories, seed }: Options): Promise<boolean> => {
  const started = performance.now()
  for (let from = 0; from < histories; from += historiesOfLoad) {
    const load = Array.from({ length: Math.min(historiesOfLoad, histories - from) }, (_, i) =>
      historyOf(seed, from + i),
    )
    const { differences, questions } = await compareHistories(listener, load)
    const [first] = differences
    if (first !== undefined) {
      say(`${differences.length} of ${questions} answers differ; leaving out what does not matter …`)
      const small = await shrink(first, (cases) => differencesOf(listener, cases), mostHistories)
      process.stdout.write(`${storyOf(small.history, small.question)}\n${small.said}\n`)
      return false
    }
    say(`${from + load.length} histories, ${Math.round((performance.now() - started) / 1000)} s`)
  }
  process.stdout.write(`${histories} histories of seed ${seed}: no difference\n`)
  return true
}

/** What differs in cases of which each asks one question. */
const differencesOf = async (listener: Listener, cases: readonly Case[]): Promise<(Difference | undefined)[]> => {
  const questions = new Map(cases.map(({ history, question }) => [history, question]))
  const ask = (history: History) => [questions.get(history)].filter((question) => question !== undefined)
  const { differences } = await compareHistories(
    listener,
    cases.map(({ history }) => history),
    ask,
  )
  return cases.map(({ history }) => differences.find((each) => each.history === history))
}

const measureProvince = async (listener: Listener, { seed, chains }: Options): Promise<Measured[]> => {
  const province = playProvince(seed, chains)
  say(
    `a province of ${province.length} chains, ${province.reduce((sum, { events }) => sum + events.length, 0)} events …`,
  )
  const measured = await measure(province, await findByEngine(listener, province))
  process.stdout.write(`${provinceTable(measured)}\n`)
  return measured
}

const writeDocs = (measured: readonly Measured[], { seed, chains }: Options): void => {
  const page = join(import.meta.dirname, '..', 'docs', 'performance.md')
  const words = `Seed ${seed}, ${chains} chains of each kind for each share of missing events; of what is missing, half comes late.`
  writeFileSync(page, replaceBlock(readFileSync(page, 'utf8'), 'proof', `${words}\n\n${provinceTable(measured)}`))
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}
