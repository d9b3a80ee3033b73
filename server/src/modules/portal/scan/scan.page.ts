import { formatDay } from '../../../platform/days.ts'
import { type Html, html } from '../../../platform/html.ts'
import type { Words } from '../../../platform/messages.ts'
import { codeForm, pageFrame } from '../pages/frame.page.ts'
import type { LegalItem, ScanImage, ScanStep, ScanView, Statement } from './scan-view.ts'

/** The scan page: what the law asks for first, then the steps, then what none of it proves. */
export function scanPage(words: Words, view: ScanView): string {
  const other = `?lang=${view.language === 'vi' ? 'en' : 'vi'}`
  const first = view.after === undefined
  const name = view.title ?? words(`portal.level.${view.level}`)
  return pageFrame(words, {
    language: view.language,
    title: `${name} – ${words('portal.site')}`,
    otherLanguage: first ? other : `${other}&after=${view.after}`,
    content: html`${view.sample && html`<p class="note sample" role="note">${words('portal.sample')}</p>`}
<h1>${name}</h1>
${codeLine(words, view)}
${!first ? html`<p><a href="/scan${view.code.path}?lang=${view.language}">${words('portal.back')}</a></p>` : summary(words, view)}
${first && view.legal && legalSection(words, view, name)}
${first && certificates(words, view)}
${first && testResults(words, view)}
${timeline(words, view)}
${first && limits(words, view)}
${first && furtherLinks(words, view)}`,
  })
}

const codeLine = (words: Words, { code }: ScanView): Html =>
  html`<p class="soft">${code.elements.map(
    ({ ai, value }, index) => html`${index > 0 && ' · '}${words(`portal.ai.${ai}`)} <span>${value}</span>`,
  )}</p>`

function summary(words: Words, view: ScanView): Html {
  const { state, steps, parties, level } = view
  if (state === 'no-events') {
    const key = level === 'unit' || level === 'lot' ? level : 'other'
    return html`<div class="note"><p><strong>${words('portal.no-events.title')}</strong></p><p>${words(`portal.no-events.${key}`)}</p></div>`
  }
  const key = view.next === undefined ? 'portal.summary' : 'portal.summary-more'
  const doubts = [view.serialUnknown && 'portal.serial-unknown', !view.complete && 'portal.incomplete']
  return html`${doubts.map((doubt) => doubt && html`<p class="note sample">${words(doubt)}</p>`)}<p class="note">${words(key, { steps: steps.length, parties })}</p>`
}

const legalSection = (words: Words, view: ScanView, name: string): Html => html`<section aria-labelledby="legal">
<h2 id="legal">${words('portal.legal.title')}</h2>
<dl>${view.legal?.items.map((item) => legalItem(words, item, name))}</dl>
${view.claim && html`<p class="soft">${words(`portal.claim.${view.claim}`)}</p>`}
<p class="soft">${words('portal.rule-set', { title: words(`rules.set.${view.legal?.ruleSet}`), date: formatDay(view.legal?.validFrom ?? '', view.language) })}</p>
</section>`

function legalItem(words: Words, item: LegalItem, name: string): Html {
  const nothing = item.stated.length === 0 && item.images.length === 0
  return html`<div><dt>${words(`rules.item.${item.id}`)}</dt>
${item.images.map((image) => picture(words, image, name))}${item.stated.map((one) => statement(words, one))}
${nothing && html`<dd class="none">${words(item.ifAny ? 'portal.legal.missing-if-any' : 'portal.legal.missing')}</dd>`}
${item.others.map((one) => html`<dd class="others">${words('portal.legal.other', { by: one.by })} ${one.text}</dd>`)}</div>`
}

const statement = (words: Words, { text, by }: Statement): Html =>
  html`<dd>${text}<span class="by">${words('portal.legal.by', { by })}</span></dd>`

const picture = (words: Words, { src, by }: ScanImage, name: string): Html =>
  html`<dd><img src="${src}" width="320" height="240" loading="lazy" alt="${words('portal.image', { name })}"><span class="by">${words('portal.legal.by', { by })}</span></dd>`

const certificates = (words: Words, { certificates: shown = [], language }: ScanView): Html | false =>
  shown.length > 0 &&
  html`<section aria-labelledby="certificates"><h2 id="certificates">${words('portal.certificates.title')}</h2><dl>${shown.map(
    ({ standard, number, issuer, attested, validTo }) =>
      html`<div><dt>${standard}</dt><dd>${words('portal.certificates.number', { number, date: formatDay(validTo, language) })}<span class="by">${words(attested ? 'portal.certificates.attested' : 'portal.certificates.stated', { issuer })}</span></dd></div>`,
  )}</dl></section>`

const testResults = (words: Words, { testResults: shown = [], language }: ScanView): Html | false =>
  shown.length > 0 &&
  html`<section aria-labelledby="tests"><h2 id="tests">${words('portal.test-results.title')}</h2><dl>${shown.map(
    (
      test,
    ) => html`<div><dt>${test.parameter}</dt><dd>${test.value}${test.limit !== undefined && html` (${words('portal.test-results.limit', { limit: test.limit })})`}${test.conforms !== undefined && html` · <strong>${words(`portal.test-results.${test.conforms ? 'conforms' : 'conforms-not'}`)}</strong>`}
<span class="by">${words('portal.test-results.of', { thing: test.of, date: formatDay(test.testedOn, language) })}</span><span class="by">${words(test.attested ? 'portal.test-results.attested' : 'portal.test-results.stated', { laboratory: test.laboratory })}</span></dd></div>`,
  )}</dl></section>`

function timeline(words: Words, view: ScanView): Html | false {
  if (view.steps.length === 0) return false
  const rest =
    view.next !== undefined &&
    html`<p><a href="/scan${view.code.path}?after=${view.next}&amp;lang=${view.language}" rel="next">${words('portal.next')}</a></p>`
  return html`<section aria-labelledby="steps"><h2 id="steps">${words('portal.steps.title')}</h2>
<p class="soft">${words('portal.steps.order')}</p>
<ol class="steps">${view.steps.map((step) => stepItem(words, step, view))}</ol>${rest}
<p><a href="/story${view.code.path}?lang=${view.language}">${words('portal.story.link')}</a></p></section>`
}

function stepItem(words: Words, step: ScanStep, { language }: ScanView): Html {
  const where = [step.place, step.commune].filter((text) => text !== undefined && text !== '').join(', ')
  return html`<li${step.depth > 0 && html` class="up"`}><b>${step.words}</b><time datetime="${step.date}">${formatDay(step.date, language)}</time>${where !== '' && html` · ${where}`}<span class="by">${words('portal.steps.by', { by: step.declaredBy })}${step.depth > 0 && ` · ${words('portal.steps.depth', { depth: step.depth })}`}</span></li>
`
}

const limits = (words: Words, { level }: ScanView): Html => {
  const own = level === 'product' || level === 'lot' || level === 'unit' ? level : 'other'
  return html`<section aria-labelledby="limits"><h2 id="limits">${words('portal.limits.title')}</h2><ul>
<li>${words('portal.limits.declared')}</li><li>${words(`portal.limits.${own}`)}</li><li>${words('portal.limits.compare')}</li></ul></section>`
}

const furtherLinks = (
  words: Words,
  { code, language }: ScanView,
): Html => html`<p class="soft noprint"><a href="/api/scan${code.path}">${words('portal.as-data')}</a> · <a href="${code.path}?linkType=linkset" rel="nofollow">${words('portal.all-links')}</a></p>
<section class="noprint" aria-label="${words('portal.form.title')}">${codeForm(words, language)}</section>`
