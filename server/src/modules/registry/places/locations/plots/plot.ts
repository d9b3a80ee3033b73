import Type from 'typebox'
import { problem } from '../../../../../platform/problem.ts'
import type { Spoken } from '../../../statements/attributes/word.ts'
import { spokenOne, wordOn } from '../../../statements/attributes/word.ts'
import { languageMap } from '../../../statements/language-map.ts'
import { Day } from '../../../versions/day.ts'
import { areaOf } from './area.ts'
import { type Geometry, GeometryInput } from './geometry.ts'
import { isFault, readGeometry } from './read-geometry.ts'

/** A growing-area code (Law on Crop Production art. 64), who gave it, and for what. */
export const GrowingArea = Type.Object(
  {
    code: Type.String({ minLength: 1, maxLength: 100 }),
    authority: Type.String({ minLength: 1, maxLength: 200, description: 'Which agency gave the code' }),
    crop: languageMap(200, 'What is grown, by language'),
    grantedOn: Type.Optional(Day),
  },
  { additionalProperties: false },
)
export type GrowingArea = Type.Static<typeof GrowingArea>

/** What may be said of land besides what is said of any place. */
export const plotInput = {
  growingArea: Type.Optional(GrowingArea),
  declaredHectares: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 })),
  geometry: Type.Optional(GeometryInput),
}
type PlotInput = { growingArea?: GrowingArea; declaredHectares?: number; geometry?: Type.Static<typeof GeometryInput> }
export type PlotContent = { growingArea?: GrowingArea; declaredHectares?: number; geometry?: Geometry }

const Area = Type.Object({
  hectares: Type.Number({ description: 'Computed from the geometry on the ellipsoid of WGS 84' }),
  relativeError: Type.Number({ description: 'Of the computation; that of the positions comes on top' }),
  declaredHectares: Type.Optional(Type.Number()),
  difference: Type.Optional(Type.Number({ description: 'Declared less computed, as a part of the computed' })),
  differs: Type.Optional(Type.Boolean({ description: 'Whether the difference is more than a tenth' })),
})

/** What the owner and an authority in reach are shown of land. */
export const plotView = {
  growingArea: Type.Optional(GrowingArea),
  declaredHectares: plotInput.declaredHectares,
  geometry: Type.Optional(Type.Object({ type: Type.String(), coordinates: Type.Array(Type.Any()) })),
  area: Type.Optional(Area),
}

export const plotAttributes = ['growingArea', 'declaredHectares', 'geometry']

export const plotWords = ({ growingArea, declaredHectares, geometry }: PlotInput): Spoken[] => [
  ...spokenOne('growingArea', growingArea),
  ...spokenOne('declaredHectares', declaredHectares),
  ...spokenOne('geometry', geometry && mendedGeometry(geometry)),
]

export function plotContent(said: readonly Spoken[]): PlotContent {
  const growingArea = wordOn(said, 'growingArea') as GrowingArea | undefined
  const declaredHectares = wordOn(said, 'declaredHectares') as number | undefined
  const geometry = wordOn(said, 'geometry') as Geometry | undefined
  return {
    ...(growingArea && { growingArea }),
    ...(declaredHectares && { declaredHectares }),
    ...(geometry && { geometry }),
  }
}

/** As it is kept; throws a Problem that names the place which its sender must mend. */
function mendedGeometry(given: NonNullable<PlotInput['geometry']>): Geometry {
  const read = readGeometry(given)
  if (!isFault(read)) return read
  const { code, field, at } = read
  throw problem(`registry.${code}`, { field, ...(at && { longitude: at[0], latitude: at[1] }) })
}

/** How far a declared area may be from the computed one before a person should look: a tenth. */
const tolerance = 0.1

/** The area of a geometry, and how the declared one stands to it. */
export function areaView({ geometry, declaredHectares }: PlotContent): Type.Static<typeof Area> | undefined {
  if (!geometry) return undefined
  const computed = areaOf(geometry) / 10_000
  const hectares = Number(computed.toFixed(4))
  if (declaredHectares === undefined) return { hectares, relativeError: 1e-6 }
  const difference = (declaredHectares - computed) / computed
  return {
    ...{ hectares, relativeError: 1e-6, declaredHectares, difference: Number(difference.toFixed(4)) },
    differs: Math.abs(difference) > tolerance,
  }
}
