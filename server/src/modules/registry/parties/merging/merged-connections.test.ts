import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Answer, type TestParty, testApp } from '../../../../../test/app.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

// One party reaches a national target by one path: two entries that turn out to be one do as well.

const app = await testApp()
after(() => app.close())

const made = ({ status, text, json }: Answer): string => {
  assert.equal(status, 201, text)
  return (json as { id: string }).id
}
const { items } = (await app.anonymous.get('/api/national-targets')).json as { items: { target: string }[] }
const [target = '', another = ''] = items.map((each) => each.target)
const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)

const firmWithSystem = async (name: string) => {
  const party = await app.party(name)
  const system = made(await party.post('/api/systems', { names: { vi: 'Hệ thống' }, standards: [] }))
  return { party, system }
}
const connect = async ({ party, system }: { party: TestParty; system: string }, more: object = {}): Promise<string> =>
  made(await party.post('/api/connections', { system, target, validFrom: day(-30), ...more }))
const merge = (merged: TestParty, into: TestParty) =>
  app.operator.post('/api/merges', { merged: merged.id, into: into.id, basis: 'Cùng một doanh nghiệp' })

test('two parties that reach one target are not merged until one path is ended; then they are, and parted again', async () => {
  const [one, other] = [await firmWithSystem('Công ty Một'), await firmWithSystem('Công ty Hai')]
  await connect(one)
  const path = await connect(other, { product: `/01/0${gtinOf(1)}` })
  for (const [merged, into] of [
    [one, other],
    [other, one],
  ] as const) {
    const refused = await merge(merged.party, into.party)
    assert.deepEqual([refused.status, refused.text.includes(target)], [409, true], refused.text)
  }
  const { items: merges } = (await app.operator.get('/api/merges')).json as { items: object[] }
  assert.deepEqual(merges, [], 'nothing is half done')
  assert.equal((await other.party.delete(`/api/connections/${path}?lastDay=${day(-1)}`)).status, 204)
  const id = made(await merge(one.party, other.party))
  const undone = await app.operator.post(`/api/merges/${id}/undoing`, { basis: 'Nhầm' })
  assert.ok(undone.status < 300, undone.text)
})

test('paths to two targets, for two products, or on days that do not meet stand in no way', async () => {
  const [one, other] = [await firmWithSystem('Công ty Ba'), await firmWithSystem('Công ty Bốn')]
  await connect(one, { product: `/01/0${gtinOf(2)}` })
  await connect(other, { product: `/01/0${gtinOf(3)}` })
  await connect(one, { target: another, validTo: day(5) })
  await connect(other, { target: another, validFrom: day(6) })
  made(await merge(one.party, other.party))
})
