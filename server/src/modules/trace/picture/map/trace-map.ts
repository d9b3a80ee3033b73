import { type Html, html } from '../../../../platform/html.ts'
import { font, ink, round } from '../chain/look.ts'
import type { PictureSource, Words } from '../picture-source.ts'
import { fitText, tidy, widthOf, wrapText } from '../text.ts'
import { type Leg, toJourney } from './legs.ts'
import { type Coordinates, type Point, type Projection, project } from './projection.ts'

/** A place as the map names it. `approximate`: the middle of its commune as far as the register tells, not the place. */
export type MapPlace = { name: string; at?: Coordinates; approximate?: true }

export type MapOptions = { words: Words; title: string; id: string; width?: number }

/** Places drawn at one spot of the sheet. */
type Spot = { number: number; names: string[]; point: Point; approximate: boolean }

const mostSpots = 80
const mostLegs = 200
const mostListed = 30

/**
 * Where the goods of a trace went, as SVG: no picture of the land, only degrees, places and ways. `places`: by key. What
 * has no coordinates is listed below.
 */
export function traceMap(source: PictureSource, places: ReadonlyMap<string, MapPlace>, options: MapOptions): string {
  const { words, title, id, width = 600 } = options
  const journey = toJourney(source)
  const placed = journey.places.flatMap((key) => {
    const at = places.get(key)?.at
    return at === undefined ? [] : [{ key, at }]
  })
  const missing = journey.places.filter((key) => places.get(key)?.at === undefined)
  const nameOf = (key: string) => places.get(key)?.name ?? key
  const sheet =
    placed.length === 0
      ? undefined
      : project(
          placed.map(({ at }) => at),
          width,
        )
  const spots = sheet === undefined ? new Map<string, Spot>() : gather(placed, places, sheet)
  const legs = journey.legs.filter(
    ({ from, to }) => spots.has(from) && spots.has(to) && spots.get(from) !== spots.get(to),
  )
  const drawn = legs.toSorted((a, b) => b.times - a.times).slice(0, mostLegs)
  const distinct = [...new Set(spots.values())]
  const sheetHeight = sheet?.height ?? 0
  const notes = notesOf({ words, distinct, missing: missing.map(nameOf), cut: legs.length - drawn.length, width })
  const height = Math.ceil(sheetHeight + notes.length * 21 + 16)
  const told = [...distinct.map(({ number, names }) => `${number}. ${names.join(', ')}`), ...notes]
  return html`<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${font}">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${told.join('\n')}</desc>
<defs><marker id="${id}-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" orient="auto" markerUnits="userSpaceOnUse"><path d="M0 0L8 4L0 8Z" fill="${ink.line}"/></marker></defs>
<rect width="100%" height="100%" fill="${ink.paper}"/>${sheet && [graticule(sheet, words), drawLegs(drawn, spots, id), drawSpots(distinct, sheet, roomsOf(drawn, spots))]}
<g font-size="14" fill="${ink.soft}">${notes.map((note, index) => html`<text x="4" y="${round(sheetHeight + 20 + index * 21)}">${note}</text>`)}</g></svg>`
    .markup
}

/** Places that would be drawn over one another become one spot; the coarser, the more there are. */
function gather(
  placed: readonly { key: string; at: Coordinates }[],
  places: ReadonlyMap<string, MapPlace>,
  sheet: Projection,
): Map<string, Spot> {
  for (let cell = 18; ; cell *= 2) {
    const byCell = new Map<string, Spot>()
    const spots = new Map<string, Spot>()
    for (const { key, at } of placed) {
      const point = sheet.toPoint(at)
      const name = `${Math.round(point.x / cell)} ${Math.round(point.y / cell)}`
      const place = places.get(key)
      const spot = byCell.get(name) ?? { number: byCell.size + 1, names: [], point, approximate: false }
      byCell.set(name, spot)
      if (spot.names.length < 4) spot.names.push(tidy(place?.name ?? key))
      spot.approximate ||= place?.approximate === true
      spots.set(key, spot)
    }
    if (byCell.size <= mostSpots || cell > sheet.width) return spots
  }
}

/** What stands below the sheet: names of the numbers, what is not on it, what its lines mean. */
function notesOf({
  words,
  distinct,
  missing,
  cut,
  width,
}: {
  words: Words
  distinct: readonly Spot[]
  missing: readonly string[]
  cut: number
  width: number
}): string[] {
  const notes = [
    ...distinct.slice(0, mostListed).map(({ number, names }) => `${number}. ${names.join(', ')}`),
    ...(distinct.length > mostListed ? [words('picture.map.more', { count: distinct.length - mostListed })] : []),
    ...(distinct.some(({ approximate }) => approximate) ? [words('picture.map.approximate')] : []),
    ...(distinct.length > 1 ? [words('picture.map.straight')] : []),
    ...(missing.length > 0 ? [words('picture.map.missing', { count: missing.length })] : []),
    ...missing.slice(0, mostListed).map((name) => `– ${name}`),
    ...(missing.length > mostListed ? [words('picture.map.more', { count: missing.length - mostListed })] : []),
    ...(distinct.length + missing.length === 0 ? [words('picture.map.empty')] : []),
    ...(cut > 0 ? [words('picture.chain.links-cut', { count: cut })] : []),
  ]
  return notes.flatMap((note) => wrapText(note, width - 8, 14, 3))
}

function graticule({ width, height, meridians, parallels, scale }: Projection, words: Words): Html {
  const [x, y] = [width - 16 - scale.width, height - 34]
  return html`<rect x="1" y="1" width="${width - 2}" height="${round(height - 2)}" rx="8" fill="#f4f8f6" stroke="${ink.edge}"/>
<g stroke="#d5ddd8" fill="none">${meridians.map(({ x }) => html`<path d="M${round(x)} 1V${round(height - 1)}"/>`)}${parallels.map(({ y }) => html`<path d="M1 ${round(y)}H${width - 1}"/>`)}</g>
<g font-size="14" fill="${ink.soft}">${meridians.filter(({ x }) => x > 20 && x < width - 70).map(({ degree, x }) => html`<text x="${round(x + 4)}" y="${round(height - 8)}">${degrees(degree, words, 'picture.map.east', 'picture.map.west')}</text>`)}${parallels.filter(({ y }) => y > 20 && y < height - 30).map(({ degree, y }) => html`<text x="6" y="${round(y - 4)}">${degrees(degree, words, 'picture.map.north', 'picture.map.south')}</text>`)}</g>
<path d="M${round(x)} ${round(y - 5)}v5h${round(scale.width)}v-5" fill="none" stroke="${ink.text}" stroke-width="1.5"/><text x="${round(x + scale.width / 2)}" y="${round(y - 7)}" font-size="14" text-anchor="middle" fill="${ink.text}">${scale.kilometres} km</text>`
}

const degrees = (degree: number, words: Words, positive: string, negative: string): string =>
  words(degree < 0 ? negative : positive, { degree: Math.abs(degree) })

function drawLegs(legs: readonly Leg[], spots: ReadonlyMap<string, Spot>, id: string): Html {
  const paths = legs.map(({ from, to, basis }) => {
    const [a, b] = [spots.get(from)?.point, spots.get(to)?.point]
    if (a === undefined || b === undefined) return false
    return html`<path d="${arc(a, b)}"${basis === 'inferred' && html` stroke-dasharray="8 5"`} marker-end="url(#${id}-arrow)"/>`
  })
  return html`<g fill="none" stroke="${ink.line}" stroke-width="2" stroke-linecap="round">${paths}</g>`
}

/** A line bent a little to its left, so that the way back is another, ending at the edge of the spot. */
function arc(a: Point, b: Point): string {
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  const bend = bendOf(a, b)
  const [ex, ey] = [b.x - bend.x, b.y - bend.y]
  const back = Math.min(13, length / 3) / (Math.hypot(ex, ey) || 1)
  return `M${round(a.x)} ${round(a.y)}Q${round(bend.x)} ${round(bend.y)} ${round(b.x - ex * back)} ${round(b.y - ey * back)}`
}

const bendOf = (a: Point, b: Point): Point => ({
  x: (a.x + b.x) / 2 + (b.y - a.y) * 0.14,
  y: (a.y + b.y) / 2 - (b.x - a.x) * 0.14,
})

/** A label's room on the sheet. */
type Room = { x: number; y: number; width: number; height: number }

/** Pieces into which a leg is cut to tell what it runs through. */
const pieces = 24

/** What the legs run through, piece by piece. */
const roomsOf = (legs: readonly Leg[], spots: ReadonlyMap<string, Spot>): Room[] =>
  legs.flatMap(({ from, to }) => {
    const [a, b] = [spots.get(from)?.point, spots.get(to)?.point]
    if (a === undefined || b === undefined) return []
    const bend = bendOf(a, b)
    const at = (t: number, from: number, by: number, to: number) =>
      (1 - t) ** 2 * from + 2 * (1 - t) * t * by + t ** 2 * to
    const points = Array.from({ length: pieces + 1 }, (_, index) => ({
      x: at(index / pieces, a.x, bend.x, b.x),
      y: at(index / pieces, a.y, bend.y, b.y),
    }))
    return points.slice(1).map((point, index) => between(points[index] ?? point, point))
  })

const between = (a: Point, b: Point): Room => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.abs(a.x - b.x),
  height: Math.abs(a.y - b.y),
})

/** Numbers in the order of the goods, with a name beside each that has room for one, off the legs where it can be. */
function drawSpots(spots: readonly Spot[], sheet: Projection, legs: readonly Room[]): Html {
  const taken: Room[] = spots.map(({ point }) => ({ x: point.x - 12, y: point.y - 12, width: 24, height: 24 }))
  const marks = spots.map(
    ({ point: { x, y }, number, approximate }) =>
      html`${approximate && html`<circle cx="${round(x)}" cy="${round(y)}" r="20" fill="${ink.main}" fill-opacity=".1" stroke="${ink.main}" stroke-dasharray="3 3"/>`}<circle cx="${round(x)}" cy="${round(y)}" r="11" fill="${ink.main}" stroke="#fff" stroke-width="2"/><text x="${round(x)}" y="${round(y + 5)}" font-size="14" font-weight="600" text-anchor="middle" fill="#fff">${number}</text>`,
  )
  const labels = spots.map((spot) => {
    const text = fitText(spot.names.join(', '), 190, 14)
    const wide = widthOf(text, 14)
    const room = roomFor(spot.point, wide, [...taken, ...legs], sheet) ?? roomFor(spot.point, wide, taken, sheet)
    if (room === undefined) return false
    taken.push(room)
    return html`<text x="${round(room.x + 2)}" y="${round(room.y + 15)}" stroke="#f4f8f6" stroke-width="4" stroke-linejoin="round" paint-order="stroke">${text}</text>`
  })
  return html`${marks}<g font-size="14" fill="${ink.text}">${labels}</g>`
}

function roomFor({ x, y }: Point, wide: number, taken: readonly Room[], sheet: Projection): Room | undefined {
  const size = { width: wide + 4, height: 20 }
  const rooms = [
    { x: x + 16, y: y - 10, ...size },
    { x: x - 16 - size.width, y: y - 10, ...size },
    { x: x - size.width / 2, y: y - 34, ...size },
    { x: x - size.width / 2, y: y + 14, ...size },
  ]
  const isFree = (room: Room): boolean =>
    room.x > 2 &&
    room.x + room.width < sheet.width - 2 &&
    room.y > 2 &&
    room.y + 20 < sheet.height - 24 &&
    !taken.some(
      (other) =>
        room.x < other.x + other.width &&
        other.x < room.x + room.width &&
        room.y < other.y + other.height &&
        other.y < room.y + room.height,
    )
  return rooms.find(isFree)
}
