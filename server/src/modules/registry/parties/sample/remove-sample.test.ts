import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { testApp } from '../../../../../test/app.ts'
import { operatorActor } from '../../../identity/index.ts'
import { removeSample, samplePartyIDs } from './remove-sample.ts'

const app = await testApp()
after(() => app.close())

const tables = [
  'registry.party',
  'registry.party_version',
  'registry.party_contact',
  'registry.identifier',
  'registry.subject',
  'registry.statement',
  'registry.claim',
  'registry.claim_turn',
  'registry.mandate',
  'registry.mandate_end',
  'identity.machine_credential',
  'files.holding',
]
const counts = () =>
  Promise.all(
    tables.map(async (table) => {
      const [row] = await app.db.query<{ n: number }>(`select count(*)::int as n from ${table}`)
      return [table, row?.n]
    }),
  )

test('the sample goes with everything it left, and nothing else goes', async () => {
  const real = await app.party('Công ty Thật')
  await real.put('/api/products/09506000134352', { names: { vi: 'Hàng thật' } })
  const before = await counts()

  const prefix = { scheme: 'gs1-company-prefix', value: '9521234', verified: true }
  const sample = await app.party('Công ty Mẫu', { sample: true, phone: '0900', identifiers: [prefix] })
  const member = await app.party('Hộ Mẫu', { kind: 'household', publicName: { vi: 'Vườn mẫu' }, sample: true })
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#0a0' } })
    .png()
    .toBuffer()
  const kept = await fetch(`${app.url}/api/files?public=true`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sample.key}`, 'content-type': 'image/png' },
    body: new Uint8Array(picture),
  })
  const { hash } = (await kept.json()) as { hash: string }
  const product = { names: { vi: 'Hàng mẫu' }, images: [hash] }
  assert.equal((await sample.put('/api/products/09521234543213', product)).status, 200)
  assert.equal((await member.put('/api/locations/9506000000008', { names: { vi: 'Thửa mẫu' } })).status, 200)
  const given = await sample.chief.post('/api/mandates', { holder: member.id, purpose: 'capture', basisText: 'mẫu' })
  await sample.chief.delete(`/api/mandates/${(given.json as { id: string }).id}`)
  const card = (await app.anonymous.get('/api/products/09521234543213')).json as { sample: boolean }
  assert.equal(card.sample, true, 'inherited by all that a sample party declares')

  const [held] = await app.db.query<{ blob: string }>('select blob from files.holding where hash = $1', [hash])
  const removed = await app.db.transaction((tx) => removeSample(tx, operatorActor))
  assert.deepEqual(removed.parties.sort(), [sample.id, member.id].sort())
  assert.deepEqual(removed.blobs, [held?.blob])
  assert.deepEqual(await counts(), before)
  assert.equal((await app.anonymous.get('/api/products/09521234543213')).status, 404)
  assert.equal((await sample.get('/api/mandates')).status, 401, 'its key opens nothing any more')
  assert.deepEqual(await samplePartyIDs(app.db), [])
})

test('without a sample there is nothing to remove', async () => {
  const removed = await app.db.transaction((tx) => removeSample(tx, operatorActor))
  assert.deepEqual(removed, { parties: [], blobs: [] })
})
