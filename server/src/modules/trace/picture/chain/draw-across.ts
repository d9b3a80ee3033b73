import { type Html, html } from '../../../../platform/html.ts'
import type { Words } from '../picture-source.ts'
import { fitText, wrapText } from '../text.ts'
import type { Card, Chain } from './chain.ts'
import { kindOf } from './describe.ts'
import type { Group } from './groups.ts'
import { type Course, layOut, type Slot } from './layers.ts'
import { drawLegend, ink, legend, line, mark, round } from './look.ts'

const boxWidth = 224
const between = 64
const margin = 12
const lineHeight = 19
const size = 14
const room = boxWidth - 24

type Box = { card: Card; title: string[]; lines: { text: string; way: boolean }[]; height: number }
type Drawing = { body: Html; width: number; height: number }

/** The chain from left to right: boxes in layers, lines between them. `id` keeps the arrow's name apart on a page. */
export function drawAcross(chain: Chain, words: Words, id: string): Drawing {
  const boxes = new Map(chain.cards.map((card) => [card.group, toBox(card)]))
  const { layers, courses, height } = layOut(
    chain.cards.map(({ group }) => group),
    chain.links,
    (group: Group) => boxes.get(group)?.height ?? 0,
  )
  const signs = legend(
    words,
    chain.links.map(({ hops }) => hops),
  )
  const slots = layers.flat().filter((slot) => slot.group !== undefined)
  const loops = courses.some(({ back }) => back) ? 48 : 0
  const bottom = height + margin * 2 + loops
  const body = html`<defs><marker id="${id}-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto" markerUnits="userSpaceOnUse"><path d="M0 0L8 4L0 8Z" fill="${ink.line}"/></marker></defs>
<g fill="none" stroke="${ink.line}" stroke-width="2" stroke-linecap="round">${courses.map((course) => line(pathOf(course, height + margin), course.link.hops, `${id}-arrow`))}</g>
${slots.map((slot) => drawBox(slot, boxes))}${drawLegend(signs, margin, bottom + 12)}`
  const wide = layers.length * (boxWidth + between) - between + margin * 2
  return { body, width: Math.max(wide, 420), height: bottom + 8 + signs.length * 22 }
}

function toBox(card: Card): Box {
  const title = wrapText(card.title, room, 15, 2)
  const facts = card.lines.flatMap((text) => wrapText(text, room, size, 2)).map((text) => ({ text, way: false }))
  const ways = card.ways
    .slice(0, 2)
    .flatMap((text) => wrapText(text, room, size, 2))
    .map((text) => ({ text, way: true }))
  const more = card.ways.length > 2 ? [{ text: `→ +${card.ways.length - 2}`, way: true }] : []
  const lines = [...facts, ...ways, ...more]
  const rows = 1 + title.length + lines.length
  return { card, title, lines, height: rows * lineHeight + 18 + (card.open ? 26 : 0) }
}

const leftOf = ({ layer }: Slot): number => margin + layer * (boxWidth + between)
const yOf = ({ y }: Slot): number => margin + y

function pathOf({ slots, back }: Course, floor: number): string {
  const [first, last] = [slots[0], slots.at(-1)]
  if (first === undefined || last === undefined) return ''
  const [x, y] = [leftOf(first) + boxWidth, round(yOf(first))]
  const end = [leftOf(last) - 1, round(yOf(last))] as const
  if (back) return `M${x} ${y}C${x + 80} ${floor + 56} ${end[0] - 80} ${floor + 56} ${end[0]} ${end[1]}`
  let path = `M${x} ${y}`
  let from: readonly [number, number] = [x, y]
  for (const slot of slots.slice(1)) {
    const to = [slot === last ? end[0] : leftOf(slot), round(yOf(slot))] as const
    const half = (to[0] - from[0]) / 2
    path += `C${from[0] + half} ${from[1]} ${to[0] - half} ${to[1]} ${to[0]} ${to[1]}`
    if (slot !== last) path += `H${to[0] + boxWidth}`
    from = slot === last ? to : [to[0] + boxWidth, to[1]]
  }
  return path
}

function drawBox(slot: Slot, boxes: ReadonlyMap<Group, Box>): Html {
  const box = slot.group && boxes.get(slot.group)
  if (box === undefined) return html``
  const { card, title, lines, height } = box
  const [x, y] = [leftOf(slot), round(yOf(slot) - height / 2)]
  const kind = kindOf(card.group)
  const text = x + 12
  const rows = [
    html`<tspan x="${text + 22}" y="${y + 21}" fill="${ink.soft}">${fitText(card.kind, room - 22, size)}</tspan>`,
    ...title.map(
      (one, index) =>
        html`<tspan x="${text}" y="${y + 21 + lineHeight * (index + 1)}" font-size="15" font-weight="600">${one}</tspan>`,
    ),
    ...lines.map(
      ({ text: one, way }, index) =>
        html`<tspan x="${text}" y="${y + 21 + lineHeight * (title.length + 1 + index)}"${way && html` fill="${ink.main}"`}>${one}</tspan>`,
    ),
  ]
  return html`${frame(card, x, y, height)}<g stroke="${ink.main}" stroke-width="2" fill="none">${mark(kind, text + 7, y + 16)}</g><text font-size="${size}" fill="${ink.text}">${rows}</text>${opener(card, x, y + height)}
`
}

/** Whole for one thing, two sheets behind for many, dashed for a tombstone, double for what holds others. */
function frame({ group }: Card, x: number, y: number, height: number): Html {
  const kind = kindOf(group)
  const many = group.members.length > 1
  const edge =
    kind === 'end'
      ? html`stroke="${ink.warn}" stroke-dasharray="5 4" fill="${ink.warnTint}"`
      : kind === 'start'
        ? html`stroke="${ink.main}" stroke-width="2.5" fill="${ink.tint}"`
        : html`stroke="${ink.edge}" fill="${ink.paper}"`
  const sheet = (shift: number) =>
    html`<rect x="${x + shift}" y="${y + shift}" width="${boxWidth}" height="${height}" rx="8" ${edge}/>`
  const inner =
    kind === 'container' &&
    html`<rect x="${x + 3}" y="${y + 3}" width="${boxWidth - 6}" height="${height - 6}" rx="6" fill="none" stroke="${ink.edge}"/>`
  return html`${many && [sheet(6), sheet(3)]}${sheet(0)}${inner}`
}

const opener = ({ open }: Card, x: number, bottom: number): Html | false =>
  open !== undefined &&
  html`<a href="${open.href}"><rect x="${x + 6}" y="${bottom - 31}" width="${boxWidth - 12}" height="26" rx="4" fill="${ink.paper}" fill-opacity="0"/><text x="${x + 12}" y="${bottom - 13}" font-size="${size}" fill="${ink.main}" text-decoration="underline">${fitText(open.text, room, size)}</text></a>`
