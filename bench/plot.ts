/** One line of a panel: points of (events in the store, value). */
export type Line = { label: string; points: readonly (readonly [events: number, value: number])[] }
/** A panel of the plot: values from zero up over the size of the store. */
export type Panel = { title: string; lines: readonly Line[] }

const width = 720
const panelHeight = 190
const left = 70
const right = 170
const top = 34
const bottom = 34
const colours = ['#0b6e4f', '#c8553d', '#3d5a80', '#8d6a9f']

/** Panels below each other as one SVG, the size of the store on a logarithmic axis that all share. */
export const plotSvg = (panels: readonly Panel[]): string => {
  const sizes = panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(([events]) => events)))
  const range = { from: Math.min(...sizes), to: Math.max(...sizes) }
  const height = panels.length * panelHeight
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>Rate, cost and latencies over the number of events stored</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...panels.map((panel, index) => `<g transform="translate(0 ${index * panelHeight})">${panelSvg(panel, range)}</g>`),
    '</svg>\n',
  ].join('\n')
}

type Range = { from: number; to: number }

const panelSvg = ({ title, lines }: Panel, range: Range): string => {
  const greatest = Math.max(...lines.flatMap(({ points }) => points.map(([, value]) => value)))
  const step = niceStep(greatest / 4)
  const ceiling = Math.ceil(greatest / step) * step
  const x = (events: number) => {
    const share = range.to === range.from ? 0.5 : Math.log(events / range.from) / Math.log(range.to / range.from)
    return round(left + share * (width - left - right))
  }
  const y = (value: number) => round(top + (1 - value / ceiling) * (panelHeight - top - bottom))
  return [
    `<text x="${left}" y="${top - 14}" font-weight="bold">${escaped(title)}</text>`,
    ...ticks(step, ceiling).map(
      (value) =>
        `<line x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${left - 8}" y="${y(value) + 4}" text-anchor="end">${value.toLocaleString('en-US')}</text>`,
    ),
    ...decades(range).map(
      (events) =>
        `<text x="${x(events)}" y="${panelHeight - bottom + 18}" text-anchor="middle">${sizeLabel(events)}</text>`,
    ),
    ...lines.map((line, index) => lineSvg(line, colours[index % colours.length] ?? '', index, { x, y })),
  ].join('')
}

type Scales = { x: (events: number) => number; y: (value: number) => number }

const lineSvg = ({ label, points }: Line, colour: string, index: number, { x, y }: Scales): string => {
  const path = points.map(([events, value]) => `${x(events)},${y(value)}`).join(' ')
  const dots = points.map(([events, value]) => `<circle cx="${x(events)}" cy="${y(value)}" r="3" fill="${colour}"/>`)
  const at = top + 6 + index * 18
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}<text x="${width - right + 14}" y="${at}" fill="${colour}">${escaped(label)}</text>`
}

/** The next of 1, 2 and 5 times a power of ten. */
export const niceStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least))
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10)
}

const ticks = (step: number, ceiling: number): number[] =>
  Array.from({ length: Math.round(ceiling / step) + 1 }, (_, index) => Number((index * step).toPrecision(6)))

/** Both ends, and the round sizes between them. */
const decades = ({ from, to }: Range): number[] => {
  const round = [4, 5, 6, 7].flatMap((power) => [10 ** power, 3 * 10 ** power])
  return [...new Set([from, ...round.filter((size) => size > from * 1.3 && size < to / 1.3), to])]
}

const sizeLabel = (events: number): string =>
  events >= 1_000_000 ? `${round(events / 1_000_000)} M` : events >= 1000 ? `${round(events / 1000)} k` : String(events)

const round = (value: number): number => Number(value.toFixed(1))

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
