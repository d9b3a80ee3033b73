import { setTimeout as sleep } from 'node:timers/promises'
import { type Figure, say, withCpu } from './figure.ts'
import { createDatabase, dropDatabase, urlOfDatabase } from './ground.store.ts'
import { type Ground, operatorKey } from './ground.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { copySeconds, headPosition } from './import-floor.store.ts'
import { asText, asWorkbook, type Manner, type Sheet, sheets } from './import-sheets.ts'
import { memoryBytes, type ServerProcess } from './processes.ts'
import { rounded } from './statistics.ts'

const database = 'bench_import'
const rows = 100_000
const limit = 20
const patience = 600_000
/** Between two looks at how far it is: each takes the server a millisecond. */
const pause = 100

/**
 * Spreadsheets of 100,000 rows over HTTP into an empty register: sent, checked and applied; as a CSV of which the good rows go in, and
 * again, which changes nothing; as a workbook of which all rows go in at once.
 */
export const importFigure = async (ground: Ground): Promise<Figure[]> => {
  const databaseUrl = urlOfDatabase(ground.databaseUrl, database)
  const figures: Figure[] = []
  for (const sheet of sheets)
    for (const manner of [asText, asWorkbook]) {
      await dropDatabase(ground.databaseUrl, database)
      await createDatabase(ground.databaseUrl, database)
      const server = await ground.serve({ script: ['server/src/main.ts'], databaseUrl })
      figures.push(await measureSheet(ground, server, databaseUrl, { sheet, manner }))
      await server.stop()
    }
  await dropDatabase(ground.databaseUrl, database)
  return figures
}

type Taken = { upload: number; check: number; apply: number; memory: number; state: string; counts: Counts }
type Counts = Record<'new' | 'changed' | 'same' | 'bad', number>

const measureSheet = async (
  ground: Ground,
  server: ServerProcess,
  databaseUrl: string,
  { sheet, manner }: { sheet: Sheet; manner: Manner },
): Promise<Figure> => {
  const client = createHttpClient({ authorization: `Bearer ${operatorKey}` })
  const bring = (key: string, count: number) =>
    bringSheet(client, server, { target: sheet.target, manner, key, body: manner.file(sheet.csv(count)) })
  const key = sheet.target === 'parties' ? operatorKey : await registerParty(client, server.url)
  // What a first small one costs the program once is not the large one's.
  await bring(key, 1000)
  const position = await headPosition(databaseUrl)
  const resting = memoryBytes(server.pid)
  const name = `${rows.toLocaleString('en-US')} ${sheet.title} ${manner.title}`
  say(`${name} …`)
  const watched = { server: server.pid, database: ground.databasePid }
  const { result: first, cpu } = await withCpu(watched, rows, () => bring(key, rows))
  if (first.counts.new !== rows - 1000) throw new Error(`${sheet.title}: ${JSON.stringify(first.counts)}`)
  const value = totalOf(first)
  const compared = manner === asText ? await compare(databaseUrl, sheet, position, () => bring(key, rows)) : undefined
  client.close()
  return {
    name,
    value: rounded(value),
    unit: 's',
    ...(compared && { floor: { value: rounded(compared.floor), of: 'the rows copied by one statement a table' } }),
    target: { text: `≤ ${limit} s`, met: value <= limit },
    notes: [
      wordsOf(first) + (compared ? `; the same again ${rounded(totalOf(compared.again))} s` : ''),
      `the server resides in ${megabytes(resting)} before, ${megabytes(first.memory)} at most while it works`,
      cpu,
    ],
    details: { first, resting, ...compared },
  }
}

/** What the database alone takes for the same rows, and how long the same file takes once more. */
const compare = async (databaseUrl: string, sheet: Sheet, position: number, bringAgain: () => Promise<Taken>) => {
  const floor = await copySeconds(databaseUrl, sheet.tables, position)
  say('the same once more …')
  const again = await bringAgain()
  if (again.counts.same !== rows) throw new Error(`${sheet.title} again: ${JSON.stringify(again.counts)}`)
  return { floor, again }
}

const totalOf = ({ upload, check, apply }: Taken): number => upload + check + apply
const wordsOf = ({ upload, check, apply }: Taken): string =>
  `sent in ${rounded(upload)} s, checked in ${rounded(check)} s, applied in ${rounded(apply)} s`
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

const registerParty = async (client: HttpClient, url: string): Promise<string> => {
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await client.call(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return JSON.parse(answer.text) as { id: string; key: string }
  }
  const { id } = await post('/api/parties', { kind: 'enterprise', names: { vi: 'Bench' } })
  return (await post(`/api/parties/${id}/keys`, { label: 'bench' })).key
}

type Brought = { target: string; manner: Manner; key: string; body: string | Buffer }

/** Brings a spreadsheet as a person does: sends it, waits until it is checked, applies what is good, waits again. */
const bringSheet = async (
  client: HttpClient,
  server: ServerProcess,
  { target, manner, key, body }: Brought,
): Promise<Taken> => {
  const headers = { authorization: `Bearer ${key}` }
  let memory = 0
  const call = async (path: string, more: { method?: 'POST'; body?: string | Buffer; type?: string } = {}) => {
    const { type, ...rest } = more
    const answer = await client.call(`${server.url}${path}`, {
      ...rest,
      headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
    })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text.slice(0, 500)}`)
    return JSON.parse(answer.text) as { id: string; state: string; counts: Counts }
  }
  const until = async (path: string, state: string) => {
    for (const end = performance.now() + patience; performance.now() < end; await sleep(pause)) {
      const found = await call(path)
      memory = Math.max(memory, memoryBytes(server.pid))
      if (found.state === state) return found
      if (['failed', 'refused'].includes(found.state)) throw new Error(`${path}: ${found.state}`)
    }
    throw new Error(`${path} does not come to be ${state}`)
  }
  const times = [performance.now()]
  const { id } = await call(`/api/imports?target=${target}`, { method: 'POST', body, type: manner.type })
  times.push(performance.now())
  const path = `/api/imports/${id}`
  await until(path, 'ready')
  times.push(performance.now())
  const asked = JSON.stringify({ errorBehaviour: manner.errorBehaviour })
  await call(`${path}/apply`, { method: 'POST', body: asked, type: 'application/json' })
  const { state, counts } = await until(path, 'done')
  times.push(performance.now())
  const [upload = 0, check = 0, apply = 0] = times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1000)
  return { upload, check, apply, memory, state, counts }
}
