import type { ProblemTable } from '../../../../../platform/problem.ts'

const refused = { status: 422, exception: 'ValidationException' }

/** Why a geometry bounds no land. */
export const geometryProblems: ProblemTable = {
  'registry.geometry-too-long': refused,
  'registry.geometry-ring-malformed': refused,
  'registry.geometry-position-malformed': refused,
  'registry.geometry-abroad': refused,
  'registry.geometry-ring-open': refused,
  'registry.geometry-ring-empty': refused,
  'registry.geometry-crosses-itself': refused,
  'registry.geometry-rings-cross': refused,
  'registry.geometry-hole-outside': refused,
  'registry.geometry-holes-overlap': refused,
  'registry.geometry-polygons-overlap': refused,
}
