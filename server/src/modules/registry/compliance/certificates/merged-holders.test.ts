import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../../test/app.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())

const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
const certifier = async (name: string): Promise<TestParty> => {
  const party = await app.party(name)
  await app.operator.post(`/api/parties/${party.id}/roles`, { role: 'certifier' })
  return party
}
const body = await certifier('Tổ chức chứng nhận')
const office = await certifier('Văn phòng cũ của tổ chức')
const twin = await app.party('HTX Măng cụt')
const firm = await app.party('Hợp tác xã Măng cụt')
const stranger = await app.party('Người ngoài')
for (const each of [1, 2]) await twin.put(`/api/products/${gtinOf(each)}`, { names: { vi: `Măng cụt ${each}` } })

const stated = async (path: string, what: object): Promise<string> => {
  const made = await twin.post(path, what)
  assert.equal(made.status, 201, made.text)
  return (made.json as { id: string }).id
}
const paper = (number: string, more: object = {}) =>
  stated('/api/certificates', {
    ...{ standard: 'VietGAP', number, issuer: office.id, validFrom: day(-300), validTo: day(20) },
    ...more,
  })
const whole = await paper('VG-ALL')
const named = await paper('VG-ONE', { products: [gtinOf(1)], standard: 'OCOP' })
const result = await stated('/api/test-results', {
  ...{ key: `/01/0${gtinOf(1)}`, parameter: 'Salmonella', value: '0', laboratory: office.id, testedOn: day(-3) },
})

type Named = { id: string; holder: string; issuer?: string; laboratory?: string; state: string }
const merge = async (merged: TestParty, into: TestParty): Promise<string> => {
  const made = await app.operator.post('/api/merges', { merged: merged.id, into: into.id, basis: 'Biên bản số 1' })
  assert.equal(made.status, 201, made.text)
  await app.work()
  return (made.json as { id: string }).id
}
const undo = (merge: string) => app.operator.post(`/api/merges/${merge}/undoing`, { basis: 'Nhầm' })
const held = async (by: TestParty, holder = by): Promise<string[]> =>
  ((await by.get(`/api/certificates?holder=${holder.id}`)).json as { items: Named[] }).items.map(({ id }) => id)
const scan = async (each: number) =>
  (await app.anonymous.get(`/scan/01/0${gtinOf(each)}`, { accept: 'text/html', 'accept-language': 'en' })).text
const ending = async (party: TestParty): Promise<string[]> => {
  const answer = await party.get('/api/obligations')
  const { items } = answer.json as { items: { rule: string; subject: { key: string } }[] }
  return items.flatMap(({ subject }) => ([whole, named].includes(subject.key) ? [subject.key] : [])).sort()
}

test('what was certified to a party is certified to the one that it goes on as: on the page, in its list, among its duties', async () => {
  assert.match(await scan(2), /VG-ALL/)
  assert.deepEqual(await ending(twin), [whole, named].sort())
  const made = await merge(twin, firm)
  assert.match(await scan(2), /VG-ALL/, 'for whatever it makes')
  assert.match(await scan(1), /VG-ONE/)
  assert.deepEqual((await held(firm)).sort(), [whole, named].sort())
  assert.deepEqual(await ending(firm), [whole, named].sort())
  const one = (await firm.get(`/api/certificates/${named}`)).json as Named
  assert.equal(one.holder, firm.id)
  const tests = (await firm.get('/api/test-results')).json as { items: Named[] }
  assert.deepEqual(
    tests.items.map(({ id, holder }) => [id, holder]),
    [[result, firm.id]],
  )
  assert.equal((await stranger.delete(`/api/certificates/${named}`)).status, 404)
  assert.equal((await undo(made)).status, 200)
  assert.deepEqual(await held(firm), [])
  assert.deepEqual(await ending(firm), [])
  assert.deepEqual((await held(twin)).sort(), [whole, named].sort())
})

test('who issued goes on as another, which attests and revokes in its place', async () => {
  assert.equal((await body.post(`/api/certificates/${named}/attest`)).status, 404)
  await merge(office, body)
  assert.equal((await body.post(`/api/certificates/${named}/attest`)).status, 200)
  assert.equal((await body.post(`/api/test-results/${result}/attest`)).status, 200)
  const one = (await app.anonymous.get(`/api/certificates/${named}`)).json as Named
  assert.deepEqual([one.state, one.issuer], ['attested', body.id])
  const issued = (await app.anonymous.get(`/api/certificates?issuer=${body.id}`)).json as { items: Named[] }
  assert.equal(issued.items.length, 2)
})

test('what the heir made of a certificate is built on the merge: it is not undone', async () => {
  const made = await merge(twin, firm)
  assert.equal((await firm.delete(`/api/certificates/${whole}`)).status, 204, 'the heir withdraws what is its own now')
  assert.equal((await undo(made)).status, 409)
  assert.doesNotMatch(await scan(2), /VG-ALL/)
})

test('who is found to be one with its issuer has nothing but its own word', async () => {
  const self = await certifier('Tự chứng nhận')
  const grower = await app.party('Vườn tự chứng nhận')
  await grower.put(`/api/products/${gtinOf(5)}`, { names: { vi: 'Chuối' } })
  const made = await grower.post('/api/certificates', {
    ...{ standard: 'GLOBALG.A.P.', number: 'SELF-1', issuer: self.id, validFrom: day(-3), validTo: day(300) },
  })
  const { id } = made.json as Named
  assert.equal((await self.post(`/api/certificates/${id}/attest`)).status, 200)
  assert.match(await scan(5), /attested by/i)
  await merge(grower, self)
  assert.match(await scan(5), /SELF-1[\s\S]*stated by the holder/i)
  assert.equal(((await app.anonymous.get(`/api/certificates/${id}`)).json as Named).state, 'stated')
  assert.equal((await self.post(`/api/certificates/${id}/attest`)).status, 422)
})
