import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../../test/app.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

// On the page of a product stands what its holder says of it, and nothing of whoever comes.

const app = await testApp()
after(() => app.close())

const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
const path = (each: number) => `/01/0${gtinOf(each)}`
const scan = async (key: string) =>
  (await app.anonymous.get(`/scan${key}`, { accept: 'text/html', 'accept-language': 'en' })).text
const tell = (party: TestParty, key: string, more: object = {}) =>
  party.post('/api/test-results', {
    ...{
      key,
      parameter: 'Salmonella',
      value: 'detected',
      conforms: false,
      laboratoryName: 'Phòng mẫu',
      testedOn: day(-2),
    },
    ...more,
  })
const certify = (party: TestParty, each: number, standard: string) =>
  party.post('/api/certificates', {
    ...{ standard, number: 'X-1', issuerName: 'Tổ chức mẫu', validFrom: day(-30), validTo: day(30) },
    products: [gtinOf(each)],
  })
const claimOf = async (party: TestParty, key: string): Promise<string> => {
  const { items } = (await app.anonymous.get(`/api/claims?key=${key}`)).json as {
    items: { id: string; party: string }[]
  }
  return items.find((claim) => claim.party === party.id)?.id ?? ''
}
const named = async (party: TestParty, each: number) =>
  assert.equal((await party.put(`/api/products/${gtinOf(each)}`, { names: { vi: 'Măng cụt' } })).status, 200)
const made = (answer: { status: number; text: string; json: unknown }): string => {
  assert.equal(answer.status, 201, answer.text)
  return (answer.json as { id: string }).id
}

test('who contests a claim states nothing of the key, while it is in dispute or after; nor does anybody of a key that is nobody’s', async () => {
  const grower = await app.party('Hợp tác xã')
  const stranger = await app.party('Người ngoài')
  await named(grower, 1)
  const claim = await claimOf(grower, path(1))
  assert.equal((await stranger.post(`/api/claims/${claim}/contest`)).status, 200)
  for (const key of [path(1), `${path(1)}/10/L1`, `${path(7)}/10/L1`])
    assert.equal((await tell(stranger, key)).status, 403, key)
  assert.equal((await certify(stranger, 1, 'VietGAP')).status, 403)
  assert.equal((await certify(stranger, 7, 'VietGAP')).status, 403)
  assert.doesNotMatch(await scan(`${path(1)}/10/L1`), /Salmonella/)
  assert.equal((await app.operator.post(`/api/claims/${claim}/verify`)).status, 200)
  assert.equal((await tell(stranger, `${path(1)}/10/L1`)).status, 409)
  made(await tell(grower, `${path(1)}/10/L1`, { value: 'not detected', conforms: true }))
  assert.match(await scan(`${path(1)}/10/L1`), /Salmonella[\s\S]*not detected/)
})

test('what somebody stated of a key goes from its page when the key turns out to be another’s, however much it is', async () => {
  const squatter = await app.party('Người khai trước')
  const grower = await app.party('Chủ thật')
  await named(squatter, 2)
  for (let each = 1; each <= 21; each += 1) made(await tell(squatter, path(2), { parameter: `Chất ${each}.` }))
  made(await certify(squatter, 2, 'OCOP'))
  assert.match(await scan(path(2)), /OCOP[\s\S]*Chất 1\./)
  const claim = made(await grower.post('/api/claims', { key: path(2) }))
  assert.equal((await app.operator.post(`/api/claims/${claim}/verify`)).status, 200)
  assert.doesNotMatch(await scan(path(2)), /OCOP|Chất/)
  made(await tell(grower, path(2), { testedOn: day(-9) }))
  made(await certify(grower, 2, 'VietGAP'))
  const page = await scan(path(2))
  assert.match(page, /VietGAP[\s\S]*Salmonella/)
  assert.doesNotMatch(page, /OCOP|Chất/)
})

test('by a mandate for the key one states in its owner’s place as long as it lasts; an authority states by its own', async () => {
  const owner = await app.party('Chủ hàng')
  const agent = await app.party('Bên được ủy quyền')
  const office = await app.party('Chi cục mẫu', { kind: 'agency' })
  await app.operator.post(`/api/parties/${office.id}/roles`, { role: 'standing-agency' })
  await named(owner, 3)
  await named(owner, 4)
  assert.equal((await tell(agent, path(3))).status, 409)
  const given = { purpose: 'claim-key', holder: agent.id, keys: [path(3)], basisText: 'Hợp đồng mẫu 1' }
  const mandate = made(await owner.chief.post('/api/mandates', given))
  made(await tell(agent, `${path(3)}/10/L1`))
  made(await certify(agent, 3, 'VietGAP'))
  assert.equal((await tell(agent, path(4))).status, 409, 'for that key alone')
  assert.match(await scan(`${path(3)}/10/L1`), /VietGAP[\s\S]*Salmonella/)
  made(await tell(office, `${path(3)}/10/L1`, { parameter: 'Chì', value: '0.02' }))
  assert.ok((await owner.chief.delete(`/api/mandates/${mandate}`)).status < 300)
  const page = await scan(`${path(3)}/10/L1`)
  assert.doesNotMatch(page, /VietGAP|Salmonella/)
  assert.match(page, /Chì/)
})
