import { escapeHtml, html } from '../../../../platform/html.ts'
import type { PictureSource } from '../picture-source.ts'
import { type Chain, type ChainOptions, sayCard, toChain } from './chain.ts'
import { drawAcross } from './draw-across.ts'
import { drawDown } from './draw-down.ts'
import { font, ink } from './look.ts'

export type Drawn = {
  /** Its heading: what the chain is of. */
  title: string
  /** `across`: time from left to right; `down`: from top to bottom, for a telephone. */
  orientation: 'across' | 'down'
  /** Keeps the picture's own names apart from another's on one page. */
  id: string
  /** Whether the list stands beside it, so that its own description need not repeat it. */
  listed?: true
}

/** The chain diagram of a trace as SVG. */
export const chainDiagram = (source: PictureSource, options: ChainOptions & Drawn): string =>
  drawChain(toChain(source, options), options)

/** Draws a chain; its text alternative says what the drawing shows, group by group. */
export function drawChain(chain: Chain, { words, title, orientation, id, listed }: ChainOptions & Drawn): string {
  const { body, width, height } = orientation === 'down' ? drawDown(chain, words) : drawAcross(chain, words, id)
  const opens = chain.cards.some(({ open }) => open !== undefined)
  const counted = words('picture.chain.count', { count: chain.things, groups: chain.cards.length })
  const notes = [words(`picture.chain.${orientation}`), counted]
  if (chain.cut > 0) notes.push(words('picture.chain.links-cut', { count: chain.cut }))
  if (chain.cards.length === 0) notes.push(words('picture.chain.empty'))
  const top = notes.length * 22 + 10
  const told = listed ? notes : [...notes, ...sayAll(chain)]
  return html`<svg xmlns="http://www.w3.org/2000/svg" role="${opens ? 'group' : 'img'}" aria-labelledby="${id}-title" aria-describedby="${id}-desc" viewBox="0 0 ${width} ${Math.ceil(height + top)}" width="${width}" height="${Math.ceil(height + top)}" font-family="${font}">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${told.join('\n')}</desc>
<rect width="100%" height="100%" fill="${ink.paper}"/><g font-size="14" fill="${ink.soft}">${notes.map((note, index) => html`<text x="${orientation === 'down' ? 0 : 12}" y="${18 + index * 22}">${note}</text>`)}</g>
<g transform="translate(0 ${top})">${body}</g></svg>`.markup
}

/** Text of a description; a listener needs no more of one picture, and whatever names hold, it stays bounded. */
const longest = 16_000

function sayAll(chain: Chain): string[] {
  const said = chain.cards.map((card, index) => `${index + 1}. ${sayCard(card, chain).slice(0, 600).toWellFormed()}`)
  let room = longest
  const last = said.findIndex((text) => {
    room -= escapeHtml(text).length
    return room < 0
  })
  return last < 0 ? said : [...said.slice(0, last), '…']
}
