import { type Html, html } from '../../../../platform/html.ts'
import type { PictureHop, Words } from '../picture-source.ts'
import { type kindOf, mannerOf } from './describe.ts'

/** The pictures' few colours; each also stands beside a shape, a line's pattern or a word that says the same. */
export const ink = {
  text: '#1c2421',
  soft: '#4d5853',
  line: '#3f6f5a',
  edge: '#8fa79b',
  paper: '#fff',
  tint: '#e6f2ec',
  main: '#0b5d3b',
  warn: '#6b4300',
  warnTint: '#fff8e6',
}

export const font = 'system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,sans-serif'

type Manner = ReturnType<typeof mannerOf>

/** How a line is drawn for what it stands on: whole, dashed, dotted, or dash and dot. */
const patternOf = ({ basis, certainty }: Manner): string | undefined => {
  if (basis === 'stated') return certainty === 'contains' ? undefined : '1.5 5'
  return certainty === 'contains' ? '8 5' : '8 5 1.5 5'
}

/** A line of the diagram; one without hops leads to or from a tombstone. */
export const line = (path: string, hops: readonly PictureHop[], arrow: string | undefined): Html =>
  html`<path d="${path}"${hops.length === 0 ? html` stroke-dasharray="3 4" stroke="${ink.warn}"` : dashes(patternOf(mannerOf(hops)))}${arrow !== undefined && html` marker-end="url(#${arrow})"`}/>`

const dashes = (pattern: string | undefined): Html | undefined =>
  pattern === undefined ? undefined : html` stroke-dasharray="${pattern}"`

/** Half the size of a mark. */
const r = 6.5

/** The mark of a kind of thing, around a point: each kind has a shape of its own. */
export function mark(kind: ReturnType<typeof kindOf>, x: number, y: number): Html {
  const at = (dx: number, dy: number) => `${round(x + dx)} ${round(y + dy)}`
  switch (kind) {
    case 'start':
      return html`<circle cx="${x}" cy="${y}" r="${r + 2}" fill="${ink.paper}"/><circle cx="${x}" cy="${y}" r="4.5" fill="${ink.main}"/>`
    case 'process':
      return html`<path d="M${at(0, -r - 2)}L${at(r + 2, 0)} ${at(0, r + 2)} ${at(-r - 2, 0)}Z" fill="${ink.main}"/>`
    case 'container':
      return html`<path d="M${at(-r, -r)}h13v13h-13Z" fill="${ink.paper}"/><path d="M${at(-r, -2)}h13" />`
    case 'place':
      return html`<path d="M${at(0, r + 2)}L${at(-r, -3)}A${r} ${r} 0 0 1 ${at(r, -3)}Z" fill="${ink.paper}"/>`
    case 'party':
      return html`<path d="M${at(-r, r)}v-6a6.5 6.5 0 0 1 13 0v6Z" fill="${ink.paper}"/>`
    case 'end':
      return html`<circle cx="${x}" cy="${y}" r="${r + 1.5}" fill="${ink.warnTint}" stroke="${ink.warn}" stroke-dasharray="3 2"/><text x="${x}" y="${y + 5}" font-size="14" font-weight="700" text-anchor="middle" stroke="none" fill="${ink.warn}">?</text>`
    default:
      return html`<circle cx="${x}" cy="${y}" r="${r}" fill="${ink.paper}"/>`
  }
}

export const round = (value: number): number => Math.round(value * 10) / 10

/** Which patterns a picture uses, each with its words. */
export function legend(
  words: Words,
  lines: readonly (readonly PictureHop[])[],
): { pattern?: string; end?: true; text: string }[] {
  const manners = lines.filter((hops) => hops.length > 0).map(mannerOf)
  const rows = [
    manners.some(({ basis }) => basis !== 'inferred') && { text: words('picture.legend.stated') },
    manners.some(({ basis }) => basis !== 'stated') && { pattern: '8 5', text: words('picture.legend.inferred') },
    manners.some(({ certainty }) => certainty !== 'contains') && {
      pattern: '1.5 5',
      text: words('picture.legend.may-contain'),
    },
    lines.some((hops) => hops.length === 0) && { end: true as const, text: words('picture.legend.end') },
  ]
  return rows.filter((row) => row !== false)
}

/** The legend's rows as drawn, one below another. */
export const drawLegend = (rows: ReturnType<typeof legend>, x: number, y: number): Html =>
  html`<g stroke="${ink.line}" stroke-width="2" fill="none" stroke-linecap="round">${rows.map(
    ({ pattern, end }, index) =>
      html`<path d="M${x} ${y + index * 22}h40"${end ? html` stroke="${ink.warn}" stroke-dasharray="3 4"` : dashes(pattern)}/>`,
  )}</g><g font-size="14" fill="${ink.soft}">${rows.map(({ text }, index) => html`<text x="${x + 50}" y="${y + 5 + index * 22}">${text}</text>`)}</g>`
