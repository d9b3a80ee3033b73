import { type Html, html, trusted } from '../../../platform/html.ts'
import type { Language, Words } from '../../../platform/messages.ts'
import { qrSvg } from '../../../platform/page/qr.ts'
import { codeForm, pageFrame } from '../pages/frame.page.ts'

/** What the status page shows; counts leave sample data out. `sampleProduct`: a Digital Link of the samples, where there are any. */
export type StatusView = {
  language: Language
  healthy: boolean
  counts: { events?: number; products?: number; parties?: number; lots?: number }
  sampleProduct?: string
  /** The same as a phone on the local network reaches it. */
  phoneLink?: string
  /** Lines of the host's own to show beside, already in the page's language. */
  notes?: string[]
}

/** The page at `/` for a browser: is it up, what does it hold, where to go on. */
export function statusPage(words: Words, view: StatusView): string {
  const { language, counts, sampleProduct } = view
  const figures = (['events', 'products', 'lots', 'parties'] as const).filter((name) => counts[name] !== undefined)
  return pageFrame(words, {
    language,
    title: words('portal.status.title'),
    otherLanguage: `/?lang=${language === 'vi' ? 'en' : 'vi'}`,
    index: true,
    content: html`<h1>${words('portal.status.title')}</h1>
<p class="note${!view.healthy && ' sample'}" role="status">${words(view.healthy ? 'portal.status.up' : 'portal.status.down')}</p>
${view.notes?.map((note) => html`<p>${note}</p>`)}
${figures.length > 0 && html`<section aria-labelledby="figures"><h2 id="figures">${words('portal.status.counts')}</h2><dl>${figures.map((name) => html`<div><dt>${words(`portal.status.${name}`)}</dt><dd>${(counts[name] ?? 0).toLocaleString(language === 'vi' ? 'vi-VN' : 'en')}</dd></div>`)}</dl></section>`}
<section aria-label="${words('portal.status.scan')}">${codeForm(words, language)}</section>
<section aria-labelledby="on"><h2 id="on">${words('portal.status.links')}</h2><ul>
${sampleProduct !== undefined && html`<li><a href="${sampleProduct}">${words('portal.status.sample')}</a></li>`}
<li><a href="/sign-in">${words('portal.status.sign-in')}</a></li><li><a href="/api/docs">${words('portal.status.docs')}</a></li><li><a href="/api/openapi.json">${words('portal.status.openapi')}</a></li></ul>
${qr(words, view)}</section>`,
  })
}

/** A sample product to scan: by a phone of this network where its address is known. */
function qr(words: Words, { sampleProduct, phoneLink }: StatusView): Html | false {
  const link = phoneLink ?? sampleProduct
  if (link === undefined) return false
  const title = words(phoneLink === undefined ? 'portal.status.qr' : 'portal.status.qr-phone')
  return html`<h2>${title}</h2>${trusted(qrSvg(link, words('portal.qr.alt', { link })))}`
}
