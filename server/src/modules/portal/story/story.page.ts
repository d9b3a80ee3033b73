import { type Html, html, trusted } from '../../../platform/html.ts'
import type { Words } from '../../../platform/messages.ts'
import { drawChain, sayCard, toChain, traceMap } from '../../trace/index.ts'
import { pageFrame } from '../pages/frame.page.ts'
import type { StoryView } from './story-view.ts'

/** The full story of a code: the chain as a drawing and as a list, the map, and what none of it proves. */
export function storyPage(words: Words, view: StoryView, expand: readonly string[]): string {
  const { language, code, title, sample } = view
  const name = title ?? words('portal.story.goods')
  const at = (opened: readonly string[], lang: string) =>
    `/story${code.path}?${new URLSearchParams({ ...(opened.length > 0 ? { expand: opened.join(',') } : {}), lang })}`
  return pageFrame(words, {
    language,
    title: `${words('portal.story.title')}: ${name} – ${words('portal.site')}`,
    otherLanguage: at(expand, language === 'vi' ? 'en' : 'vi'),
    content: html`${sample && html`<p class="note sample" role="note">${words('portal.sample')}</p>`}
<h1>${words('portal.story.title')}: ${name}</h1>
<p class="soft">${code.elements.map(({ ai, value }, index) => html`${index > 0 && ' · '}${words(`portal.ai.${ai}`)} <span>${value}</span>`)}</p>
<p><a href="/scan${code.path}?lang=${language}">${words('portal.story.back')}</a></p>
${doubts(words, view)}
${chainSection(words, view, expand, (opened) => `${at(opened, language)}#chain`)}
${mapSection(words, view)}
<section aria-labelledby="limits"><h2 id="limits">${words('portal.limits.title')}</h2><ul><li>${words('portal.limits.declared')}</li><li>${words('portal.story.limits')}</li><li>${words('portal.limits.compare')}</li></ul></section>`,
  })
}

/** What is not known is said first. */
function doubts(words: Words, { serialUnknown, unknown, cut }: StoryView): Html {
  const said = [
    serialUnknown && words('portal.serial-unknown'),
    unknown > 0 && words('portal.story.unknown'),
    cut && words('portal.incomplete'),
  ].filter((text) => text !== false)
  if (said.length === 0) return html`<p class="note">${words('portal.story.whole')}</p>`
  return html`${said.map((text) => html`<p class="note sample">${text}</p>`)}`
}

function chainSection(
  words: Words,
  { picture, language }: StoryView,
  expand: readonly string[],
  href: (expand: readonly string[]) => string,
): Html {
  const options = {
    words,
    language,
    zone: '+00:00',
    expand,
    href,
    orientation: 'down',
    id: 'chain-picture',
    listed: true,
  } as const
  const chain = toChain(picture, options)
  const drawing = drawChain(chain, { ...options, title: words('portal.story.chain') })
  return html`<section aria-labelledby="chain"><h2 id="chain">${words('portal.story.chain')}</h2>
${expand.length > 0 && html`<p><a href="${href([])}">${words('portal.story.close')}</a></p>`}<figure>${trusted(drawing)}</figure>
<h3>${words('portal.story.list')}</h3>
<ol>${chain.cards.map(
    (card) => html`<li>${sayCard(card, chain)}</li>
`,
  )}</ol></section>`
}

const mapSection = (words: Words, { picture, communes }: StoryView): Html =>
  html`<section aria-labelledby="map"><h2 id="map">${words('portal.story.map')}</h2><figure>${trusted(traceMap(picture, communes, { words, title: words('portal.story.map'), id: 'map-picture', width: 292 }))}</figure>
<p class="soft">${words('portal.story.map-limits')}</p></section>`
