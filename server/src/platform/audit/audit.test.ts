import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'
import { testApp } from '../../../test/app.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { type Db, openDatabase } from '../postgres/database.ts'
import { toMultirange } from './seal.ts'
import { sealDeeds } from './seal-deeds.ts'
import { verifyAudit } from './verify-audit.ts'

const app = await testApp()
const owner = openDatabase(app.ownerUrl, { connections: 3 })
after(async () => {
  await owner.end()
  await app.close()
})

type Deeds = {
  items: { number: string; action: string; subject: string; partyID?: string; origin?: string; sealed: boolean }[]
  next?: string
}
const read = async (client: typeof app.operator, query = '') => (await client.get(`/api/audit${query}`)).json as Deeds
const faults = async (heads: string[] = []) =>
  (
    await verifyAudit(
      app.db,
      heads.map((hash) => ({ hash, by: 'elsewhere' })),
    )
  ).faults

/** What an attacker with the owner's rights does, undone afterwards. */
const tampered = async (statements: string[], heads: string[] = []): Promise<string[]> => {
  const client = new pg.Client({ connectionString: app.ownerUrl })
  await client.connect()
  const found: string[][] = []
  const within = { transaction: (run: (tx: unknown) => unknown) => run(reader(client)) } as unknown as Db
  try {
    await client.query('begin isolation level repeatable read')
    for (const statement of statements) await client.query(statement)
    found.push(
      (
        await verifyAudit(
          within,
          heads.map((hash) => ({ hash, by: 'elsewhere' })),
        )
      ).faults,
    )
  } finally {
    await client.query('rollback')
    await client.end()
  }
  return found[0] ?? []
}

const reader = (client: pg.Client) => ({
  query: async (text: string, values?: unknown[]) =>
    /^set transaction/.test(text) ? [] : (await client.query(text, values)).rows,
})

const coop = await app.party('HTX mẫu')
const firm = await app.party('Công ty mẫu')
const product = (client: typeof coop, gtin: string, name: string) =>
  client.put(`/api/products/${gtin}`, { names: { vi: name } })

test('a deed says who, what, when and from which network, in its own transaction', async () => {
  assert.equal((await product(coop, '09521234543213', 'Bưởi')).status, 200)
  const { items } = await read(app.operator, `?party=${coop.id}`)
  assert.equal(items[0]?.partyID, coop.id)
  assert.equal(items[0]?.origin, '127.0.0.0/24')
  assert.equal(items[0]?.sealed, false)
  const refused = await product(firm, '09521234543214', 'Sai')
  assert.ok(refused.status >= 400)
  assert.deepEqual(
    (await read(app.operator, `?party=${firm.id}`)).items.filter(({ action }) => /product/.test(action)),
    [],
  )
})

test('an organisation reads the deeds done for it and no others; without a key nobody does', async () => {
  await product(firm, '09521234000013', 'Khác')
  const own = await read(coop)
  assert.ok(own.items.length > 0 && own.items.every(({ partyID }) => partyID === coop.id))
  assert.ok(
    own.items.every((deed) => !('number' in deed)),
    'numbers would tell how much others do',
  )
  assert.equal((await coop.get(`/api/audit?party=${firm.id}`)).status, 403)
  const nobody = '01890000-0000-7000-8000-000000000000'
  assert.equal((await coop.get(`/api/audit?party=${nobody}`)).status, 403, 'the same for one that is not there')
  assert.equal((await app.anonymous.get('/api/audit')).status, 401)
})

test('deeds come in pages, the newest first, none twice and none left out', async () => {
  const whole = (await read(app.operator, '?limit=200')).items.map(({ number }) => number)
  const paged: string[] = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page: Deeds = await read(app.operator, `?limit=2${next && `&before=${next}`}`)
    paged.push(...page.items.map(({ number }) => number))
    next = page.next
  }
  assert.deepEqual(paged, whole)
  assert.ok(whole.length > 4)
})

test('filters that make no sense are refused', async () => {
  for (const query of [
    '?before=x',
    '?from=yesterday',
    '?party=1',
    '?limit=0',
    "?action=a';--",
    '?before=99',
    '?from=0000-01-01T00:00:00Z',
    '?from=2027-01-01T00:00:00%2B23:59',
  ])
    assert.equal((await app.operator.get(`/api/audit${query}`)).status, 400, query)
})

test('before sealing, deeds are told as waiting; after it, the chain is whole', async () => {
  const before = await verifyAudit(app.db)
  assert.deepEqual([before.seals, before.faults], [0, []])
  assert.ok(before.waiting > 4)
  await sealDeeds(owner)
  const sealed = await verifyAudit(app.db)
  assert.deepEqual([sealed.seals, sealed.deeds, sealed.waiting, sealed.faults], [1, before.waiting, 0, []])
  assert.ok((await read(app.operator)).items.every((deed) => deed.sealed))
  assert.equal(await sealDeeds(owner), undefined, 'nothing waits')
})

test('a deed that commits late, after later ones were sealed, is sealed once', async () => {
  const late = new pg.Client({ connectionString: app.ownerUrl })
  await late.connect()
  await late.query('begin')
  await late.query(`with deed as (insert into platform.audit (deed_id, actor_kind, action, subject)
    values (gen_random_uuid(), 'operator', 'test.late', 'late') returning number)
    insert into platform.audit_queue (number) select number from deed`)
  await product(coop, '09521234543213', 'Bưởi da xanh')
  assert.equal((await sealDeeds(owner))?.count, 1)
  await late.query('commit')
  await late.end()
  assert.equal((await verifyAudit(app.db)).waiting, 1)
  assert.equal((await sealDeeds(owner))?.count, 1)
  assert.deepEqual(await faults(), [])
})

test('two that seal at once make one chain', async () => {
  for (let round = 0; round < 5; round += 1) {
    await product(coop, '09521234543213', `Bưởi ${round}`)
    await Promise.all([sealDeeds(owner), sealDeeds(owner), sealDeeds(owner)])
  }
  assert.deepEqual(await faults(), [])
  assert.equal((await verifyAudit(app.db)).waiting, 0)
})

test('a change, a cut, an insertion and a cut tail show, and where', async () => {
  const { newest } = await verifyAudit(app.db)
  const head = [newest?.hash ?? '']
  const lastSeal = 'select max(number) from platform.audit_seal'
  const cases: [string, string[], RegExp][] = [
    ['a word changed', ["update platform.audit set subject = 'x' where number = 2"], /seal 1 .*changed/],
    ['a time changed', ["update platform.audit set at = at - interval '1 hour' where number = 2"], /seal 1 .*changed/],
    ['a network changed', ["update platform.audit set origin = '10.0.0.0/24' where number = 2"], /seal 1 .*changed/],
    ['a deed taken out', ['delete from platform.audit where number = 2'], /seal 1 .*gone are 2$/],
    [
      'one slipped in',
      [
        `insert into platform.audit (number, deed_id, actor_kind, action, subject) overriding system value
        values (1000000, gen_random_uuid(), 'operator', 'a.b', 'x')`,
      ],
      /deed 1000000 stands outside/,
    ],
    [
      'one slipped in, and a sealed one put to wait again, so that their number is right',
      [
        `insert into platform.audit (number, deed_id, actor_kind, action, subject) overriding system value
        values (1000000, gen_random_uuid(), 'operator', 'a.b', 'x')`,
        'insert into platform.audit_queue (number) values (2)',
      ],
      /deed 1000000 stands outside/,
    ],
    ['a seal taken out', ['delete from platform.audit_seal where number = 2'], /seal 2 is missing/],
    [
      'deeds taken out and the seal corrected',
      [
        'delete from platform.audit where number = 2',
        'update platform.audit_seal set count = count - 1 where number = 1',
      ],
      /seal 1 was changed/,
    ],
    ['the last seal cut off', [`delete from platform.audit_seal where number = (${lastSeal})`], /stands outside/],
    [
      'a deed that waited',
      [
        `with deed as (insert into platform.audit (deed_id, actor_kind, action, subject)
          values (gen_random_uuid(), 'operator', 'a.b', 'x') returning number)
          insert into platform.audit_queue select number from deed`,
        "delete from platform.audit where action = 'a.b'",
      ],
      /gone that had not been sealed/,
    ],
  ]
  for (const [name, statements, expected] of cases) {
    const found = await tampered(statements)
    assert.ok(
      found.some((fault) => expected.test(fault)),
      `${name}: ${found.join('; ')}`,
    )
  }
  const cut = [
    `delete from platform.audit a using platform.audit_seal s where s.number = (${lastSeal}) and a.number <@ s.deeds`,
    `delete from platform.audit_seal where number = (${lastSeal})`,
  ]
  assert.deepEqual(await tampered(cut), [], 'cut clean, the database alone cannot tell')
  assert.match((await tampered(cut, head)).join(), /known from elsewhere, is not in the chain/)
  assert.deepEqual(await faults(head), [])
})

test('a deed that was put to wait again and sealed twice does not make up for one that was slipped in', async () => {
  const other = await createTestDatabase()
  const db = openDatabase(other.url, { connections: 1 })
  const insert = (name: string) =>
    db.query<{ number: string }>(
      `insert into platform.audit (deed_id, actor_kind, action, subject)
       values (gen_random_uuid(), 'operator', 'test.deed', $1) returning number::text as number`,
      [name],
    )
  const queue = (number: string) => db.query('insert into platform.audit_queue (number) values ($1)', [number])
  const [first] = await insert('first')
  await queue(first?.number ?? '')
  await sealDeeds(db)
  const [stray] = await insert('slipped in')
  await queue(first?.number ?? '')
  await sealDeeds(db)
  const found = (await verifyAudit(db)).faults.join()
  await db.end()
  await other.drop()
  assert.match(found, /1 deeds are held by two seals/)
  assert.match(found, new RegExp(`deed ${stray?.number} stands outside`))
})

test('the server can neither change nor remove a deed, nor date it, nor make a seal', async () => {
  for (const statement of [
    "update platform.audit set subject = 'x'",
    'delete from platform.audit',
    'truncate platform.audit',
    "insert into platform.audit (deed_id, at, actor_kind, action, subject) values (gen_random_uuid(), now(), 'x', 'x', 'x')",
    'delete from platform.audit_queue',
    'delete from platform.audit_seal',
    "insert into platform.audit_seal values (9, now(), 1, 1, 1, '{[1,2)}', '', '', '')",
  ])
    await assert.rejects(app.db.query(statement), /permission denied/, statement)
})

test('more than one seal can hold are sealed in several, and read back page by page', async () => {
  await owner.query(
    `with deed as (insert into platform.audit (deed_id, actor_kind, action, subject)
       select gen_random_uuid(), 'operator', 'test.many', i::text from generate_series(1, 12000) i returning number)
     insert into platform.audit_queue select number from deed`,
  )
  await sealDeeds(owner)
  const found = await verifyAudit(app.db)
  assert.deepEqual([found.waiting, found.faults], [0, []])
  assert.ok(found.seals >= 12 && found.deeds > 12_000)
})

test('numbers are written as ranges', () => {
  assert.equal(toMultirange(['1', '2', '3', '7', '9', '10']), '{[1,4),[7,8),[9,11)}')
  assert.equal(toMultirange([]), '{}')
})
