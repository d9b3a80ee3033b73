import { type Html, html } from '../../../../platform/html.ts'
import type { Words } from '../picture-source.ts'
import { fitText, wrapText } from '../text.ts'
import type { Card, Chain } from './chain.ts'
import { kindOf } from './describe.ts'
import { drawLegend, ink, legend, line, mark, round } from './look.ts'
import { layRails, type Rails } from './rails.ts'

/** Made for a screen of 360 pixels: within a card's edges of a page. */
const width = 292
const lineHeight = 20
const laneWidth = 15
const mostLanes = 6
const size = 14

type Row = { card: Card; texts: Text[]; y: number; height: number }
type Text = { text: string; role: 'kind' | 'title' | 'fact' | 'way' | 'open' }
type Drawing = { body: Html; width: number; height: number }

/** The chain from top to bottom: a row for each group, rails beside them. */
export function drawDown(chain: Chain, words: Words): Drawing {
  const rails = layRails(
    chain.cards.map(({ group }) => group),
    chain.links,
  )
  const left = 22 + Math.min(Math.max(rails.width - 1, 0), mostLanes - 1) * laneWidth
  const rows = toRows(chain.cards, width - left - 4)
  const last = rows.at(-1)
  const bottom = last === undefined ? 0 : last.y + last.height
  const signs = legend(
    words,
    chain.links.map(({ hops }) => hops),
  )
  const body = html`${rows.map((row) => highlight(row, left))}<g fill="none" stroke="${ink.line}" stroke-width="2" stroke-linecap="round">${rails.rails.map((rail) => drawRail(rail, rows))}</g>
<g stroke="${ink.main}" stroke-width="2" fill="none">${rows.map(({ card, y }, index) => mark(kindOf(card.group), laneX(rails.lanes[index] ?? 0), y + markAt))}</g>
${rows.map((row) => drawRow(row, left))}${drawLegend(signs, 2, bottom + 20)}`
  return { body, width, height: bottom + 16 + signs.length * 22 }
}

const markAt = 13
const laneX = (lane: number): number => 10 + Math.min(lane, mostLanes - 1) * laneWidth

function toRows(cards: readonly Card[], room: number): Row[] {
  let y = 0
  return cards.map((card) => {
    const texts = textsOf(card, room)
    const height = texts.length * lineHeight + 16 + (card.open ? 8 : 0)
    const row = { card, texts, y, height }
    y += height
    return row
  })
}

const mostWays = 2

function textsOf(card: Card, room: number): Text[] {
  const lines = (role: Text['role'], text: string, most: number): Text[] =>
    wrapText(text, room, role === 'title' ? 16 : size, most).map((text) => ({ text, role }))
  const more = card.ways.length - mostWays
  return [
    { role: 'kind', text: fitText(card.kind, room, size) },
    ...lines('title', card.title, 2),
    ...card.lines.flatMap((text) => lines('fact', text, 2)),
    ...card.ways.slice(0, mostWays).flatMap((text) => lines('way', text, 2)),
    ...(more > 0 ? [{ role: 'way' as const, text: `→ +${more}` }] : []),
    ...(card.open ? [{ role: 'open' as const, text: fitText(card.open.text, room, size) }] : []),
  ]
}

const highlight = ({ card, y, height }: Row, left: number): Html | false =>
  card.group.members[0]?.node.direction === 'start' &&
  card.group.members[0].kind !== 'end' &&
  html`<rect x="${left - 6}" y="${y}" width="${width - left + 6}" height="${height - 6}" rx="6" fill="${ink.tint}"/>`

function drawRow({ card, texts, y }: Row, left: number): Html {
  const plain = texts.filter(({ role }) => role !== 'open')
  const text = html`<text font-size="${size}" fill="${ink.text}">${plain.map(({ text, role }, index) => html`<tspan x="${left}" y="${y + 18 + index * lineHeight}"${looks[role]}>${text}</tspan>`)}</text>`
  if (card.open === undefined) return text
  const linkY = y + 22 + plain.length * lineHeight
  return html`${text}<a href="${card.open.href}"><rect x="${left - 4}" y="${linkY - 18}" width="${width - left}" height="26" rx="4" fill="${ink.paper}" fill-opacity="0"/><text x="${left}" y="${linkY}" font-size="${size}" fill="${ink.main}" text-decoration="underline">${texts.at(-1)?.text}</text></a>`
}

const looks: Record<Text['role'], Html> = {
  kind: html` fill="${ink.soft}"`,
  title: html` font-size="16" font-weight="600"`,
  fact: html``,
  way: html` fill="${ink.main}"`,
  open: html``,
}

function drawRail({ link, from, lane, to }: Rails['rails'][number], rows: readonly Row[]): Html {
  const [a, b] = [rows[from.row], rows[to.row]]
  if (a === undefined || b === undefined) return html``
  const [x1, x, x2] = [laneX(from.lane), laneX(lane), laneX(to.lane)]
  const [y1, y2] = [a.y + markAt, b.y + markAt]
  const bend = Math.min(26, (y2 - y1) / 2)
  const out = x1 === x ? '' : `C${x1} ${round(y1 + bend * 0.7)} ${x} ${round(y1 + bend * 0.3)} ${x} ${round(y1 + bend)}`
  const home =
    x2 === x
      ? `V${round(y2)}`
      : `V${round(y2 - bend)}C${x} ${round(y2 - bend * 0.3)} ${x2} ${round(y2 - bend * 0.7)} ${x2} ${round(y2)}`
  return line(`M${x1} ${round(y1)}${out}${home}`, link.hops, undefined)
}
