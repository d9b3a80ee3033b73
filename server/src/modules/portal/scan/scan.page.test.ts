import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { material, step, wordsOf } from '../../../../test/scan-material.ts'
import { escapeHtml, html } from '../../../platform/html.ts'
import { pagePolicy, styles } from '../pages/styles.ts'
import { projectScan, type ScanMaterial } from './project-scan.ts'
import { scanPage } from './scan.page.ts'

const pageOf = (more: Partial<ScanMaterial> = {}, path?: string) => {
  const made = material(path, more)
  return scanPage(made.words, projectScan(made))
}

test('the legal items come before the steps, the limits after them', () => {
  const page = pageOf()
  const places = ['id="legal"', 'id="steps"', 'id="limits"'].map((mark) => page.indexOf(mark))
  assert.ok(places.every((place, index) => place > (places[index - 1] ?? 0)))
})

test('missing items are shown as missing', () => {
  const made = material(undefined, { product: undefined })
  const page = scanPage(made.words, projectScan(made))
  assert.equal(page.split('class="none"').length - 1, 6)
})

test('pages know no script, no genuine and no fake', () => {
  for (const language of ['vi', 'en'] as const) {
    const page = pageOf({ language, words: wordsOf(language) }).toLowerCase()
    for (const word of [
      '<script',
      'javascript:',
      'onclick',
      'hàng thật',
      'hàng giả',
      'chính hãng',
      'genuine',
      'fake',
      'authentic',
    ]) {
      assert.ok(!page.includes(word), word)
    }
    assert.ok(page.includes(`<html lang="${language}">`))
  }
})

test('every sentence of the pages is in the catalogue', () => {
  for (const language of ['vi', 'en'] as const) {
    assert.doesNotMatch(pageOf({ language, words: wordsOf(language) }), /(portal|cbv)\.[a-z]/)
  }
})

test('the first page of a long lot stays below 14 KB compressed', () => {
  const steps = Array.from({ length: 40 }, (_, index) =>
    step({
      eventTime: new Date(Date.UTC(2026, 0, 1) + index * 86_461_000).toISOString(),
      bizStep: ['shipping', 'receiving', 'packing', 'storing', 'inspecting'][index % 5] ?? 'other',
      depth: index % 4,
      place: '/414/9521234000006',
    }),
  )
  const page = pageOf({ story: { known: true, complete: true, steps, next: '2026-02-01 00:00:00+00~x' } })
  assert.match(page, /rel="next"/)
  assert.ok(gzipSync(page).length < 14_000)
  assert.ok(brotliCompressSync(page).length < 14_000)
})

test('a page that goes on has the further steps and the way back, not the whole again', () => {
  const page = pageOf({ after: 'x' })
  assert.ok(!page.includes('id="legal"'))
  assert.match(page, /Về đầu trang/)
})

test('sample data says so on the page', () => {
  const made = material()
  const product = { ...(made.product ?? assert.fail()), sample: true }
  assert.match(pageOf({ product }), /Dữ liệu mẫu/)
  assert.doesNotMatch(pageOf(), /Dữ liệu mẫu/)
})

test('a serial that nobody issued says so above its lot’s steps', () => {
  assert.match(pageOf({ serialUnknown: true }, '/01/09521234543213/10/L1/21/X'), /chưa từng được phát hành/)
})

test('text can never become markup', () => {
  const evil = '"><script>alert(1)</script>'
  const made = material()
  const page = pageOf({ product: { ...(made.product ?? assert.fail()), names: { vi: evil }, brand: { vi: evil } } })
  assert.ok(!page.includes('<script'))
  fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(escapeHtml(text))))
  assert.equal(html`<p>${['a', html`<b>${'&'}</b>`]}${undefined}${false}${0}</p>`.markup, '<p>a<b>&amp;</b>0</p>')
})

test('the policy lets the page’s own styles through and nothing else run', () => {
  assert.ok(pageOf().includes(`<style>${styles}</style>`))
  assert.match(pagePolicy, /^default-src 'none'; style-src 'sha256-[\w+/=]+';/)
  assert.ok(!pagePolicy.includes('unsafe'))
})
