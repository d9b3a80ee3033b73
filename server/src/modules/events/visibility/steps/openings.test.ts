import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { handOversNear, type Opening, openingsOf, ownSteps, type Told } from './openings.ts'

const parties = ['a', 'b', 'c', 'd']

const told = fc.record({
  time: fc.integer({ min: 1, max: 6 }).map((hour) => `2026-05-01 0${hour}:00:00+00`),
  declaredBy: fc.constantFrom(...parties),
  givers: fc.subarray(parties, { maxLength: 1 }),
  takers: fc.subarray(parties, { maxLength: 2 }),
  isReceipt: fc.boolean(),
})

const history = fc.array(told, { maxLength: 9 }).map((all) =>
  all.map((each, n): Told => {
    const partners = [...new Set([...each.givers, ...each.takers])].filter((party) => party !== each.declaredBy)
    return { uid: `e${n}`, ...each, partners }
  }),
)

const texts = (openings: readonly Opening[]) =>
  [...new Set(openings.map((each) => `${each.viewer} ${each.event} ${each.by}`))].sort()

/** Word for word what ADR 23 says, by looking at every pair of events. */
const naive = (all: readonly Told[]): Opening[] => {
  const found: Opening[] = []
  for (const by of all)
    for (const event of all) {
      if (event.uid === by.uid) continue
      const between = (from: Told, to: Told, who: string) =>
        all.some((other) => other.declaredBy === who && other.time > from.time && other.time < to.time)
      const isOwn = event.declaredBy === by.declaredBy
      const isNext = !between(by, event, by.declaredBy) && !between(event, by, by.declaredBy)
      if (isOwn && isNext) for (const viewer of by.partners) found.push({ viewer, event: event.uid, by: by.uid })
      if (isAnswer(all, by, event)) found.push({ viewer: by.declaredBy, event: event.uid, by: by.uid })
    }
  return found
}

const isAnswer = (all: readonly Told[], by: Told, event: Told): boolean => {
  const taker = event.declaredBy
  const hands = (from: string, to: string): boolean => from === to || reaches(from, to, new Set([from]))
  const reaches = (from: string, to: string, met: Set<string>): boolean =>
    all.some(
      (each) =>
        each.time < event.time &&
        each.declaredBy === from &&
        each.takers.some((next) => next === to || (!met.has(next) && reaches(next, to, new Set([...met, next])))),
    )
  return (
    by.partners.length > 0 &&
    taker !== by.declaredBy &&
    by.takers.includes(taker) &&
    by.givers.every((giver) => giver === by.declaredBy) &&
    event.isReceipt &&
    event.givers.length === 0 &&
    event.time >= by.time &&
    !all.some((other) => other.declaredBy === taker && other.time >= by.time && other.time < event.time) &&
    all.every((other) => other.time >= event.time || hands(other.declaredBy, by.declaredBy))
  )
}

test('what stands beside hand-overs is what looking at every pair of events finds', () => {
  fc.assert(
    fc.property(history, (all) => assert.deepEqual(texts(openingsOf(all)), texts(naive(all)))),
    { numRuns: 2000 },
  )
})

test('the order in which the events were told changes nothing', () => {
  fc.assert(
    fc.property(
      history.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => assert.deepEqual(texts(openingsOf(shuffled)), texts(openingsOf(all))),
    ),
  )
})

test('whatever a party tells, it opens to itself nothing that others told before of a thing that they never handed to it', () => {
  const others = history.map((all) =>
    all
      .filter(({ declaredBy }) => declaredBy !== 'd')
      .map((each) => ({
        ...each,
        takers: each.takers.filter((party) => party !== 'd'),
        givers: each.givers.filter((party) => party !== 'd'),
        partners: each.partners.filter((party) => party !== 'd'),
      })),
  )
  const claims = fc.array(told, { maxLength: 4 }).map((all) =>
    all.map(
      (each, n): Told => ({
        ...each,
        uid: `d${n}`,
        declaredBy: 'd',
        partners: [...new Set([...each.givers, ...each.takers])].filter((party) => party !== 'd'),
      }),
    ),
  )
  fc.assert(
    fc.property(others, claims, (honest, claimed) => {
      const first = honest.map(({ time }) => time).sort()[0] ?? ''
      const open = openingsOf([...honest, ...claimed]).filter(({ viewer }) => viewer === 'd')
      const times = new Map(honest.map(({ uid, time }) => [uid, time]))
      for (const { event } of open)
        assert.equal(times.get(event), first, 'at most a first word that says itself a receipt')
    }),
  )
})

test('what one tells changes what stands beside its hand-overs at that instant, and at those before and after, alone', () => {
  const own = history.map((all) => all.filter(({ declaredBy }) => declaredBy === 'a'))
  const stepsOf = (handOvers: readonly Told[], all: readonly Told[]) =>
    handOvers.filter(({ partners }) => partners.length > 0).flatMap((handOver) => ownSteps(handOver, all))
  fc.assert(
    fc.property(own, fc.nat(), (all, choice) => {
      const last = all[choice % Math.max(1, all.length)]
      if (last === undefined) return
      const before = all.filter(({ uid }) => uid !== last.uid)
      const near = handOversNear(all, [last.time])
      const rest = before.filter((told) => !near.some(({ uid }) => uid === told.uid))
      assert.deepEqual(texts([...stepsOf(rest, before), ...stepsOf(near, all)]), texts(stepsOf(all, all)))
      // The same where it is taken back: what is left is looked at around the instant where it stood.
      const nearGone = handOversNear(before, [last.time])
      const others = all.filter((told) => told !== last && !nearGone.some(({ uid }) => uid === told.uid))
      assert.deepEqual(texts([...stepsOf(others, all), ...stepsOf(nearGone, before)]), texts(stepsOf(before, before)))
    }),
    { numRuns: 2000 },
  )
})
