import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { testApp } from '../../../../../test/app.ts'
import { openDatabase } from '../../../../platform/postgres/database.ts'
import { nameKeys, phoneDigest } from './likeness.ts'

const app = await testApp()
after(() => app.close())

const migrations = join(import.meta.dirname, '../../../../../migrations')
const readMigration = (name: string): string => readFileSync(join(migrations, `${name}.sql`), 'utf8')

/** The functions by whose values names and numbers were found before they were written down. */
const [functions = ''] =
  readMigration('0028-registry-parties').match(/^create function registry\.name_keys.*?^create index/ms) ?? []
const asBefore = `
  ${functions.replace(/create index$/, '')}
  alter table registry.party_version drop column name_keys;
  alter table registry.party_contact drop column phone_digest;
  create index party_version_name_keys_idx on registry.party_version using gin (registry.name_keys(names));
  create index party_contact_phone_digest_idx on registry.party_contact (registry.phone_digest(phone));`

const alikeTo = async (id: string): Promise<[id: string, reasons: string[]][]> => {
  const { items } = (await app.operator.get(`/api/parties/${id}/duplicates`)).json as {
    items: { party: { id: string }; reasons: string[] }[]
  }
  return items.map(({ party, reasons }) => [party.id, reasons])
}

test('parties of before are found by their names and numbers as those are that come now', async () => {
  const first = await app.party('Công ty TNHH Lúa Vàng', { phone: '+84 274 388 1234' })
  const other = await app.party('Hợp tác xã Đồng Xanh')
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  try {
    await owner.query(`begin; ${asBefore} ${readMigration('0069-registry-likeness')}; commit`)
  } finally {
    await owner.end()
  }
  const second = await app.party('CTY LUA VANG', { phone: '02743881234' })
  assert.deepEqual(await alikeTo(second.id), [[first.id, ['name', 'phone']]])
  assert.deepEqual(await alikeTo(other.id), [])
})

test('what is written down is what the functions of before gave', async () => {
  const owner = openDatabase(app.ownerUrl, { connections: 1 })
  const word = fc.constantFrom(
    ...['Công ty', 'CP', 'cổ phần', 'Cơ sở', 'TNHH', 'một thành viên', 'HTX', 'Đồng', 'co', 'Company', 'Ltd.', 'số 1'],
    ...['Ö', 'ẞ', '&', '-', 'I', 'ﬁ', '稻', 'Straße', '(2026)', '\t', '_'],
  )
  const name = fc
    .array(word, { minLength: 1, maxLength: 6 })
    .chain((words) => fc.constantFrom(' ', '  ', '.', '').map((between) => words.join(between)))
  const phone = fc.string({ unit: fc.constantFrom(...'0123456789+-. ', '84', '00'), maxLength: 18 })
  try {
    await owner.query(functions.replace(/create index$/, ''))
    await fc.assert(
      fc.asyncProperty(name, name, phone, async (vi, en, number) => {
        const [told] = await owner.query<{ names: string[]; digest: string | null }>(
          'select registry.name_keys($1::jsonb) as names, registry.phone_digest($2) as digest',
          [JSON.stringify({ vi, en }), number],
        )
        assert.deepEqual(nameKeys({ vi, en }).sort(), told?.names)
        assert.equal(phoneDigest(number) ?? null, told?.digest?.slice(0, 32) ?? null)
      }),
      { numRuns: 300 },
    )
  } finally {
    await owner.end()
  }
})
