import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { testApp } from '../../../../test/app.ts'
import { event, eventsOf, item, type Members } from '../../../../test/documents.ts'
import { idOf, sees, tell } from '../../../../test/hand-overs.ts'
import { whileHeldAtStep } from '../../../../test/hold-captures.ts'
import { announce } from '../../../platform/jobs.ts'
import { openDatabase } from '../../../platform/postgres/database.ts'

const app = await testApp({ CAPTURE_SYNC_EVENTS: '20' })
after(() => app.close())

const farm = await app.party('Vườn')
const shop = await app.party('Cửa hàng')

const told = (name: string, thing: string, more: Members = {}) =>
  event({ eventID: idOf(name), epcList: [thing], ...more })
const share = async (key: string): Promise<void> => {
  const days = { validFrom: '2026-01-01', validTo: '2099-12-31' }
  const given = await farm.post('/api/shares', { partner: shop.id, key, ...days })
  assert.equal(given.status, 201, given.text)
}

test('what a large document tells of shared chains is shared too, wherever in it that stands', async () => {
  const things = Array.from({ length: 600 }, (_, index) => item(74, `LARGE${index}`))
  const shared = [things[0] ?? '', things[599] ?? '']
  await tell(farm, ...shared.map((thing, index) => told(`small-${index}`, thing)))
  for (const thing of shared) await share(thing)
  await tell(farm, ...things.map((thing, index) => told(`large-${index}`, thing)))
  await app.work()
  assert.deepEqual(await sees(shop, ...shared), ['large-0', 'large-599', 'small-0', 'small-1'])
  assert.deepEqual(await sees(shop, things[1] ?? ''), [])
})

test('what is captured while a share is given is shared too', async () => {
  const thing = item(74, 'BESIDE')
  await tell(farm, told('before', thing))
  await whileHeldAtStep(
    app,
    farm,
    (bizStep) => [tell(farm, told('beside', thing, { bizStep }))],
    () => share(thing),
  )
  await app.work()
  assert.deepEqual(await sees(shop, thing), ['before', 'beside'])
})

test('what is told of a thing while it joins a shared chain is shared too', async () => {
  const [fresh, juice] = [item(74, 'FRESH'), item(74, 'JUICE')]
  const pressing = { type: 'TransformationEvent', inputEPCList: [fresh], outputEPCList: [juice] }
  await tell(farm, told('fresh', fresh), told('too-early', juice))
  const pressed = event({ eventID: idOf('pressed'), epcList: undefined, action: undefined, ...pressing })
  await share(fresh)
  await app.work()
  let working = Promise.resolve()
  await whileHeldAtStep(
    app,
    farm,
    (bizStep) => [tell(farm, told('late', juice, { bizStep }))],
    async () => {
      await tell(farm, pressed)
      working = app.work()
      for (let left = 1000; left > 0 && (await sees(shop, juice)).length === 0; left -= 1) await setTimeout(10)
      assert.deepEqual(await sees(shop, juice), ['pressed'])
    },
  )
  await working
  assert.deepEqual(await sees(shop, juice), ['late', 'pressed'])
})

test('the pages of what is shared go on while it grows', async () => {
  const [first, second] = [item(74, 'FIRST'), item(74, 'SECOND')]
  const made = { type: 'TransformationEvent', epcList: undefined, action: undefined, inputEPCList: [first] }
  await tell(farm, told('first', first), told('second', second))
  for (const key of [first, second]) await share(key)
  const query = `/events?perPage=1&MATCH_anyEPC=${encodeURIComponent(`${first}|${second}`)}`
  const page = await shop.get(query)
  const next = new URL(/<([^>]+)>/.exec(page.headers.get('link') ?? '')?.[1] ?? '')
  await tell(farm, event({ eventID: idOf('made'), ...made, outputEPCList: [item(74, 'MADE')] }))
  await app.work()
  const rest = await shop.get(next.pathname + next.search)
  assert.equal(rest.status, 200, rest.text)
  assert.deepEqual(
    [...eventsOf(page), ...eventsOf(rest)].map(({ eventID }) => eventID).sort(),
    ['first', 'second'].map(idOf),
  )
})

test('however many chains a capture makes longer, it makes one job; chains that were read since are not read again', async () => {
  const thing = item(74, 'MANY')
  await tell(farm, told('many', thing))
  for (let n = 0; n < 5; n += 1) await share(thing)
  await app.work()
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  const jobs = () =>
    owner.query<{ payload: { payload: { number: number; shares: unknown[] } } }>(
      'select payload from graphile_worker._private_jobs',
    )
  const versions = () => owner.query('select share_id, xmin::text as version from events.share order by 1')
  await tell(farm, told('many-more', thing))
  const [job, ...others] = await jobs()
  assert.deepEqual([job?.payload.payload.shares.length, others], [5, []])
  await app.work()
  assert.deepEqual(await sees(shop, thing), ['many', 'many-more'])
  const before = await versions()
  await app.db.transaction((tx) => announce(tx, 'events.chains-grew', job?.payload.payload ?? {}))
  await app.work()
  assert.deepEqual(await versions(), before)
  await owner.end()
})

test('what grew before an upgrade, and was not read yet, is read after it', async () => {
  const thing = item(74, 'UPGRADE')
  await tell(farm, told('before-upgrade', thing))
  await share(thing)
  await app.work()
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  await tell(farm, told('at-upgrade', thing))
  await owner.query('delete from graphile_worker._private_jobs')
  await owner.query(
    readFileSync(join(import.meta.dirname, '../../../../migrations/0068-events-shares-upgrade.sql'), 'utf8'),
  )
  await owner.end()
  await app.work()
  assert.deepEqual(await sees(shop, thing), ['at-upgrade', 'before-upgrade'])
})
