import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Answer, type TestParty, testApp } from '../../../../../test/app.ts'
import { gtinOf } from '../../../../../test/gtins.ts'

const app = await testApp()
after(() => app.close())

const certifier = async (name: string): Promise<TestParty> => {
  const party = await app.party(name)
  await app.operator.post(`/api/parties/${party.id}/roles`, { role: 'certifier' })
  return party
}
const body = await certifier('Tổ chức chứng nhận')
const other = await certifier('Tổ chức khác')
const grower = await app.party('Hợp tác xã')
const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
const period = { validFrom: day(-30), validTo: day(300) }

type Certificate = { id: string; state: string; standard: string; issuerCard?: object }
const state = async (more: object = {}): Promise<Certificate & Answer> => {
  const answer = await grower.post('/api/certificates', {
    standard: 'VietGAP',
    number: 'VG-1',
    issuer: body.id,
    ...period,
    ...more,
  })
  return { ...answer, ...(answer.json as Certificate) }
}
const listed = async (query: string): Promise<string[]> =>
  ((await app.anonymous.get(`/api/certificates?${query}`)).json as { items: Certificate[] }).items.map(
    (each) => each.state,
  )
const scan = async (path: string) =>
  (await app.anonymous.get(`/scan${path}`, { accept: 'text/html', 'accept-language': 'en' })).text

await grower.put(`/api/products/${gtinOf(1)}`, { names: { vi: 'Măng cụt' } })
await grower.put(`/api/products/${gtinOf(2)}`, { names: { vi: 'Bưởi' } })

test("a certificate is its holder's word until its issuer attests it, and stops showing when it is revoked", async () => {
  const made = await state({ products: [gtinOf(1)] })
  assert.deepEqual([made.status, made.state], [201, 'stated'])
  const page = `/01/0${gtinOf(1)}`
  assert.match(await scan(page), /VietGAP[\s\S]*stated by the holder/i)
  assert.doesNotMatch(await scan(`/01/0${gtinOf(2)}`), /VietGAP/, 'not for another product')
  assert.equal((await other.post(`/api/certificates/${made.id}/attest`)).status, 404, 'not its issuer')
  assert.equal((await grower.post(`/api/certificates/${made.id}/attest`)).status, 403, 'the holder cannot attest')
  assert.equal(
    (await app.operator.post(`/api/certificates/${made.id}/attest`)).status,
    404,
    'nor the operator in its place',
  )
  assert.equal((await body.post(`/api/certificates/${made.id}/attest`)).status, 200)
  assert.match(await scan(page), /attested by[\s\S]*Tổ chức chứng nhận/i)
  assert.deepEqual(await listed(`product=${gtinOf(1)}`), ['attested'])
  assert.equal((await body.post(`/api/certificates/${made.id}/revoke`, { reason: 'dư lượng' })).status, 200)
  assert.doesNotMatch(await scan(page), /VietGAP/)
  assert.deepEqual(await listed(`product=${gtinOf(1)}`), [])
  assert.equal((await app.anonymous.get(`/api/certificates/${made.id}`)).status, 404)
  const own = (await grower.get(`/api/certificates/${made.id}`)).json as { state: string; reason: string }
  assert.deepEqual([own.state, own.reason], ['revoked', 'dư lượng'], 'history stays')
  assert.equal((await body.post(`/api/certificates/${made.id}/attest`)).status, 409, 'revoked for good')
})

test('outside its days, its products and its places a claim does not show', async () => {
  await state({ number: 'old', validFrom: day(-400), validTo: day(-1), products: [gtinOf(2)] })
  await state({ number: 'next', validFrom: day(30), validTo: day(400), products: [gtinOf(2)] })
  await state({ number: 'plot', products: [gtinOf(2)], locations: ['9506000134352'] })
  assert.doesNotMatch(await scan(`/01/0${gtinOf(2)}`), /VietGAP/)
  const mine = (await grower.get(`/api/certificates?holder=${grower.id}&product=${gtinOf(2)}`)).json as {
    items: Certificate[]
  }
  assert.deepEqual(mine.items.map((each) => each.state).sort(), ['expired', 'not-yet', 'stated'])
  await state({ standard: 'TCVN 11892-1:2017', number: 'all' })
  assert.match(await scan(`/01/0${gtinOf(2)}`), /TCVN 11892-1:2017/, 'one without products is for all of its holder')
})

test('however many plots are certified one by one, the page of what was at one of them shows its certificate', async () => {
  await grower.put(`/api/products/${gtinOf(6)}`, { names: { vi: 'Sầu riêng' } })
  const plot = (number: number) => `9506000134352/254/T-${number}`
  for (let each = 1; each <= 55; each++)
    await state({ standard: 'VietGAP', number: `PLOT-${each}.`, products: [gtinOf(6)], locations: [plot(each)] })
  const met = {
    ...{ type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning', eventTimeZoneOffset: '+07:00' },
    ...{ eventTime: new Date(Date.now() - 3_600_000).toISOString() },
    epcList: [`https://id.gs1.org/01/0${gtinOf(6)}/21/S1`],
    bizLocation: { id: `https://id.gs1.org/414/${plot(55)}` },
    '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  }
  const told = await grower.post('/events', met)
  assert.equal(told.status, 201, told.text)
  const page = await scan(`/01/0${gtinOf(6)}/21/S1`)
  assert.match(page, /PLOT-55\./)
  assert.doesNotMatch(page, /PLOT-(?!55)/)
})

test('nobody certifies itself, another’s products, or with a paper that it does not hold', async () => {
  await other.put(`/api/products/${gtinOf(9)}`, { names: { vi: 'Khác' } })
  for (const [wrong, status] of [
    [{ issuer: grower.id }, 422],
    [{ issuer: undefined }, 422],
    [{ issuer: '01890000-0000-7000-8000-000000000000' }, 404],
    [{ products: [gtinOf(9)] }, 409],
    [{ products: ['9506000134353'] }, 422],
    [{ file: 'f'.repeat(64) }, 422],
    [{ validFrom: day(1), validTo: day(0) }, 422],
    [{ standard: ' ' }, 400],
  ] as const)
    assert.equal((await state(wrong)).status, status, JSON.stringify(wrong))
})

test('a test result shows on the page of what was tested, with who tested it and when, until it is revoked', async () => {
  const tested = async (key: string, more: object = {}): Promise<string> => {
    const made = await grower.post('/api/test-results', {
      ...{
        key: `/01/0${key}`,
        parameter: 'Salmonella',
        value: 'không phát hiện',
        testedOn: day(-3),
        laboratory: body.id,
      },
      ...more,
    })
    assert.equal(made.status, 201, made.text)
    return (made.json as { id: string }).id
  }
  const lot = await tested(`${gtinOf(1)}/10/L7`, { conforms: true, limit: '0', unit: 'CFU/25 g' })
  await tested(gtinOf(1), { parameter: 'Chì', value: '0.02', laboratory: undefined, laboratoryName: 'Phòng A <b>' })
  const page = `/01/0${gtinOf(1)}`
  assert.match(
    await scan(page),
    /Chì[\s\S]*0\.02[\s\S]*This product, tested on[\s\S]*not attested[\s\S]*Phòng A &lt;b&gt;/,
  )
  assert.doesNotMatch(await scan(page), /Salmonella/, 'a lot’s result is not the product’s')
  assert.doesNotMatch(await scan(`${page}/10/L8`), /Salmonella/, 'nor another lot’s')
  assert.match(await scan(`${page}/10/L7`), /Salmonella[\s\S]*Conforms[\s\S]*Lot L7, tested on[\s\S]*not attested/)
  assert.match(await scan(`${page}/10/L7/21/S1`), /Salmonella/, 'an item of the lot')
  await body.post(`/api/test-results/${lot}/attest`)
  assert.match(await scan(`${page}/10/L7`), /Salmonella[\s\S]*Attested by Tổ chức chứng nhận/)
  await body.post(`/api/test-results/${lot}/revoke`, { reason: 'nhầm mẫu' })
  assert.doesNotMatch(await scan(`${page}/10/L7`), /Salmonella/)
  assert.match(await scan(`${page}/10/L7`), /Chì/, 'the product’s stays')
})

test('a certificate that ends soon or has ended is on its holder’s list, as a reminder and no law’s duty', async () => {
  const holder = await app.party('HTX Nhắc')
  const say = async (number: string, more: object): Promise<string> =>
    (
      (
        await holder.post('/api/certificates', {
          ...{ standard: 'VietGAP', number, issuer: body.id, validFrom: day(-300), validTo: day(200) },
          ...more,
        })
      ).json as { id: string }
    ).id
  const soon = await say('soon', { standard: 'GlobalG.A.P.', validTo: day(30) })
  const ended = await say('ended', { standard: 'HACCP', validTo: day(-10) })
  const renewed = await say('renewed', { validTo: day(-20) })
  await say('next', {})
  await say('long ago', { standard: 'ISO 22000', validFrom: day(-900), validTo: day(-500) })
  type Owed = { rule: string; force: string; state: string; by: string; subject: { key: string }; basis: object[] }
  const owed = async () =>
    ((await holder.get('/api/obligations')).json as { items: Owed[] }).items
      .filter(({ rule }) => rule === 'certificate-ends')
      .map(({ force, state, by, subject, basis }) => [subject.key, force, state, by, basis.length])
  assert.deepEqual(await owed(), [
    [ended, 'reminder', 'overdue', day(-10), 0],
    [soon, 'reminder', 'due', day(30), 0],
    [renewed, 'reminder', 'done', day(-20), 0],
  ])
  const list = (await holder.get('/to-do?lang=en', { accept: 'text/html' })).text
  assert.match(list, /HACCP ended[\s\S]*no law asks for it/)
  await holder.delete(`/api/certificates/${ended}`)
  await body.post(`/api/certificates/${soon}/revoke`, { reason: 'mẫu' })
  assert.deepEqual(
    (await owed()).map(([key]) => key),
    [renewed],
  )
})

test('a test result stands as stated, then as the laboratory attests it; others neither see nor attest it', async () => {
  const key = `https://id.gs1.org/01/0${gtinOf(1)}/10/L1`
  const result = {
    key,
    parameter: 'Chlorpyrifos',
    value: '0.01',
    unit: 'mg/kg',
    limit: '0.05',
    method: 'TCVN 8319:2010',
    sample: 'M1',
    testedOn: day(-3),
    conforms: true,
    laboratory: body.id,
  }
  const made = await grower.post('/api/test-results', result)
  assert.equal(made.status, 201, made.text)
  const { id } = made.json as { id: string }
  assert.equal((await other.get(`/api/test-results/${id}`)).status, 404)
  assert.equal((await other.post(`/api/test-results/${id}/attest`)).status, 404)
  assert.equal(((await body.post(`/api/test-results/${id}/attest`)).json as Certificate).state, 'attested')
  assert.equal((await grower.delete(`/api/test-results/${id}`)).status, 204)
  assert.equal(((await body.get(`/api/test-results/${id}`)).json as Certificate).state, 'withdrawn')
  assert.equal((await grower.post('/api/test-results', { ...result, testedOn: day(3) })).status, 422)
  assert.equal((await other.post('/api/test-results', result)).status, 409, 'of another’s goods')
})
