import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testApp } from '../../../../test/app.ts'
import { item } from '../../../../test/documents.ts'
import { at, idOf, seenBy, sidesOf, tell } from '../../../../test/hand-overs.ts'

const app = await testApp()
after(() => app.close())

const { farm, packer, shop, stranger } = await sidesOf(app)

test('an owner shares a chain with a partner for a period, and takes it back at once', async () => {
  const [fresh, juice] = [item(73, 'FRESH'), item(73, 'JUICE')]
  const make = {
    type: 'TransformationEvent',
    epcList: undefined,
    action: undefined,
    inputEPCList: [fresh],
    outputEPCList: [juice],
  }
  await tell(
    farm,
    at('03T01:00', { eventID: idOf('fresh'), epcList: [fresh], action: 'ADD', bizStep: 'commissioning' }),
    at('03T02:00', { eventID: idOf('pressed'), ...make }),
    at('03T03:00', { eventID: idOf('other'), epcList: [item(73, 'OTHER')] }),
  )
  await tell(packer, at('03T04:00', { eventID: idOf('foreign'), epcList: [juice] }))
  const newest = '&GE_eventTime=2026-05-03T00:00:00Z'
  const days = { validFrom: '2026-01-01', validTo: '2099-12-31' }
  const given = await farm.post('/api/shares', { partner: stranger.id, key: juice, ...days })
  assert.equal(given.status, 201, given.text)
  assert.deepEqual(await seenBy(stranger, newest), ['fresh', 'pressed'])
  await tell(farm, at('03T05:00', { eventID: idOf('bottled'), epcList: [juice], bizStep: 'packing' }))
  await app.work()
  assert.deepEqual(await seenBy(stranger, newest), ['bottled', 'fresh', 'pressed'])
  assert.deepEqual(await seenBy(shop, newest), [])
  const { id } = given.json as { id: string }
  assert.equal((await stranger.get(`/api/shares/${id}`)).status, 200)
  assert.equal((await stranger.delete(`/api/shares/${id}`)).status, 404)
  assert.equal((await shop.get(`/api/shares/${id}`)).status, 404)
  assert.equal((await farm.delete(`/api/shares/${id}`)).status, 204)
  assert.deepEqual(await seenBy(stranger, newest), [])
  assert.equal((await farm.delete(`/api/shares/${id}`)).status, 404)
  const heir = await app.party('Người nối nghiệp')
  const again = await farm.post('/api/shares', { partner: stranger.id, key: juice, ...days })
  const merge = (await app.operator.post('/api/merges', { merged: farm.id, into: heir.id, basis: 'Biên bản' }))
    .json as {
    id: string
  }
  const { id: heirs } = again.json as { id: string }
  assert.equal((await heir.delete(`/api/shares/${heirs}`)).status, 204, 'who goes on as another takes back as that one')
  assert.deepEqual(await seenBy(stranger, newest), [])
  const undone = await app.operator.post(`/api/merges/${merge.id}/undoing`, { basis: 'Nhầm' })
  assert.equal(undone.status, 200, undone.text)
  await app.work()
  const past = { validFrom: '2020-01-01', validTo: '2020-12-31' }
  assert.equal((await farm.post('/api/shares', { partner: stranger.id, key: juice, ...past })).status, 201)
  assert.deepEqual(await seenBy(stranger, newest), [])
  const refused = [
    [{ partner: stranger.id, key: item(73, 'NONE'), ...days }, 404],
    [{ partner: farm.id, key: juice, ...days }, 422],
    [{ partner: crypto.randomUUID(), key: juice, ...days }, 404],
    [{ partner: stranger.id, key: juice, validFrom: '2026-02-02', validTo: '2026-01-01' }, 422],
    [{ partner: stranger.id, key: juice, validFrom: '2026-02-30', validTo: '2026-03-01' }, 400],
  ] as const
  for (const [body, status] of refused) assert.equal((await farm.post('/api/shares', body)).status, status)
  const [hidden, none] = [
    await shop.post('/api/shares', { partner: farm.id, key: juice, ...days }),
    await shop.post('/api/shares', { partner: farm.id, key: item(73, 'NONE'), ...days }),
  ]
  assert.deepEqual(
    [hidden.status, hidden.text.replaceAll(juice, '').replace(/urn:uuid:[\w-]{36}/g, '')],
    [none.status, none.text.replaceAll(item(73, 'NONE'), '').replace(/urn:uuid:[\w-]{36}/g, '')],
  )
})
