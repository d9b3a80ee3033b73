import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../test/app.ts'
import { bringing, type Import } from '../../../../test/bringing.ts'
import { gtinOf } from '../../../../test/gtins.ts'
import { untilWaiting } from '../../../../test/waiting.ts'

const app = await testApp()
after(() => app.close())

const { csv, operator, read } = bringing(app)

const rows = (from: number, count: number) =>
  `gtin,names.vi\n${Array.from({ length: count }, (_, n) => `${gtinOf(from + n)},Hàng ${n}`).join('\n')}\n`
const isThere = async (n: number) => (await app.anonymous.get(`/api/products/${gtinOf(n)}`)).status === 200

const endRoles = async (party: TestParty): Promise<() => Promise<void>> => {
  const { items } = (await app.operator.get(`/api/parties/${party.id}/roles`)).json as {
    items: { id: string; role: string; endedAt: string | null }[]
  }
  const held = items.filter(({ endedAt }) => endedAt === null)
  for (const { id } of held)
    assert.equal((await app.operator.delete(`/api/parties/${party.id}/roles/${id}`)).status, 204)
  return async () => {
    for (const { role } of held)
      assert.equal((await app.operator.post(`/api/parties/${party.id}/roles`, { role })).status, 201)
  }
}

type Ended = Import & { failure?: string }
/** How an import stands when its party has its roles again. */
const standOf = async (party: TestParty, id: string) => {
  const { state, rowsDone, failure = '' } = (await read(party, id)) as Ended
  return { state, rowsDone, failure }
}

const checked = async (party: TestParty, text: string): Promise<string> => {
  const { json } = await csv(party, text)
  await app.work()
  assert.equal((await read(party, json.id)).state, 'ready')
  return json.id
}

test('whose role is taken away while a spreadsheet waits to be checked, or to be applied, brings nothing in', async () => {
  const party = await app.party('Hết quyền khi chờ')
  const { json } = await csv(party, rows(71_000, 3))
  const giveBack = await endRoles(party)
  await app.work()
  await giveBack()
  const { state, failure } = await standOf(party, json.id)
  assert.equal(state, 'failed')
  assert.match(failure, /đã hết/)
  for (const errorBehaviour of ['proceed', 'rollback']) {
    const id = await checked(party, rows(71_000, 3))
    await party.post(`/api/imports/${id}/apply`, { errorBehaviour })
    const again = await endRoles(party)
    await app.work()
    await again()
    assert.deepEqual((await standOf(party, id)).state, 'failed')
    assert.equal(await isThere(71_000), false)
  }
})

for (const [errorBehaviour, kept] of [
  ['proceed', true],
  ['rollback', false],
] as const)
  test(`taken away in the middle under ${errorBehaviour}: what was written before ${kept ? 'stays, and is counted' : 'goes too'}`, async () => {
    const from = kept ? 73_000 : 77_000
    const party = await app.party(`Hết quyền giữa chừng ${errorBehaviour}`)
    const id = await checked(party, rows(from, 2500))
    await party.post(`/api/imports/${id}/apply`, { errorBehaviour })
    let giveBack = async () => {}
    let working = Promise.resolve()
    await app.db.transaction(async (tx) => {
      // The first part waits for its position.
      await tx.query('select position from platform.head for update')
      working = app.work()
      await untilWaiting(app, () => 1)
      giveBack = await endRoles(party)
    })
    await working
    await giveBack()
    const { state, rowsDone, failure } = await standOf(party, id)
    assert.deepEqual([state, rowsDone], ['failed', kept ? 1000 : 0])
    assert.match(failure, /đã hết/)
    assert.deepEqual([await isThere(from), await isThere(from + 1000)], [kept, false])
  })

test('who runs the system is asked for no role', async () => {
  const { json } = await csv(operator, rows(81_000, 2))
  await app.work()
  assert.equal((await read(operator, json.id)).state, 'ready')
})
