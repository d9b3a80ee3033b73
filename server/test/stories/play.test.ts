import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { removeSampleEvents } from '../../src/modules/events/index.ts'
import { operatorActor } from '../../src/modules/identity/index.ts'
import { deleteSampleScans } from '../../src/modules/portal/index.ts'
import { playSample, readStory, removeSample, sampleProductPath, storyNames } from '../../src/sample/index.ts'
import { operatorKey, type TestApp, testApp } from '../app.ts'

const quiet = () => {}

test('a second play changes nothing and says so', async () => {
  const app = await testApp()
  await playSample(app.url, operatorKey, quiet)
  const before = await stateOf(app)
  const { events, products, locations, mandates } = before
  const played = [events.length, products.length, locations.length, mandates.length]
  assert.deepEqual(played, [91, 12, 25, 8])
  const said: string[] = []
  await playSample(app.url, operatorKey, (message) => said.push(message))
  assert.deepEqual(await stateOf(app), before)
  assert.deepEqual(
    said,
    (await storyNames()).map((name) => `sample story ${name}: already there`),
  )
  await app.close()
})

test('a play broken off anywhere ends, when played again, as one that was not', async () => {
  const whole = await testApp()
  await playSample(whole.url, operatorKey, quiet)
  const broken = await testApp()
  for (const requests of [1, 4, 9, 21, 33, 48, 60, 90]) {
    const line = await lineThatBreaks(broken.url, requests)
    await assert.rejects(playSample(line.url, operatorKey, quiet))
    await line.close()
  }
  await playSample(broken.url, operatorKey, quiet)
  assert.deepEqual(withoutIDs(await stateOf(broken)), withoutIDs(await stateOf(whole)))
  await whole.close()
  await broken.close()
})

test('what is removed is gone, and can be played again', async () => {
  const app = await testApp()
  const owned = await app.party('A real enterprise')
  await playSample(app.url, operatorKey, quiet)
  const played = await stateOf(app)
  const steps = [removeSampleEvents, deleteSampleScans]
  const { parties, blobs } = await removeSample({ db: app.db, actor: operatorActor, steps })
  assert.equal(parties, played.parties.length - 2)
  assert.equal(blobs.length, 4)
  const left = await stateOf(app)
  assert.deepEqual(left.events, [])
  assert.deepEqual(left.mandates, [])
  assert.deepEqual(left.products, [])
  assert.deepEqual(left.locations, [])
  assert.ok(left.parties.some(({ id }) => id === owned.id))
  assert.equal((await app.anonymous.get(`/api/scan${sampleProductPath}`)).status, 404)
  await playSample(app.url, operatorKey, quiet)
  assert.deepEqual(withoutIDs(await stateOf(app)), withoutIDs(played))
  await app.close()
})

type State = {
  parties: { id: string; publicName: unknown; liveKeys: number }[]
  products: unknown[]
  locations: unknown[]
  mandates: { basisText: string }[]
  events: string[]
}

/** All that the player makes, as the operator sees it. */
const stateOf = async (app: TestApp): Promise<State> => {
  const parties = await itemsOf<{ id: string; publicName: unknown }>(app, '/api/parties?limit=200')
  const events = await app.operator.get('/events?perPage=1000')
  return {
    parties: await Promise.all(
      parties.map(async ({ id, publicName }) => ({ id, publicName, liveKeys: await liveKeysOf(app, id) })),
    ),
    products: (
      await itemsOf<{ key: string; names: unknown; images: unknown; sample: boolean }>(app, '/api/products?limit=200')
    ).map(({ key, names, images, sample }) => ({ key, names, images, sample })),
    locations: (await itemsOf<{ key: string; names: unknown; sample: boolean }>(app, '/api/locations?limit=200')).map(
      ({ key, names, sample }) => ({ key, names, sample }),
    ),
    mandates: await itemsOf<{ basisText: string }>(app, '/api/mandates'),
    events: [...events.text.matchAll(/"eventID":\s*"([^"]+)"/g)].map(([, id = '']) => id).sort(),
  }
}

const itemsOf = async <T>(app: TestApp, path: string): Promise<T[]> =>
  ((await app.operator.get(path)).json as { items: T[] }).items

const liveKeysOf = async (app: TestApp, partyID: string): Promise<number> => {
  const keys = await itemsOf<{ label: string; revokedAt: string | null }>(app, `/api/parties/${partyID}/keys`)
  return keys.filter(({ label, revokedAt }) => label === 'sample player' && revokedAt === null).length
}

/** Two plays give their parties other ids; all else is the same. */
const withoutIDs = ({ parties, mandates, ...rest }: State) => ({
  ...rest,
  parties: parties.map(({ publicName, liveKeys }) => ({ name: JSON.stringify(publicName), liveKeys })).sort(byText),
  mandates: mandates.map(({ basisText }) => basisText).sort(),
})

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)

/** A door to the server that lets so many requests through and then hangs up in the middle of the next. */
const lineThatBreaks = async (target: string, requests: number) => {
  let left = requests
  const server = createServer((incoming, outgoing) => {
    left -= 1
    const { method, headers, url = '/' } = incoming
    const onward = request(new URL(url, target), { method, headers }, (answer) => {
      // The deed is done; its answer is lost.
      if (left < 0) return incoming.socket.destroy()
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

test('no two stories share a number', async () => {
  const owners = new Map<string, string>()
  for (const name of await storyNames()) {
    const { parties, products, locations } = await readStory(name)
    const prefixes = parties.flatMap(({ says }) =>
      (says.identifiers as { scheme: string; value: string }[])
        .filter(({ scheme }) => scheme === 'gs1-company-prefix')
        .map(({ value }) => value),
    )
    for (const number of [...prefixes, ...products.map(({ gtin }) => gtin), ...locations.map(({ key }) => key)]) {
      assert.ok(!owners.has(number), `${number}: ${name} and ${owners.get(number)}`)
      owners.set(number, name)
    }
    for (const prefix of prefixes) assert.match(prefix, /^952\d{4}$/)
    for (const { gtin } of products)
      assert.ok(
        prefixes.some((prefix) => gtin.slice(1).startsWith(prefix)),
        gtin,
      )
  }
})
