import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Answer, type Client, testApp } from '../../../../../test/app.ts'
import { document, event, gtin, item, lot, type Members } from '../../../../../test/documents.ts'

const app = await testApp()
after(() => app.close())

const mill = await app.party('Nhà máy xay Sông Hậu')
const stranger = await app.party('Công ty Khác')

const send = async (client: Client, ...events: Members[]): Promise<void> => {
  const answer = await client.post('/capture', document(events))
  assert.equal(answer.status, 202, answer.text)
}

const kg = (
  epcClass: string,
  quantity?: number,
  uom: string | undefined = quantity === undefined ? undefined : 'KGM',
) => ({
  epcClass,
  ...(quantity === undefined ? {} : { quantity }),
  ...(uom === undefined ? {} : { uom }),
})
const pieces = (epcClass: string, quantity: number) => ({ epcClass, quantity })

const transformation = (id: string | undefined, inputs: object[], outputs: object[], more: Members = {}): Members => {
  const { epcList: _, action: __, ...base } = event({ type: 'TransformationEvent', bizStep: 'creating_class_instance' })
  return {
    ...base,
    ...(id === undefined ? {} : { transformationID: id }),
    ...(inputs.length > 0 && { inputQuantityList: inputs }),
    ...(outputs.length > 0 && { outputQuantityList: outputs }),
    ...more,
  }
}

type Quantities = { uom?: string; in: number | null; out: number | null; loss: number | null; verdict: string } & {
  unknown: { in: number; out: number }
  reasons: { code: string; message: string }[]
  [figure: string]: unknown
}
type Process = {
  verdict: string
  declaredBy: string
  quantities: Quantities[]
  faults: { fault: string; event: string }[]
}

const processOf = async (client: Client, id: string): Promise<Process> => {
  const answer = await client.get(`/api/balance/process/${encodeURIComponent(id)}`)
  assert.equal(answer.status, 200, answer.text)
  const { processes } = answer.json as { processes: Process[] }
  assert.equal(processes.length, 1)
  return processes[0] as Process
}

/** In, out, loss, verdict, unit and untold statements of the family told first. */
const told = ({ quantities: [first], verdict }: { quantities: Quantities[]; verdict: string }) => [
  first?.in,
  first?.out,
  first?.loss,
  verdict,
  first?.uom,
  (first?.unknown.in ?? 0) + (first?.unknown.out ?? 0),
]

const numbers = (function* () {
  for (let number = 1; ; number += 1) yield number
})()
const next = (): number => numbers.next().value
const fresh = (): string => `urn:uuid:00000000-0000-4000-8000-${String(next()).padStart(12, '0')}`
const paddy = (): string => lot(100, `P${next()}`)
const rice = (): string => lot(200, `R${next()}`)

test('of a process: what went in, what came out, and what that means', async () => {
  const rows: [what: string, inputs: object[], outputs: object[], expected: unknown[]][] = [
    ['all of it', [kg(paddy(), 100)], [kg(rice(), 100)], [100, 100, 0, 'ok', 'KGM', 0]],
    [
      'no fault of binary numbers',
      [kg(paddy(), 0.1), kg(paddy(), 0.2)],
      [kg(rice(), 0.3)],
      [0.3, 0.3, 0, 'ok', 'KGM', 0],
    ],
    ['less', [kg(paddy(), 1000)], [kg(rice(), 650)], [1000, 650, 350, 'loss', 'KGM', 0]],
    ['more', [kg(paddy(), 1000)], [kg(rice(), 1000.001)], [1000, 1000.001, -0.001, 'surplus', 'KGM', 0]],
    ['an untold output', [kg(paddy(), 100)], [kg(rice(), 60), kg(rice())], [100, 60, null, 'unknown', 'KGM', 1]],
    ['an untold input', [kg(paddy(), 100), kg(paddy())], [kg(rice(), 160)], [100, 160, null, 'unknown', 'KGM', 1]],
    ['nothing told', [kg(paddy())], [kg(rice())], [null, null, null, 'unknown', undefined, 2]],
    [
      'more than there was, and more untold',
      [kg(paddy(), 100)],
      [kg(rice(), 120), kg(rice())],
      [100, 120, null, 'surplus', 'KGM', 1],
    ],
    ['tonnes and kilograms', [kg(paddy(), 1, 'TNE')], [kg(rice(), 1000)], [1000, 1000, 0, 'ok', 'KGM', 0]],
    ['pounds', [kg(paddy(), 100, 'LBR')], [kg(rice(), 45.359237)], [45.359237, 45.359237, 0, 'ok', 'KGM', 0]],
    ['litres out of kilograms', [kg(paddy(), 100)], [kg(rice(), 90, 'LTR')], [100, null, null, 'unknown', 'KGM', 1]],
    ['negative', [kg(paddy(), 100)], [kg(rice(), -5)], [100, null, null, 'unknown', 'KGM', 1]],
    ['beyond all measure', [kg(paddy(), 1e308)], [kg(rice(), 100)], [null, 100, null, 'unknown', 'KGM', 1]],
    ['pieces of other things', [pieces(paddy(), 100)], [pieces(rice(), 120)], [100, 120, -20, 'unknown', undefined, 0]],
  ]
  for (const [what, inputs, outputs, expected] of rows) {
    const id = fresh()
    await send(mill, transformation(id, inputs, outputs))
    assert.deepEqual(told(await processOf(mill, id)), expected, what)
  }
})

test('the same lot named twice on one side counts twice, and events of one process are added up', async () => {
  const [id, in1, out1] = [fresh(), paddy(), rice()]
  await send(
    mill,
    transformation(id, [kg(in1, 60), kg(in1, 40)], []),
    transformation(id, [kg(in1, 20)], [kg(out1, 70), kg(out1, 50)]),
  )
  assert.deepEqual(told(await processOf(mill, id)), [120, 120, 0, 'ok', 'KGM', 0])
})

test('inputs alone say nothing of outputs, and the reasons are told in words', async () => {
  const id = fresh()
  await send(mill, transformation(id, [kg(paddy(), 60)], []))
  const answer = await mill.get(`/api/balance/process/${encodeURIComponent(id)}`, { 'accept-language': 'en' })
  const [process] = (answer.json as { processes: Process[] }).processes
  assert.deepEqual([process?.verdict, process?.quantities[0]?.in, process?.quantities[0]?.out], ['unknown', 60, null])
  assert.ok(process?.quantities[0]?.reasons.some(({ message }) => message === 'Nobody told what came out.'))
})

test('a quantity that cannot be counted on is named with its event', async () => {
  const id = fresh()
  const eventID = fresh()
  await send(mill, transformation(id, [kg(paddy(), -1)], [kg(rice(), 1)], { eventID }))
  const { faults } = await processOf(mill, id)
  assert.deepEqual(
    faults.map(({ fault, event }) => [fault, event]),
    [['negative', eventID]],
  )
})

test('a process without an ID is known by its event', async () => {
  const eventID = fresh()
  await send(mill, transformation(undefined, [kg(paddy(), 10)], [kg(rice(), 7)], { eventID }))
  assert.deepEqual(told(await processOf(mill, eventID)), [10, 7, 3, 'loss', 'KGM', 0])
})

test('instances count one each, and weigh what the register says', async () => {
  const put = await mill.put(`/api/products/${gtin(300)}`, {
    names: { vi: 'Gạo túi 5 kg' },
    netContent: { value: 5, unit: 'kg' },
  })
  assert.equal(put.status, 200, put.text)
  const id = fresh()
  const bags = Array.from({ length: 19 }, (_, n) => item(300, `B${n}`))
  await send(mill, transformation(id, [kg(paddy(), 100)], [], { outputEPCList: bags }))
  assert.deepEqual(told(await processOf(mill, id)), [100, 95, 5, 'loss', 'KGM', 0])
})

test("a party's process is seen by itself and the operator, and by nobody else", async () => {
  const id = fresh()
  await send(mill, transformation(id, [kg(paddy(), 10)], [kg(rice(), 10)]))
  assert.equal((await processOf(app.operator, id)).declaredBy, mill.id)
  const path = (name: string) => `/api/balance/process/${encodeURIComponent(name)}`
  const [hidden, none] = [await stranger.get(path(id)), await stranger.get(path(fresh()))]
  const comparable = ({ status, json }: Answer) => {
    const { instance: _, title, ...rest } = json as { instance: string; title: string }
    return { status, ...rest, title: title.replace(/urn:uuid:\S+?(?=,)/, '') }
  }
  assert.equal(hidden.status, 404)
  assert.deepEqual(comparable(hidden), comparable(none))
  assert.equal((await app.anonymous.get(path(id))).status, 401)
})

test('two parties may call their processes the same, and the operator sees both', async () => {
  const id = fresh()
  await send(mill, transformation(id, [kg(paddy(), 10)], [kg(rice(), 10)]))
  await send(stranger, transformation(id, [kg(lot(400, 'A'), 10)], [kg(lot(401, 'B'), 12)]))
  const { processes } = (await app.operator.get(`/api/balance/process/${encodeURIComponent(id)}`)).json as {
    processes: Process[]
  }
  assert.deepEqual(processes.map(({ verdict }) => verdict).sort(), ['ok', 'surplus'])
  assert.equal((await processOf(mill, id)).verdict, 'ok')
})

test('what was taken back counts no more; as at the position before, it does', async () => {
  const [id, eventID] = [fresh(), fresh()]
  const wrong = transformation(id, [kg(paddy(), 10)], [kg(rice(), 100)], { eventID })
  await send(mill, transformation(id, [kg(paddy(), 10)], [kg(rice(), 10)]), wrong)
  const path = `/api/balance/process/${encodeURIComponent(id)}`
  const before = (await mill.get(path)).json as { asOf: number }
  await send(mill, {
    ...wrong,
    errorDeclaration: { declarationTime: '2026-06-01T00:00:00Z', reason: 'did_not_occur' },
  })
  assert.deepEqual(told(await processOf(mill, id)), [10, 10, 0, 'ok', 'KGM', 0])
  const past = (await mill.get(`${path}?asOf=${before.asOf}`)).json as { processes: Process[] }
  assert.equal(past.processes[0]?.verdict, 'surplus')
  assert.equal((await mill.get(`${path}?asOf=999999999`)).status, 400)
  assert.equal((await mill.get(`${path}?asof=1`)).status, 400)
})

const lotOf = async (client: Client, key: string) => {
  const answer = await client.get(`/api/balance/lot${new URL(key).pathname}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.json as { verdict: string; lot: string; quantities: (Quantities & { remaining: object })[] }
}

const observed = (bizStep: string, key: string, quantity: number | undefined, more: Members = {}): Members => {
  const { epcList: _, ...base } = event({ bizStep })
  return { ...base, quantityList: [kg(key, quantity)], ...more }
}
const packing = (action: string, parentID: string, children: object[]): Members => {
  const { epcList: _, ...base } = event({ type: 'AggregationEvent', action, bizStep: 'packing' })
  return { ...base, parentID, childQuantityList: children }
}
const pallet = (n: number): string => `https://id.gs1.org/00/${String(n).padStart(18, '0')}`

test('of a lot: what is put in and taken out within a millisecond', async () => {
  const key = rice()
  const at = (second: string, members: Members): Members => ({ ...members, eventTime: `2026-06-22T09:00:${second}Z` })
  await send(
    mill,
    at('00.000', transformation(fresh(), [kg(paddy(), 150)], [kg(key, 100)])),
    at('01.000', packing('ADD', pallet(86), [kg(key, 60)])),
    at('01.0005', packing('DELETE', pallet(86), [kg(key, 60)])),
  )
  assert.deepEqual((await lotOf(mill, key)).quantities[0]?.remaining, { quantity: 100, packed: 0 })
})

test('of a lot: born, packed, unpacked, used, sold, and what is still there', async () => {
  const key = rice()
  await send(
    mill,
    transformation(fresh(), [kg(paddy(), 150)], [kg(key, 100)]),
    packing('ADD', pallet(17), [kg(key, 60)]),
    packing('DELETE', pallet(17), [kg(key, 20)]),
    observed('retail_selling', key, 30, { action: 'OBSERVE' }),
    transformation(fresh(), [kg(key, 10.1)], [kg(rice(), 10)]),
    observed('destroying', key, 0.2, { action: 'DELETE' }),
  )
  const { quantities, lot: canonical } = await lotOf(mill, key)
  const [first] = quantities
  assert.equal(canonical, new URL(key).pathname)
  assert.deepEqual(
    ['born', 'packed', 'unpacked', 'sold', 'consumed', 'destroyed'].map(
      (name) => (first?.[name] as { quantity: number } | undefined)?.quantity,
    ),
    [100, 60, 20, 30, 10.1, 0.2],
  )
  assert.deepEqual([first?.in, first?.out, first?.loss], [100, 40.3, 0.2])
  assert.deepEqual(first?.remaining, { quantity: 59.7, packed: 40 })
  assert.equal((first?.born as { events: string[] } | undefined)?.events.length, 1)
})

test('what became of the containers of a lot became of it', async () => {
  const [emptied, sold, nested] = [rice(), rice(), rice()]
  const bare = (action: string, parentID: string): Members => {
    const { childQuantityList: _, ...rest } = packing(action, parentID, [])
    return rest
  }
  const nesting = (parentID: string, child: string): Members => ({ ...bare('ADD', parentID), childEPCs: [child] })
  await send(
    mill,
    transformation(fresh(), [kg(paddy(), 300)], [kg(emptied, 100), kg(sold, 100), kg(nested, 100)]),
    packing('ADD', pallet(24), [kg(emptied, 100)]),
    bare('DELETE', pallet(24)),
    transformation(fresh(), [kg(emptied, 100)], [kg(rice(), 100)]),
    packing('ADD', pallet(31), [kg(sold, 60.1)]),
    event({ epcList: [pallet(31)], bizStep: 'retail_selling' }),
    packing('ADD', pallet(48), [kg(nested, 10)]),
    nesting(pallet(55), pallet(48)),
    event({ epcList: [pallet(55)], bizStep: 'destroying', action: 'DELETE' }),
  )
  const figures = async (key: string) => {
    const { quantities, verdict } = await lotOf(mill, key)
    return [quantities[0]?.out, quantities[0]?.loss, quantities[0]?.remaining, verdict]
  }
  assert.deepEqual(await figures(emptied), [100, 0, { quantity: 0, packed: 0 }, 'ok'])
  assert.deepEqual(await figures(sold), [60.1, 0, { quantity: 39.9, packed: 0 }, 'ok'])
  assert.deepEqual(await figures(nested), [10, 10, { quantity: 90, packed: 0 }, 'loss'])
})

test('more in containers than there was is a surplus; what came out of one that nobody filled is none', async () => {
  const [much, returned] = [rice(), rice()]
  await send(
    mill,
    transformation(fresh(), [kg(paddy(), 20)], [kg(much, 10), kg(returned, 10)]),
    packing('ADD', pallet(62), [kg(much, 11)]),
    packing('DELETE', pallet(79), [kg(returned, 50)]),
  )
  assert.equal((await lotOf(mill, much)).verdict, 'surplus')
  assert.equal((await lotOf(mill, returned)).verdict, 'ok')
})

test('more sold of a lot than there was is a surplus; what nobody told is not none', async () => {
  const [much, untold, unborn] = [rice(), rice(), rice()]
  await send(
    mill,
    transformation(fresh(), [kg(paddy(), 10)], [kg(much, 10), kg(untold)]),
    observed('retail_selling', much, 11),
    observed('retail_selling', untold, 11),
    observed('retail_selling', unborn, 11),
  )
  assert.deepEqual(told(await lotOf(mill, much)).slice(0, 4), [10, 11, 0, 'surplus'])
  assert.deepEqual(told(await lotOf(mill, untold)).slice(0, 4), [null, 11, 0, 'unknown'])
  assert.deepEqual(told(await lotOf(mill, unborn)).slice(0, 4), [null, 11, 0, 'unknown'])
})

test('a lot in any spelling is one; unknown and malformed ones are refused in words', async () => {
  const key = rice()
  await send(mill, transformation(fresh(), [kg(paddy(), 10)], [kg(key, 10)]))
  for (const spelling of [encodeURIComponent(key), encodeURIComponent(new URL(key).pathname)])
    assert.equal((await mill.get(`/api/balance/lot/${spelling}`)).status, 200, spelling)
  const rows: [string, number][] = [
    [`/api/balance/lot/01/${gtin(999)}/10/NONE`, 404],
    ['/api/balance/lot/01/09521234543214/10/X', 400],
    ['/api/balance/lot/hello', 400],
    ['/api/balance/lot/%FF', 400],
    ['/api/balance/lot/', 400],
    ['/api/balance/process/', 404],
    ['/api/balance/process/%00', 400],
  ]
  for (const [path, status] of rows) assert.equal((await mill.get(path)).status, status, path)
  assert.equal((await stranger.get(`/api/balance/lot${new URL(key).pathname}`)).status, 404, 'hidden is unknown')
})
