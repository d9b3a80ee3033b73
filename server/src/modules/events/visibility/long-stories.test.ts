import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type TestParty, testApp } from '../../../../test/app.ts'
import { item, type Members } from '../../../../test/documents.ts'
import {
  at,
  between,
  idOf,
  type Side,
  seenBy,
  seenOfStory,
  sees,
  sidesOf,
  story,
  tell,
  tellStory,
  type Word,
} from '../../../../test/hand-overs.ts'
import { rebuild } from '../upkeep/rebuild.ts'

const app = await testApp()
after(() => app.close())

const parties = await sidesOf(app)
const { farm, packer, shop, stranger } = parties

const digits = (number: number) => String(number).padStart(2, '0')

/** A thousand words and more of one thing, a minute each, from an hour of the first of May on. */
const crowd = (label: string, thing: string, fromHour: number, more: Members = {}): Members[] =>
  Array.from({ length: 1080 }, (_, n) => {
    const minutes = fromHour * 60 + n
    const time = `${digits(1 + Math.floor(minutes / 1440))}T${digits(Math.floor(minutes / 60) % 24)}:${digits(minutes % 60)}`
    return at(time, { eventID: idOf(`${label}-${n}`), epcList: [thing], bizStep: 'inspecting', ...more })
  })

const tellAll = async (party: TestParty, events: readonly Members[]): Promise<void> => {
  for (let first = 0; first < events.length; first += 180) await tell(party, ...events.slice(first, first + 180))
  await app.work()
}

/** What each side sees of a thing but for what the crowd told. */
const seenOf = async (thing: string, crowds: string): Promise<Record<Side, string[]>> => {
  const ofThing = `&LT_eventTime=2026-05-01T10:00:00Z&MATCH_anyEPC=${encodeURIComponent(thing)}`
  const seen = async (side: Side) => (await seenBy(parties[side], ofThing)).filter((name) => !name.startsWith(crowds))
  return {
    farm: await seen('farm'),
    packer: await seen('packer'),
    shop: await seen('shop'),
    stranger: await seen('stranger'),
  }
}

const contents = () =>
  app.db.query('select viewer, event_uid, opened_by, opened_at from events.sight order by viewer, event_uid, opened_by')

test('a stranger who tells of a thing a thousand times takes from nobody what stands beside its hand-overs', async () => {
  for (const order of ['after', 'before'] as const) {
    const [thing, label] = [item(75, `CROWD-${order}`), `crowd-${order}`]
    const told = crowd(`noise-${order}`, thing, 10)
    if (order === 'before') await tellAll(stranger, told)
    await tellStory(parties, story(label, thing))
    if (order === 'after') await tellAll(stranger, told)
    await app.work()
    assert.deepEqual(await seenOf(thing, 'noise-'), seenOfStory(label), order)
  }
})

test('nor does one who tells that a thousand times he handed it on, to all of them', async () => {
  const thing = item(75, 'CLAIMS')
  await tellStory(parties, story('claims', thing))
  await tellAll(stranger, crowd('noise-claims', thing, 10, { bizStep: 'shipping', ...between('stranger', 'farm') }))
  const seen = await seenOf(thing, 'noise-')
  assert.deepEqual(seen, seenOfStory('claims'))
})

test('of what was told first, a stranger may gainsay no more than who sent what came without a sender', async () => {
  const thing = item(75, 'EARLY')
  await tellStory(parties, story('early', thing))
  await tellAll(stranger, crowd('noise-early', thing, 0))
  const { packer: packers, ...others } = seenOfStory('early')
  assert.deepEqual(await seenOf(thing, 'noise-'), {
    ...others,
    packer: packers.filter((name) => name !== 'early-shelved'),
  })
})

test('among a thousand words of others, a late word and one that is taken back close and open the same steps', async () => {
  const thing = item(75, 'MIDST')
  const words = story('midst', thing)
  await tellAll(stranger, crowd('noise-midst', thing, 10))
  await tellStory(parties, words)
  await tellStory(parties, [['farm', 'midst-graded', '01T02:30', { epcList: [thing], bizStep: 'inspecting' }]])
  assert.deepEqual((await sees(packer, thing)).slice(0, 3), ['midst-came', 'midst-graded', 'midst-sent'])
  const takeBack = async ([who, name, time, members]: Word) => {
    const errorDeclaration = { declarationTime: '2026-06-01T00:00:00Z', reason: 'did_not_occur' }
    await tell(parties[who], at(time, { eventID: idOf(name), ...members, errorDeclaration }))
  }
  await takeBack(['farm', 'midst-graded', '01T02:30', { epcList: [thing], bizStep: 'inspecting' }])
  assert.ok((await sees(packer, thing)).includes('midst-sorted'), 'what stood there before it stands there again')
  await takeBack(words[2] as Word)
  const left = await sees(packer, thing)
  assert.ok(left.includes('midst-sent') && !left.includes('midst-sorted'))
})

test('who tells of a thing a thousand times itself opens one step on either side of each hand-over, wherever it stands', async () => {
  const thing = item(75, 'OWN')
  const told = crowd('own', thing, 1)
  const handOver = (n: number, to: Side) =>
    told.splice(n, 1, { ...(told[n] as Members), bizStep: 'shipping', ...between('farm', to) })
  handOver(300, 'packer')
  handOver(900, 'shop')
  await tellAll(farm, told.slice(0, 950))
  assert.deepEqual(await sees(packer, thing), ['own-299', 'own-300', 'own-301'])
  assert.deepEqual(await sees(shop, thing), ['own-899', 'own-900', 'own-901'])
  await tellAll(farm, told.slice(950))
  const between899 = { ...(told[899] as Members), eventID: idOf('own-late'), eventTime: '2026-05-01T15:59:30Z' }
  await tell(farm, between899)
  await app.work()
  assert.deepEqual(await sees(packer, thing), ['own-299', 'own-300', 'own-301'])
  assert.deepEqual(await sees(shop, thing), ['own-900', 'own-901', 'own-late'])
})

test('rebuild makes of it all the same', async () => {
  const seen = await contents()
  for (const table of ['sight', 'hand_over', 'audience']) await app.db.query(`delete from events.${table}`)
  await rebuild(app.db, () => {}, 170)
  assert.deepEqual(await contents(), seen)
})
