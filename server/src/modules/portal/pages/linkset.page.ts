import { keyPath } from '@nguon/gs1'
import { html, jsonScript } from '../../../platform/html.ts'
import type { Language, Words } from '../../../platform/messages.ts'
import { type ShownLinkset, titleOfLinkType } from '../../resolver/index.ts'
import { pageFrame } from './frame.page.ts'

/** All links of a key as people read them, with the same linkset as JSON-LD within (resolver standard 2.9). */
export function linksetPage(words: Words, language: Language, { link, sets, jsonLd, sample }: ShownLinkset): string {
  const rows = sets.flatMap(({ links }) => links)
  return pageFrame(words, {
    language,
    title: words('portal.linkset.title'),
    content: html`${sample && html`<p class="note sample" role="note">${words('portal.sample')}</p>`}<h1>${words('portal.linkset.title')}</h1><p class="soft">${keyPath(link)}</p>
<section><p>${words(rows.length > 0 ? 'portal.linkset.text' : 'portal.linkset.none')}</p><ul>${rows.map(
      ({ linkType, href, title, hreflang, type }) =>
        html`<li><a href="${href}" rel="nofollow">${title}</a> <span class="by" lang="en">${[titleOfLinkType(linkType), ...(hreflang ?? []), ...(type ? [type] : [])].join(' · ')}</span></li>`,
    )}</ul></section>
<script type="application/ld+json">${jsonScript(jsonLd)}</script>`,
  })
}
