import { generateKeyPairSync } from 'node:crypto'
import { operatorKey } from '../bench/ground.ts'
import { taxCode } from '../bench/import-sheets.ts'
import type { Random } from '../bench/random.ts'
import { newCaseNumber } from '../server/src/platform/numbers/index.ts'
import { type Answer, type Client, chiefKeyOf, clientOf } from '../server/test/app.ts'
import { gtinOf, itemOf, prefixes } from './goods.ts'
import { strangers, type Values } from './probe.ts'
import { range, type World } from './world.ts'

/** How many of each kind the holder has. */
const many = 20
const days = { validFrom: '2026-01-01', validTo: '2099-12-31' }

const kinds = [
  'capture',
  'mandate',
  'share',
  'file',
  'import',
  'series',
  'lease',
  'system',
  'connection',
  'query',
  'subscription',
  'key',
  'client',
  'signer',
  'membership',
  'result',
] as const
type Kind = (typeof kinds)[number]

/** What the holder keeps to itself, by how it is addressed; beside it what nobody has. */
export type Things = Readonly<Record<Kind, Values>>

/** The holder makes some of everything. */
export const makeThings = async ({ url, holder, partner }: World, random: Random): Promise<Things> => {
  const own = clientOf(url, holder.key)
  const all = <T>(make: (number: number) => Promise<T>): Promise<T[]> => inTurn(range(0, many), make)
  const post = (path: string, body: unknown, headers?: Record<string, string>) =>
    own.post(path, body, headers).then(created(path))
  const client = (more: object) =>
    post(`/api/parties/${holder.id}/clients`, { label: 'máy', ...more }).then(({ clientID }) => clientID ?? '')
  const products = await all((n) =>
    own.put(`/api/products/${gtinOf(prefixes.holder, 10 + n)}`, { names: { vi: 'Hàng' } }),
  )
  if (products.some(({ status }) => status !== 200)) throw new Error('the holder describes no products')
  const system = await post('/api/systems', {
    names: { vi: 'Hệ thống' },
    standards: ['TCVN 12850:2019'],
    sharingModel: 'one-step',
  })
  const act = { purpose: 'act', holder: partner.id, scopes: ['events.query'], basisText: 'Hợp đồng' }
  const stream = { dest: 'http://127.0.0.1:9/', signatureToken: 'token-of-the-timing', stream: true }
  const series = await all((n) =>
    post('/api/number-series', { kind: 'lot', gtin: gtinOf(prefixes.holder, 10 + n) }).then(idIn),
  )
  const ids: Record<Kind, string[]> = {
    capture: (await jobsOf(own)).slice(0, many),
    mandate: await all(() => post('/api/mandates', act).then(idIn)),
    share: await all((n) =>
      post('/api/shares', { partner: partner.id, key: itemOf(prefixes.holder, 1000 + n), ...days }).then(idIn),
    ),
    file: await all((n) =>
      post('/api/files', `%PDF-1.4\n% ${n}\n%%EOF\n`, { 'content-type': 'application/pdf' }).then(
        ({ hash }) => hash ?? '',
      ),
    ),
    import: await all((n) =>
      post('/api/imports?target=products', `gtin,names\n${gtinOf(prefixes.holder, 10 + n)},Hàng\n`, {
        'content-type': 'text/csv',
      }).then(idIn),
    ),
    series,
    lease: await inTurn(series, (id) =>
      post(`/api/number-series/${id}/leases`, { count: 1 }).then((lease) => `${id}${ofSeries}${idIn(lease)}`),
    ),
    system: [idIn(system)],
    connection: await all((n) => {
      const product = `/01/${gtinOf(prefixes.holder, 10 + n)}`
      return post('/api/connections', { system: idIn(system), target: 'traceability-portal', ...days, product }).then(
        idIn,
      )
    }),
    query: await all(async (n) => {
      await post('/queries', { name: `hidden-${100 + n}`, query: { EQ_bizStep: ['shipping'] } })
      return `hidden-${100 + n}`
    }),
    subscription: await all((n) =>
      post(`/queries/hidden-${100 + n}/subscriptions`, stream).then(({ subscriptionID }) => subscriptionID ?? ''),
    ),
    key: await all(() => post(`/api/parties/${holder.id}/keys`, { label: 'máy' }).then(idIn)),
    client: await all(() => client({})),
    signer: await all(() => client({ publicKeys: { keys: [publicKey] } })),
    membership: [await membershipOf(url, holder.id)],
    result: await all((n) => post('/api/test-results', resultOf(n)).then(idIn)),
  }
  const both = (kind: Kind): Values => ({ hidden: ids[kind], none: noneLike(kind, ids[kind], random) })
  return Object.fromEntries(kinds.map((kind) => [kind, both(kind)])) as Record<Kind, Values>
}

const publicKey = { ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), alg: 'EdDSA' }

const resultOf = (n: number): object => ({
  key: itemOf(prefixes.holder, 1000 + n),
  parameter: 'Chlorpyrifos',
  value: '0.01',
  unit: 'mg/kg',
  testedOn: '2026-01-02',
  conforms: true,
  laboratoryName: 'Phòng thử nghiệm',
})

/** The holder is said to belong to a group, and has not confirmed it. */
const membershipOf = async (url: string, member: string): Promise<string> => {
  const operator = clientOf(url, operatorKey)
  const party = { kind: 'association', names: { vi: 'Hiệp hội mẫu' } }
  const group = idIn(created('/api/parties')(await operator.post('/api/parties', party)))
  return idIn(created('/api/memberships')(await operator.post('/api/memberships', { group, member, basis: 'Sổ' })))
}

/** Documents that the holder keeps to itself, each for one pair, and as many that nobody has. */
export const makeUploads = async ({ url, holder }: World, count: number): Promise<Values> => {
  const own = clientOf(url, holder.key)
  const documents = (word: string) => range(0, count).map((n) => `%PDF-1.4\n% ${word} ${n}\n%%EOF\n`)
  const hidden = documents('hidden')
  for (const document of hidden)
    await own.post('/api/files', document, { 'content-type': 'application/pdf' }).then(created('/api/files'))
  return { hidden, none: documents('nobody') }
}

/** A lease is addressed below its series, and nobody has either. */
const ofSeries = '/leases/'

const noneLike = (kind: Kind, ids: readonly string[], random: Random): string[] => {
  if (kind === 'query') return ids.map((name) => name.replace('hidden', 'nobody'))
  if (kind === 'lease') return ids.map((path) => strangers(path.split(ofSeries), random).join(ofSeries))
  return strangers(ids, random)
}

/** Whom another agency could look into: its cases, and applications beyond one's reach. */
export type Offices = { official: string; caseNumber: Values; application: Values; taxCode: Values }

export const makeOffices = async ({ url }: World): Promise<Offices> => {
  const operator = clientOf(url, operatorKey)
  const [near, far] = [await office(operator, '25966'), await office(operator, '25942')]
  const agency = clientOf(url, near)
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  const openCase = { subject: 'Vụ việc', delay: { until, reason: 'Đang kiểm tra' } }
  const cases = await inTurn(range(0, many), () => agency.post('/api/cases', openCase).then(created('/api/cases')))
  const known = taxCodes(1000)
  await inTurn(known, (value) => {
    const identifiers = [{ scheme: 'tax-code', value }]
    const body = { kind: 'enterprise', names: { vi: `Công ty ${value}` }, identifiers }
    return operator.post('/api/parties', body).then(created('/api/parties'))
  })
  const applications = await inTurn(taxCodes(2000), (code) =>
    clientOf(url).post('/api/applications', applicationOf(code)).then(created('/api/applications')),
  )
  const numbers = () => range(0, many).map(newCaseNumber)
  return {
    official: far,
    caseNumber: { hidden: cases.map(({ number }) => number ?? ''), none: numbers() },
    application: { hidden: applications.map(({ number }) => number ?? ''), none: numbers() },
    taxCode: { hidden: known, none: taxCodes(3000) },
  }
}

const office = async (operator: Client, unit: string): Promise<string> => {
  const party = { kind: 'agency', names: { vi: `UBND ${unit}` } }
  const id = idIn(created('/api/parties')(await operator.post('/api/parties', party)))
  await operator.post(`/api/parties/${id}/roles`, { role: 'commune', units: [unit] }).then(created('roles'))
  return chiefKeyOf(operator, id)
}

/** An application as an organisation of one commune sends it. */
export const applicationOf = (taxCode: string): object => ({
  kind: 'enterprise',
  names: { vi: 'Công ty Mẫu' },
  taxCode,
  address: { text: '12 đường mẫu', unitCode: '25966' },
  contact: { name: 'Trần Thị Mẫu', email: 'mau@example.vn', phone: '0274 388 4321' },
})

const taxCodes = (from: number): string[] => range(from, from + many).map(taxCode)

type Made = Partial<Record<'id' | 'hash' | 'number' | 'subscriptionID' | 'clientID', string>>

const idIn = ({ id }: Made): string => id ?? ''

const created =
  (what: string) =>
  ({ status, text, json }: Answer): Made => {
    if (status >= 300) throw new Error(`${what}: ${status} ${text.slice(0, 500)}`)
    return (json ?? {}) as Made
  }

/** The holder's captures. */
const jobsOf = async (own: Client): Promise<string[]> => {
  const { json, status, text } = await own.get('/capture?perPage=100')
  if (status !== 200) throw new Error(`/capture: ${status} ${text}`)
  return (json as { captureID: string }[]).map(({ captureID }) => captureID)
}

const inTurn = async <A, T>(each: readonly A[], make: (value: A) => Promise<T>): Promise<T[]> => {
  const made: T[] = []
  for (const value of each) made.push(await make(value))
  return made
}
