import assert from 'node:assert/strict'
import { type Answer, type Client, chiefKeyOf, clientOf, type TestApp, type TestParty } from '../app.ts'
import { document, event, gtin, item, lot } from '../documents.ts'
import { type TestPerson, testPerson } from '../people.ts'
import type { Described } from './described.ts'

/** The organisation beside the one that is looked at: with its own goods, its people, and a machine that may all it may. */
export type Neighbour = {
  /** What an organisation does in its own house: nobody's business, whatever the role. */
  keepHouse(): Promise<void>
  /** Its trade, which reaches the register and the events; then all that it may try with the addresses of another. */
  trade(theirs: readonly string[], of: string): Promise<void>
}

const shared = 899

export const openNeighbour = async (app: TestApp, writes: readonly Described[]): Promise<Neighbour> => {
  const party = await app.party('Công ty Bên Cạnh', {
    identifiers: [{ scheme: 'gs1-company-prefix', value: '9521299', verified: true }],
  })
  const partner = await app.party('Công ty Bạn Hàng')
  const machine = clientOf(app.url, await chiefKeyOf(app.operator, party.id))
  const person = await testPerson(app, party.id, ['administrator', 'declarer', 'approver'])
  await machine.put(`/api/products/${gtin(shared)}`, { names: { vi: 'Hàng của bên kia' } })
  const goods = Array.from({ length: 50 }, (_, round) => item(shared, `A${round}`))
  await machine.post('/capture', document([event({ epcList: goods, action: 'ADD', bizStep: 'commissioning' })]))
  let round = 0
  return {
    keepHouse: async () => {
      round += 1
      for (const [told, answer] of Object.entries(await privateDeeds(app, { party, partner, machine, person, round })))
        assert.ok(answer.status < 300, `${told}: ${answer.status} ${answer.text}`)
      await app.work()
    },
    trade: async (theirs, of) => {
      round += 1
      await ownTrade(machine, round)
      for (const write of writes.filter(({ path }) => !/rebuild|sample|restore|sign-out/.test(path)))
        await tryWith(write, addressOf(write.path, theirs, of), machine, person)
      await app.work()
    },
  }
}

type House = { party: TestParty; partner: TestParty; machine: Client; person: TestPerson; round: number }

const privateDeeds = async (
  app: TestApp,
  { party, partner, machine, person, round }: House,
): Promise<Record<string, Answer>> => {
  const label = `việc nhà ${round}`
  const days = { validFrom: '2026-01-01', validTo: '2099-12-31' }
  const somebody = { signInName: `${crypto.randomUUID()}@example.vn`, name: 'Trần Thị C', duties: ['reader'] }
  const colleague = await testPerson(app, party.id, ['reader'])
  return {
    'somebody is invited': await person.send('POST', '/api/accounts', somebody),
    'somebody leaves': await person.send('DELETE', `/api/accounts/${colleague.id}`),
    'a key is made': await person.send('POST', `/api/parties/${party.id}/keys`, { label }),
    'a client is made': await person.send('POST', `/api/parties/${party.id}/clients`, { label }),
    'a consent is given': await person.send('PUT', '/api/consents/programme-news', { wording: 1 }),
    'a consent is taken back': await person.send('DELETE', '/api/consents/programme-news'),
    'a query is named': await machine.post('/queries', { name: `nha-${round}`, query: { EQ_bizStep: ['shipping'] } }),
    'goods are shared': await machine.post('/api/shares', {
      partner: partner.id,
      key: item(shared, `A${round}`),
      ...days,
    }),
    'a file is kept': await machine.post('/api/files', `%PDF-1.4\n% ${label}\n%%EOF\n`, {
      'content-type': 'application/pdf',
    }),
    'a spreadsheet is looked at': await machine.post(
      '/api/imports?target=products',
      `Mã GTIN,Tên\n${gtin(shared)},${label}\n`,
      { 'content-type': 'text/csv' },
    ),
  }
}

const ownTrade = async (machine: Client, round: number): Promise<void> => {
  const own = 900 + round
  const at = (serial: string) => item(own, serial)
  await machine.post('/capture', document([event({ epcList: [at('A')], action: 'ADD', bizStep: 'commissioning' })]))
  await machine.post(
    '/capture',
    document([event({ epcList: [at('A'), lot(own, 'L')] }), event({ epcList: [at('B')] })]),
  )
  await machine.put(`/api/products/${gtin(own)}`, { names: { vi: `Hàng của bên kia ${round}` } })
  await machine.post('/api/products', { gtin: gtin(own), names: { vi: 'Hàng' } })
}

/** One of the other's addresses where it has one of this kind, else the kind's with the other's id. */
const addressOf = (path: string, theirs: readonly string[], of: string): string => {
  const stem = path.split('/{')[0] ?? path
  return theirs.find((each) => each.startsWith(`${stem}/`)) ?? path.replace(/\{[^}]+\}/g, of)
}

const tryWith = async ({ method }: Described, address: string, machine: Client, person: TestPerson): Promise<void> => {
  const body = { names: { vi: 'Sửa' }, name: 'x', label: 'x', query: {}, basis: 'x' }
  const sent = method === 'DELETE' ? undefined : body
  if (method === 'DELETE') await machine.delete(address)
  else if (method === 'PUT') await machine.put(address, sent)
  else await machine.post(address, sent)
  await person.send(method, address, sent)
}
