import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Client, testApp } from '../../../../test/app.ts'
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
  tellStory as tellTo,
  type Word,
} from '../../../../test/hand-overs.ts'
import { whileHeldAtStep } from '../../../../test/hold-captures.ts'
import { rebuild } from '../upkeep/rebuild.ts'

const app = await testApp()
after(() => app.close())

const parties = await sidesOf(app)
const { farm, packer, shop, stranger } = parties

const tellStory = (words: readonly Word[]) => tellTo(parties, words)

const expected = (label: string): [Client, string[]][] =>
  Object.entries(seenOfStory(label)).map(([side, list]) => [parties[side as Side], list])

const asExpected = async (label: string, thing: string) => {
  for (const [client, list] of expected(label)) {
    assert.deepEqual(await sees(client, thing), list)
    assert.deepEqual(
      (await seenBy(client)).filter((name) => name.startsWith(`${label}-`)),
      list,
    )
    assert.deepEqual(
      (await seenBy(client, '&GE_recordTime=2020-01-01T00:00:00Z')).filter((name) => name.startsWith(`${label}-`)),
      list,
    )
  }
}

test('the partners of a hand-over see it and one step on either side, nobody else sees anything', async () => {
  const thing = item(71, 'CHAIN')
  await tellStory(story('chain', thing))
  await asExpected('chain', thing)
})

test('in whichever order the events arrive, the same is seen', async () => {
  const orders = [
    (words: Word[]) => words.toReversed(),
    (words: Word[]) => words.toSorted((a, b) => a[1].length - b[1].length || (a[1] < b[1] ? -1 : 1)),
    (words: Word[]) => [...words.slice(5), ...words.slice(0, 5)],
    (words: Word[]) => [...words.filter((_, n) => n % 2 === 1), ...words.filter((_, n) => n % 2 === 0)],
  ]
  for (const [n, order] of orders.entries()) {
    const thing = item(71, `ORDER${n}`)
    await tellStory(order(story(`order${n}`, thing)))
    await asExpected(`order${n}`, thing)
  }
})

test('captured at once, and settled when all have ended, the same is seen', async () => {
  const thing = item(71, 'ATONCE')
  await Promise.all(story('atonce', thing).map((word) => tellStory([word])))
  await app.work()
  await asExpected('atonce', thing)
})

test('late words of two things of one hand-over, captured at once, close what stood beside it before', async () => {
  const [left, right] = [item(71, 'LEFT'), item(71, 'RIGHT')]
  const both = { epcList: [left, right] }
  await tell(
    farm,
    at('01T01:00', { eventID: idOf('pair-sorted'), ...both, bizStep: 'inspecting' }),
    at('01T03:00', { eventID: idOf('pair-sent'), ...both, bizStep: 'shipping', ...between('farm', 'packer') }),
  )
  await app.work()
  assert.deepEqual(await sees(packer, left), ['pair-sent', 'pair-sorted'])
  const late = (name: string, thing: string, bizStep: string) =>
    tell(farm, at('01T02:00', { eventID: idOf(name), epcList: [thing], bizStep }))
  await whileHeldAtStep(
    app,
    farm,
    (bizStep) => [late('pair-left', left, bizStep), late('pair-right', right, bizStep)],
    async () => {},
  )
  await app.work()
  assert.deepEqual(await sees(packer, left), ['pair-left', 'pair-sent'])
  assert.deepEqual(await sees(packer, right), ['pair-right', 'pair-sent'])
})

test('rebuild makes it from the bodies and the register alone', async () => {
  const contents = () => app.db.query('select * from events.sight order by viewer, event_uid, opened_by')
  const words = async () =>
    (await app.db.query('select party_id, kind, value from events.vocabulary order by 1, 2, 3')).map((word) =>
      JSON.stringify(word),
    )
  const held = async () =>
    (await app.db.query('select viewer, way, position, capture_number from events.audience order by 1, 2, 3')).map(
      (row) => JSON.stringify(row),
    )
  const [seen, listed, heldBefore] = [await contents(), new Set(await words()), new Set(await held())]
  for (const table of ['sight', 'hand_over', 'audience']) await app.db.query(`delete from events.${table}`)
  await rebuild(app.db, () => {}, 7)
  assert.deepEqual(await contents(), seen)
  const heldAgain = await held()
  assert.ok(
    heldAgain.length > 0 && heldAgain.every((row) => heldBefore.has(row)),
    'captures of what is seen no longer go',
  )
  const again = await words()
  assert.ok(again.length > 0 && again.every((word) => listed.has(word)), 'words of what is seen no longer go')
  await rebuild(app.db)
  assert.deepEqual([await contents(), await words()], [seen, again])
})

test('a late event between takes the place of the step that was seen before', async () => {
  const thing = item(71, 'LATE')
  await tellStory(story('late', thing))
  await tellStory([['farm', 'late-graded', '01T02:30', { epcList: [thing], bizStep: 'inspecting' }]])
  assert.deepEqual((await sees(packer, thing)).slice(0, 2), ['late-came', 'late-graded'])
  assert.ok(!(await sees(packer, thing)).includes('late-sorted'))
})

test('a hand-over that is taken back opens nothing beside it', async () => {
  const thing = item(71, 'BACK')
  const words = story('back', thing)
  await tellStory(words)
  const [, name, time, members] = words[2] as Word
  const declared = { errorDeclaration: { declarationTime: '2026-06-01T00:00:00Z', reason: 'did_not_occur' } }
  await tell(farm, at(time, { eventID: idOf(name), ...members, ...declared }))
  const left = await sees(packer, thing)
  assert.ok(left.includes('back-sent'), 'both sides see the hand-over and that it was taken back')
  assert.ok(!left.includes('back-sorted'))
})

test('a stranger who names itself, or anybody, in a hand-over opens nobody’s word but its own', async () => {
  const thing = item(71, 'CLAIM')
  const words = story('claim', thing)
  await tellStory(words)
  const before = await Promise.all([farm, packer, shop].map((client) => sees(client, thing)))
  const of = { epcList: [thing], bizStep: 'shipping' }
  const claims: Members[] = ['00', '01', '02', '03', '04', '07', '08', '09'].flatMap((hour) =>
    [
      { ...of, ...between('stranger', 'farm') },
      { ...of, ...between('stranger', 'packer') },
      { ...of, ...between('farm', 'stranger') },
      { ...of, bizStep: 'receiving', ...between('packer', 'stranger') },
      { ...of, ...between('stranger', 'shop') },
    ].map((members, n) => at(`01T${hour}:30`, { eventID: idOf(`false-${hour}-${n}`), ...members })),
  )
  await tell(stranger, ...claims)
  assert.deepEqual(
    (await sees(stranger, thing)).filter((name) => !name.startsWith('false-')),
    [],
  )
  const now = await Promise.all([farm, packer, shop].map((client) => sees(client, thing)))
  assert.deepEqual(
    now.map((list) => list.filter((name) => !name.startsWith('false-'))),
    before,
  )
})
