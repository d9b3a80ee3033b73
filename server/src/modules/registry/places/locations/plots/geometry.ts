import Type from 'typebox'

/** A plot's land as GeoJSON (RFC 7946 §3.1): longitude before latitude, WGS 84; a third number, the height, is left out. */
export type Geometry =
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] }
export type Position = [longitude: number, latitude: number]

/** What stands in a body; its rings are read and judged by readGeometry, which names the place that is wrong. */
export const GeometryInput = Type.Object(
  {
    type: Type.Enum(['Polygon', 'MultiPolygon']),
    coordinates: Type.Array(Type.Any(), { minItems: 1, maxItems: 1000 }),
  },
  { additionalProperties: false, description: 'GeoJSON Polygon or MultiPolygon (RFC 7946)' },
)

/** Vertices that a geometry may have, each ring's closing one not counted. */
export const mostVertices = 10_000

/** Positions are kept to seven decimals of a degree, some 1 cm: as whole numbers, so that what crosses is decided exactly. */
export const unitsPerDegree = 10_000_000

export type Vertex = { x: number; y: number }
/** Without the closing position. */
export type Ring = Vertex[]
/** The outer ring, then its holes. */
export type Polygon = Ring[]

export const toVertex = ([longitude, latitude]: Position): Vertex => ({
  x: Math.round(longitude * unitsPerDegree),
  y: Math.round(latitude * unitsPerDegree),
})

export const toPosition = ({ x, y }: Vertex): Position => [x / unitsPerDegree, y / unitsPerDegree]

/** A ring as GeoJSON has it: the first position again at the end. */
export const toPositions = (ring: Ring): Position[] => [...ring, ...ring.slice(0, 1)].map(toPosition)

export const toGeometry = (polygons: readonly Polygon[], type: Geometry['type']): Geometry => {
  const coordinates = polygons.map((rings) => rings.map(toPositions))
  return type === 'Polygon' ? { type, coordinates: coordinates[0] ?? [] } : { type, coordinates }
}
