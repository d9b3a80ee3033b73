import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { playSample, storyNames } from '../../src/sample/index.ts'
import { operatorKey, type TestApp, testApp } from '../app.ts'
import { assertAccessible, assertReadable, launchBrowser, type OpenPage, openPhonePage } from '../browser.ts'
import { expectedOf } from '../stories/tell.ts'

let app: TestApp
let browser: Browser
/** Paths of the codes that the sample stories tell of. */
const codes: string[] = []

before(async () => {
  app = await testApp()
  await playSample(app.url, operatorKey, () => {})
  for (const story of await storyNames())
    for (const { code } of await expectedOf(story)) codes.push(new URL(code, 'https://id.gs1.org').pathname)
  browser = await launchBrowser()
})
after(async () => {
  await browser?.close()
  await app?.close()
})

const openPage = (path: string): Promise<OpenPage> =>
  openPhonePage(browser, app.url + path, { javaScriptEnabled: true })

test('each sample code has a full story, linked from its scan page, marked as sample', async () => {
  assert.ok(codes.length >= 4)
  for (const code of codes) {
    const scan = await app.anonymous.get(`/scan${code}?lang=vi`)
    assert.ok(scan.text.includes(`href="/story${code}?lang=vi"`), code)
    const story = await app.anonymous.get(`/story${code}?lang=vi`)
    assert.equal(story.status, 200, code)
    for (const shown of ['Dữ liệu mẫu', '<svg', 'Sơ đồ bằng lời'])
      assert.ok(story.text.includes(shown), `${shown} ${code}`)
    const packed = await app.anonymous.get(`/story${code}`, { 'accept-encoding': 'gzip' })
    assert.equal(packed.headers.get('x-content-type-options'), 'nosniff')
    assert.match(packed.headers.get('content-security-policy') ?? '', /^default-src 'none'/)
  }
})

test('at 360 pixels nothing scrolls sideways, text is large enough, and axe finds nothing', async () => {
  for (const [index, code] of codes.entries()) {
    const path = `/story${code}?lang=${index % 2 === 0 ? 'vi' : 'en'}`
    const { page, faults, close } = await openPage(path)
    await assertReadable(page, path)
    await assertAccessible(page, path)
    assert.deepEqual(faults, [], path)
    await close()
  }
})

test('no text of the drawings runs out of its picture', async () => {
  for (const code of codes) {
    const { page, close } = await openPage(`/story${code}`)
    const outside = await page.evaluate<string[]>(`[...document.querySelectorAll('figure svg')].flatMap((svg) => {
      const room = svg.getBoundingClientRect()
      return [...svg.querySelectorAll('text')].filter((text) => {
        const box = text.getBoundingClientRect()
        return box.width > 0 && (box.right > room.right + 1 || box.left < room.left - 1)
      }).map((text) => text.textContent)
    })`)
    assert.deepEqual(outside, [], code)
    await close()
  }
})

test('of a story’s places the public learns communes, and of the operator’s map the places themselves', async () => {
  const { locations } = JSON.parse(
    await readFile(new URL('../../../examples/mangosteen/locations.json', import.meta.url), 'utf8'),
  ) as { locations: { says: { coordinates?: { latitude: number; longitude: number }; names: { vi: string } } }[] }
  for (const code of codes) {
    const { text } = await app.anonymous.get(`/story${code}`)
    for (const { says } of locations) {
      if (says.coordinates) assert.ok(!text.includes(String(says.coordinates.latitude)), code)
      assert.ok(!text.includes(`>${says.names.vi}<`), says.names.vi)
    }
  }
  const maps = await Promise.all(
    codes.map(async (code) => (await app.operator.get(`/api/trace-picture${code}?form=map&lang=vi`)).text),
  )
  for (const { says } of locations.filter((location) => location.says.coordinates))
    assert.ok(
      maps.some((map) => map.includes(says.names.vi)),
      says.names.vi,
    )
})

test('an unknown code has no story, a broken one an explanation, and neither an error of ours', async () => {
  assert.equal((await app.anonymous.get('/story/01/09506000134352/10/NONE')).status, 404)
  assert.equal((await app.anonymous.get('/story/01/09521234543214')).status, 400)
  const odd = await app.anonymous.get(`/story${codes[0]}?expand=x,%00,${'a'.repeat(300)}&lang=zz`)
  assert.equal(odd.status, 200)
})

test('the API draws what its caller may see, and nobody else’s', async () => {
  const stranger = await app.party('Stranger')
  for (const code of codes)
    for (const form of ['chain', 'map']) {
      const path = `/api/trace-picture${code}?form=${form}&direction=both&lang=en`
      const drawn = await app.operator.get(path)
      assert.equal(drawn.status, 200, drawn.text)
      assert.equal(drawn.headers.get('content-type'), 'image/svg+xml; charset=utf-8')
      assert.match(drawn.headers.get('content-security-policy') ?? '', /^default-src 'none'/)
      assert.equal(drawn.headers.get('x-content-type-options'), 'nosniff')
      assert.ok(drawn.text.startsWith('<svg') && drawn.text.length < 200_000)
      assert.equal((await stranger.get(path)).status, 404)
      assert.equal((await app.anonymous.get(path)).status, 401)
    }
})

test('a parameter that is none is refused by name', async () => {
  for (const query of [
    'form=pie',
    'orientation=up',
    'lang=fr',
    'form=map&form=map',
    'direction=sideways',
    'depth=x',
    'colour=red',
  ]) {
    const answer = await app.operator.get(`/api/trace-picture${codes[0]}?${query}`)
    assert.equal(answer.status, 400, query)
    assert.ok(answer.text.includes(`"${query.split('=')[0]}"`), answer.text)
  }
})
