import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, clientOf } from '../app.ts'
import { gtinOf } from '../gtins.ts'
import { freePort, kill, printed, processesOf, removeFolder, runMain, temporaryFolder, until } from './program.ts'

const apiKey = 'key-of-the-kill-proof'
const rows = 3000

type Import = { id: string; state: string; rowsDone: number; counts: { new: number; same: number } }

const bring = async (url: string, name: string): Promise<Import> => {
  const lines = Array.from({ length: rows }, (_, n) => `${gtinOf(n)},${name} ${n}`)
  const response = await fetch(`${url}/api/imports?target=products`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'text/csv' },
    body: ['GTIN,names.vi', ...lines].join('\n'),
  })
  return (await response.json()) as Import
}

const named = async (api: Client, name: string): Promise<number> => {
  const text = (await api.get('/api/export/products?format=jsonl')).text
  return text.split('\n').filter((line) => line.includes(`"${name} `)).length
}

for (const errorBehaviour of ['rollback', 'proceed'] as const)
  test(`killed while it applies (${errorBehaviour}), an import goes on after the next start, and what stands is true at every moment`, async () => {
    const dataDir = temporaryFolder('kill-import')
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const api = clientOf(url, apiKey)
    const settings = { DATA_DIR: dataDir, PORT: String(port), API_KEY: apiKey, SAMPLE_DATA: 'off', LOG_LEVEL: 'warn' }
    let program = runMain([], settings)
    const read = async (id: string) => (await api.get(`/api/imports/${id}`)).json as Import
    const reach = (id: string, states: readonly string[]) =>
      until(states.join(), async () => {
        const now = await read(id)
        return states.includes(now.state) ? now : undefined
      })
    try {
      await printed(program, /^API description/m)
      const { id } = await bring(url, errorBehaviour)
      await reach(id, ['ready'])
      await api.post(`/api/imports/${id}/apply`, { errorBehaviour })
      for (const wait of [150, 600]) {
        await sleep(wait)
        kill(program.pid, 'SIGKILL')
        await program.ended
        program = runMain([], settings)
        await printed(program, /^API description/m)
        const { state, rowsDone } = await read(id)
        const written = await named(api, errorBehaviour)
        if (errorBehaviour === 'rollback') assert.ok(written === 0 || written === rows, `${written} of ${state}`)
        else assert.ok(written >= rowsDone, `${written} written, ${rowsDone} said`)
      }
      const done = await reach(id, ['done'])
      assert.equal(done.counts.new + done.counts.same, rows)
      assert.equal(await named(api, errorBehaviour), rows)
    } finally {
      kill(program.pid, 'SIGKILL')
      for (const pid of processesOf(dataDir)) kill(pid, 'SIGKILL')
      removeFolder(dataDir)
    }
  })
