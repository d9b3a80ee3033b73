import assert from 'node:assert/strict'
import { type Client, operatorKey, type TestApp } from './app.ts'

const excel = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export type Import = {
  id: string
  state: string
  headings: { column: string; text: string; path: string | null }[]
  rowsTotal: number
  rowsDone: number
  rowsComputed: number
  counts: Record<string, number>
}
export type Issue = {
  line: number
  column?: string
  path?: string
  value?: string
  code: string
  message: string
  fix: string
}

/** Who brings a spreadsheet: a party, or the operator with its key. */
export type Bringer = Pick<Client, 'get' | 'post'> & { key: string }

/** Spreadsheets as people bring them: sent, checked, looked at, applied. */
export const bringing = (app: TestApp) => {
  const send = async ({ key }: Bringer, body: Buffer | string, query = 'target=products', type = excel) => {
    const response = await fetch(`${app.url}/api/imports?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': type },
      body: new Uint8Array(Buffer.from(body)),
    })
    return { status: response.status, json: (await response.json()) as Import & { type: string; title: string } }
  }
  const csv = (party: Bringer, text: string | Buffer, query?: string) => send(party, text, query, 'text/csv')
  const read = async (party: Bringer, id: string): Promise<Import> =>
    (await party.get(`/api/imports/${id}`)).json as Import
  const issuesOf = async (party: Bringer, id: string): Promise<Issue[]> =>
    ((await party.get(`/api/imports/${id}/issues`)).json as { items: Issue[] }).items

  /** Sends, checks, applies; answers how the import ended. */
  const bring = async (party: Bringer, body: Buffer | string, query?: string, errorBehaviour = 'rollback') => {
    const sent = typeof body === 'string' ? await csv(party, body, query) : await send(party, body, query)
    assert.equal(sent.status, 201, JSON.stringify(sent.json))
    await app.work()
    const applied = await party.post(`/api/imports/${sent.json.id}/apply`, { errorBehaviour })
    assert.equal(applied.status, 202, applied.text)
    await app.work()
    return read(party, sent.json.id)
  }

  /** Brings what is good, and answers how many rows were what, with line and code of each that was wrong. */
  const tell = async (party: Bringer, text: string, target: string) => {
    const done = await bring(party, text, `target=${target}`, 'proceed')
    assert.equal(done.state, 'done', JSON.stringify(done))
    const issues = await issuesOf(party, done.id)
    assert.ok(
      issues.every(({ message, fix, code }) => message !== code && fix.length > 10),
      JSON.stringify(issues),
    )
    const { new: fresh = 0, changed = 0, same = 0 } = done.counts
    return { counts: [fresh, changed, same], wrong: issues.map(({ line, code }) => `${line} ${code}`), issues }
  }
  const operator: Bringer = { ...app.operator, key: operatorKey }
  return { send, csv, read, issuesOf, bring, tell, operator }
}

/** What an export answers, as rows. */
export const exported = async <Row = Record<string, unknown>>(client: Pick<Client, 'get'>, register: string) => {
  const answer = await client.get(`/api/export/${register}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as Row[]
}
