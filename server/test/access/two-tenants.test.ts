import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { boundedRoles, duties, type Role, rights, roles } from '../../src/modules/identity/index.ts'
import { playSample } from '../../src/sample/index.ts'
import { chiefKeyOf, operatorKey, type TestApp, testApp } from '../app.ts'
import { testPerson } from '../people.ts'
import { type Belongings, furnish, furnishOffice, furnishProvince } from './belongings.ts'
import { type Described, describedOperations } from './described.ts'
import { type Neighbour, openNeighbour } from './neighbour.ts'
import { answersTo, type Caller, difference, type Question, questionsOf } from './questions.ts'

// Public data are everybody's. Of all else: whatever one organisation does changes nothing that the other is answered, as far
// as the other has no right to it. Made from the description of the API, with values out of its own answers, so that a new
// operation is in it by itself; counted are only questions that are answered with something before. The last test names those that
// never are.
//
// The first has each role in turn, and asks as a machine with all its scopes, as its administrator, and as a person of one more
// duty, another with each role. The second does two kinds of things:
//   1. what is done in one's own house: people, sessions, keys, clients, consents, named queries, shares with a third, files,
//      spreadsheets that are only looked at. No role reaches that, so no answer of any role may change. (But for the record of
//      deeds where it is read for the whole system: it tells of all of them.)
//   2. its trade (events, products), and everything that it may try with the first's own addresses. Of this, a role that
//      reaches its own organisation, its members, or what is named with the role learns nothing; one that reaches the whole
//      province or system learns it by the permissions that reach so far, and by no other.

let app: TestApp
let gets: Described[]
let neighbour: Neighbour
/** An organisation of the sample with events, products and places; and what else it has. */
let first = ''
let belongings: Belongings
/** Where it is. */
const unit = '25888'
/** A person of each duty, the administrator first. */
let persons: Caller[]

before(async () => {
  app = await testApp({ REQUESTS_PER_MINUTE: '1000000' })
  await playSample(app.url, operatorKey, () => {})
  const { items } = (await app.operator.get('/api/parties?limit=200&q=bưởi')).json as { items: { id: string }[] }
  first = items[0]?.id ?? ''
  belongings = { ...(await furnish(app, first, '09521201000015')), ...(await furnishProvince(app, unit)) }
  const operations = await describedOperations(app, ({ name }) => `{${name}}`)
  gets = operations.filter(({ method, permission }) => method === 'GET' && permission !== 'public')
  neighbour = await openNeighbour(
    app,
    operations.filter(({ method }) => method !== 'GET'),
  )
  persons = []
  for (const duty of duties.toSorted((a, b) => Number(b === 'administrator') - Number(a === 'administrator'))) {
    const { cookies } = await testPerson(app, first, [duty])
    persons.push({ name: duty, headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') } })
  }
})
after(() => app.close())

/** The first has this role from now on, and no other; the machine that it has then. */
const become = async (role: Role): Promise<Caller> => {
  const path = `/api/parties/${first}/roles`
  const { items } = (await app.operator.get(path)).json as { items: { id: string; endedAt: string | null }[] }
  for (const { id, endedAt } of items) if (endedAt === null) await app.operator.delete(`${path}/${id}`)
  const bounds = boundedRoles[role]?.includes('units') ? { units: [unit] } : { groups: ['fresh-fruit'] }
  const given = await app.operator.post(path, { role, ...(boundedRoles[role] && bounds) })
  assert.equal(given.status, 201, given.text)
  const hasRights = rights.some((right) => right.role === role)
  if (!hasRights) return { name: 'machine', headers: {} }
  return { name: 'machine', headers: { authorization: `Bearer ${await chiefKeyOf(app.operator, first)}` } }
}

/** What a permission opens is wider for whoever holds one of these over the whole province. */
const widenedBy: Record<string, readonly string[]> = {
  'registry.read-own': ['registry.administer', 'registry.read-systems', 'registry.read-places'],
}

const isWide = (role: Role, permission: string): boolean =>
  rights.some(
    (right) => right.role === role && right.permission === permission && ['province', 'system'].includes(right.reach),
  )

const reachesTheSecond = (role: Role, permission: string): boolean =>
  [permission, ...(widenedBy[permission] ?? [])].some((each) => isWide(role, each))

type Told = { caller: Caller; answers: Map<Question, string> }

const tellAll = (asking: readonly Caller[], questions: readonly Question[]): Promise<Told[]> =>
  Promise.all(asking.map(async (caller) => ({ caller, answers: await answersTo(app, caller, questions) })))

const assertUnchanged = async (before: readonly Told[], isCounted: (question: Question) => boolean): Promise<void> => {
  const check = async ({ caller, answers }: Told): Promise<void> => {
    const counted = [...answers.keys()].filter(isCounted)
    const after = await answersTo(app, caller, counted)
    for (const question of counted)
      assert.equal(
        difference(answers.get(question) ?? '', after.get(question) ?? ''),
        '',
        `${caller.name}: ${question.path}`,
      )
  }
  await Promise.all(before.map(check))
}

/** What the role opens at all, or being signed in. */
const openTo = (role: Role): Described[] =>
  gets.filter(
    ({ permission }) =>
      permission === 'signed-in' || rights.some((right) => right.role === role && right.permission === permission),
  )

/** As its machine is told, and what only a person is. */
const questionsFor = async (role: Role, machine: Caller): Promise<Question[]> => {
  const open = openTo(role)
  const known = { party: first, known: { ...belongings, ...(await furnishOffice(app, machine, unit)) } }
  const told = await questionsOf(app, machine, open, known)
  const left = open.filter(({ template }) => told.every((question) => question.template !== template))
  return [...told, ...(await questionsOf(app, persons[0] as Caller, left, known))]
}

/** What asking for is a deed itself, which one's own record of deeds then tells. */
const isRecorded = ({ template }: Question): boolean => template === '/api/privacy/export'

/** Operations that a role opens, and of which the first is told nothing. */
const silent = new Map<Role, string[]>()

for (const [at, role] of roles.entries())
  test(`${role}: what another organisation does changes nothing that it is answered beyond its rights`, async () => {
    const machine = await become(role)
    const questions = await questionsFor(role, machine)
    const asked = new Set(questions.map(({ template }) => template))
    silent.set(
      role,
      openTo(role).flatMap(({ template }) => (asked.has(template) ? [] : [template])),
    )
    const [administrator, ...others] = persons as [Caller, ...Caller[]]
    const asking = [machine, administrator, others[at % others.length] as Caller]
    const recorded = await tellAll(asking, questions.filter(isRecorded))
    const told = await tellAll(
      asking,
      questions.filter((question) => !isRecorded(question)),
    )
    assert.ok(
      told.every(({ caller, answers }) => answers.size > 2 || (role === 'public' && caller === machine)),
      told.map(({ caller, answers }) => `${caller.name} ${answers.size}`).join(', '),
    )

    // What tells the trade of all by right is held to what is done in the house alone.
    const tellsOfAll = ({ permission }: Question) => reachesTheSecond(role, permission)
    const isOpenRecord = ({ permission }: Question) => permission === 'audit.read' && isWide(role, permission)
    await neighbour.keepHouse()
    await assertUnchanged(told, (question) => tellsOfAll(question) && !isOpenRecord(question))
    const theirs = questions.map(({ path }) => path)
    await neighbour.trade(theirs, first)
    await assertUnchanged(told, (question) => !tellsOfAll(question))
    await assertUnchanged(recorded, () => true)
  })

test('every operation that a role opens is compared', () => {
  assert.equal(silent.size, roles.length, 'each role has asked')
  assert.deepEqual(Object.fromEntries([...silent].filter(([, templates]) => templates.length > 0)), {})
})
