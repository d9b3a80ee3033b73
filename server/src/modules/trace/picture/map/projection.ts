/** Where a place is, in degrees. */
export type Coordinates = { latitude: number; longitude: number }
export type Point = { x: number; y: number }

/** From degrees to the sheet: equirectangular, true to length along the middle parallel. */
export type Projection = {
  width: number
  height: number
  toPoint: (at: Coordinates) => Point
  meridians: { degree: number; x: number }[]
  parallels: { degree: number; y: number }[]
  /** A round length for the scale bar, and how wide it is drawn. */
  scale: { kilometres: number; width: number }
}

const margin = 44
const kilometresPerDegree = 111.32
/** The least that a sheet shows, in degrees: places of one commune are not blown up to fill it. */
const leastSpan = 0.2

/** A sheet of the width on which all the places lie; none may be given only if there are none. */
export function project(places: readonly Coordinates[], width: number): Projection {
  const west = westernmost(places.map(({ longitude }) => longitude))
  const eastward = (longitude: number): number => (((longitude - west) % 360) + 360) % 360
  const spanX = Math.max(leastSpan, ...places.map(({ longitude }) => eastward(longitude)))
  const latitudes = places.map(({ latitude }) => latitude)
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)]
  const middle = (south + north) / 2
  const shrink = Math.max(0.05, Math.cos((middle * Math.PI) / 180))
  const spanY = Math.max(leastSpan, north - south)
  const inner = width - margin * 2
  const perDegree = Math.min(inner / (spanX * shrink), (inner * 1.2) / spanY)
  const height = Math.max(spanY * perDegree, inner * 0.5) + margin * 2
  const padX = (inner - Math.max(...places.map(({ longitude }) => eastward(longitude))) * shrink * perDegree) / 2
  const toX = (longitude: number): number => margin + padX + eastward(longitude) * shrink * perDegree
  const toY = (latitude: number): number => height / 2 - (latitude - middle) * perDegree
  const step = roundStep(90 / perDegree)
  const left = west - (margin + padX) / (shrink * perDegree)
  const right = left + width / (shrink * perDegree)
  const top = middle + height / 2 / perDegree
  return {
    width,
    height,
    toPoint: ({ latitude, longitude }) => ({ x: toX(longitude), y: toY(latitude) }),
    meridians: steps(left, right, step).map((degree) => ({
      degree: hundredths(((((degree + 180) % 360) + 360) % 360) - 180),
      x: (degree - left) * shrink * perDegree,
    })),
    parallels: steps(top - height / perDegree, top, step)
      .filter((degree) => Math.abs(degree) <= 90)
      .map((degree) => ({ degree, y: toY(degree) })),
    scale: scaleFor(perDegree / kilometresPerDegree),
  }
}

/** The longitude from which on eastward all others lie in the smallest span, also across the date line. */
function westernmost(longitudes: readonly number[]): number {
  const sorted = [...new Set(longitudes)].sort((a, b) => a - b)
  let best = { west: sorted[0] ?? 0, gap: -1 }
  for (const [index, longitude] of sorted.entries()) {
    const before = sorted[index - 1] ?? (sorted.at(-1) ?? 0) - 360
    if (longitude - before > best.gap) best = { west: longitude, gap: longitude - before }
  }
  return best.west
}

const roundSteps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60]
const roundStep = (least: number): number => roundSteps.find((step) => step >= least) ?? 90

function steps(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step)
  const count = Math.min(40, Math.max(0, Math.floor(to / step) - first + 1))
  return Array.from({ length: count }, (_, index) => hundredths((first + index) * step))
}

const hundredths = (degree: number): number => Math.round(degree * 100) / 100

const roundLengths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]

function scaleFor(pixelsPerKilometre: number): Projection['scale'] {
  const kilometres = roundLengths.findLast((length) => length * pixelsPerKilometre <= 100) ?? 1
  return { kilometres, width: kilometres * pixelsPerKilometre }
}
