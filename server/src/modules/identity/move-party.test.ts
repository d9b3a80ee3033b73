import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { accept, codeOf, inviteTo, testBrowser, testPerson } from '../../../test/people.ts'

const app = await testApp()
after(() => app.close())

test('whoever acted for both and was dismissed by the one that stays is not back once the merge is undone', async () => {
  const [old, heir] = [await app.party('Cơ sở Một'), await app.party('Cơ sở Hai')]
  const an = await testPerson(app, old.id, ['declarer'])
  await accept(app, (await inviteTo(app, heir.id, an.signInName)).link, an.password)
  const merged = await app.operator.post('/api/merges', { merged: old.id, into: heir.id, basis: 'Biên bản số 1' })
  assert.equal(merged.status, 201, merged.text)
  assert.equal((await app.operator.delete(`/api/accounts/${an.id}?party=${heir.id}`)).status, 204)
  const { id } = merged.json as { id: string }
  assert.equal((await app.operator.post(`/api/merges/${id}/undoing`, { basis: 'Nhầm' })).status, 200)
  const { signInName, password } = an
  const tried = await testBrowser(app).send('POST', '/api/sign-in', { signInName, password })
  assert.equal(codeOf(tried), 'account.no-organisation')
  const people = async (party: string) =>
    ((await app.operator.get(`/api/accounts?party=${party}`)).json as { items: object[] }).items
  assert.deepEqual([await people(old.id), await people(heir.id)], [[], []])
})
