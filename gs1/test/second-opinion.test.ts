import assert from 'node:assert/strict'
import { test } from 'node:test'
import bwipjs from 'bwip-js/node'
import { encodePercent, type Issue, isKey, parseDigitalLink, parseElementString, toDigitalLink } from '../src/index.ts'
import { below, bracketed, breakText, type Random, randomElements, seeded } from './random-codes.ts'

/** Another implementation's word on the same text, and its reason; undefined where it complains of something else. */
const opinion = (bcid: string, text: string): { ok: boolean | undefined; reason: string } => {
  try {
    bwipjs.raw({ bcid, text })
    return { ok: true, reason: '' }
  } catch (error) {
    const reason = String(error)
    return { ok: reason.includes('GS1') ? false : undefined, reason }
  }
}

/** Rules of the official engine that the other implementation does not have. */
const ourRules = new Set<string>([
  'company-prefix-not-digits',
  'company-prefix-too-short',
  'host-character-not-allowed',
  'host-missing',
  'serial-missing',
])

const isKnownDifference = (text: string, issues: readonly Issue[], reason: string): boolean =>
  issues.some(({ code }) => ourRules.has(code)) ||
  text.includes('\\(') ||
  reason.includes('BadHex') ||
  (issues[0]?.code === 'value-too-short' && issues[0].params?.ai === '01') ||
  (text.startsWith('http') && issues[0]?.code === 'character-not-allowed' && /[<>"{}]/.test(text))

const agreeOn = (
  bcid: string,
  texts: readonly string[],
  parse: typeof parseElementString | typeof parseDigitalLink,
) => {
  let agreed = 0
  for (const text of texts) {
    const ours = parse(text)
    const theirs = opinion(bcid, text)
    if (theirs.ok === undefined || isKnownDifference(text, ours.ok ? [] : ours.issues, theirs.reason)) continue
    assert.equal(ours.ok, theirs.ok, `${text}\n${theirs.reason}\n${JSON.stringify(ours)}`)
    agreed += 1
  }
  assert.ok(agreed > texts.length / 2)
}

const randomString = (random: Random): string => {
  const text = bracketed(randomElements(random))
  return random() < 0.5 ? breakText(random, text, '09A(/)%z~ ') : text
}

/** Half of the links are well built; the others put their elements where they fall. */
const randomLink = (random: Random): string => {
  const elements = randomElements(random)
  const built = toDigitalLink(elements)
  const inPath = 1 + below(random, elements.length)
  const ordered = [...elements].sort(([a], [b]) => Number(isKey(b)) - Number(isKey(a)))
  const path = ordered.slice(0, inPath).map(([ai, value]) => `/${ai}/${encodePercent(value)}`)
  const query = ordered.slice(inPath).map(([ai, value]) => `${ai}=${encodePercent(value)}`)
  const loose = `https://id.gs1.org${path.join('')}${query.length > 0 ? `?${query.join('&')}` : ''}`
  const text = built.ok && random() < 0.6 ? built.value : loose
  return random() < 0.5 ? breakText(random, text, '09A(/)%z~?&=+#') : text
}

test('agrees with another implementation on 300 element strings', () => {
  const random = seeded(2026)
  const texts = Array.from({ length: 300 }, () => randomString(random))
  agreeOn('gs1datamatrix', texts, parseElementString)
})

test('agrees with another implementation on 300 Digital Links', () => {
  const random = seeded(1123)
  const texts = Array.from({ length: 300 }, () => randomLink(random))
  agreeOn('gs1dldatamatrix', texts, parseDigitalLink)
})
