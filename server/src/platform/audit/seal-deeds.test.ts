import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pino } from 'pino'
import { createTestDatabase } from '../../../test/database.ts'
import { until } from '../../../test/platform/program.ts'
import { openDatabase } from '../postgres/database.ts'
import { readHead, startSealing } from './seal-deeds.ts'
import { verifyAudit } from './verify-audit.ts'

/** A line to the database that can go dumb: what is connected then stays so, and nothing comes through any more. */
const dumbLine = async (databaseUrl: string) => {
  const { port, username, password, pathname } = new URL(databaseUrl)
  const pairs: [Socket, Socket][] = []
  const line = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1')
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) socket.on('error', () => {})
    pairs.push([near, far])
  }).listen(0, '127.0.0.1')
  await once(line, 'listening')
  return {
    url: `postgres://${username}:${password}@127.0.0.1:${(line.address() as AddressInfo).port}${pathname}`,
    goDumb: () => {
      for (const [near, far] of pairs.splice(0)) {
        near.unpipe(far).resume()
        far.unpipe(near).resume()
      }
    },
    close: () => line.close(),
  }
}

test('the head that a machine keeps stays where its seal was cut off, whatever is sealed after', async () => {
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'nguon-sealing-'))
  const owner = openDatabase(database.url, { connections: 1 })
  const seals = async (count: number) => {
    await owner.query(
      `with deed as (insert into platform.audit (deed_id, actor_kind, action, subject)
         values (gen_random_uuid(), 'operator', 'test.deed', 'x') returning number)
       insert into platform.audit_queue (number) select number from deed`,
    )
    await until('it is sealed', async () => {
      const rows = await owner.query('select number from platform.audit_seal')
      return rows.length === count || undefined
    })
  }
  const sealing = () => startSealing(database.url, { log: pino({ level: 'silent' }), dataDir })
  const first = sealing()
  await seals(1)
  await first.stop()
  const head = readHead(dataDir)
  assert.equal(head?.number, '1')
  await owner.query(`delete from platform.audit a using platform.audit_seal s where a.number <@ s.deeds`)
  await owner.query('delete from platform.audit_seal')
  const second = sealing()
  await seals(1)
  await second.stop()
  assert.deepEqual(readHead(dataDir), head)
  const { faults } = await verifyAudit(owner, [{ hash: head?.hash ?? '', by: 'this machine' }])
  assert.match(faults.join(), /known from this machine, is not in the chain/)
  await owner.end()
  await database.drop()
  rmSync(dataDir, { recursive: true })
})

test('a line to the database that goes dumb holds sealing up for a while, and not for ever', async () => {
  const database = await createTestDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'nguon-sealing-'))
  const owner = openDatabase(database.url, { connections: 1 })
  const line = await dumbLine(database.url)
  const deed = () =>
    owner.query(
      `with deed as (insert into platform.audit (deed_id, actor_kind, action, subject)
         values (gen_random_uuid(), 'operator', 'test.deed', 'x') returning number)
       insert into platform.audit_queue (number) select number from deed`,
    )
  const sealed = () =>
    until('all is sealed', async () => {
      const rows = await owner.query('select number from platform.audit_queue')
      return rows.length === 0 || undefined
    })
  const sealing = startSealing(line.url, { log: pino({ level: 'silent' }), dataDir, patience: 200 })
  await deed()
  await sealed()
  line.goDumb()
  await deed()
  assert.equal(await sealed(), true)
  await sealing.stop()
  line.close()
  await owner.end()
  await database.drop()
  rmSync(dataDir, { recursive: true })
})
