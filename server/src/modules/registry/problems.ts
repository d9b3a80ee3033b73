import type { ProblemTable } from '../../platform/problem.ts'

/** What the register refuses. 409: another stands there; 422: the words are wrong; 403: not yours to say. */
export const registryProblems: ProblemTable = {
  'registry.text-unfit': { status: 400, exception: 'ValidationException' },
  'registry.party-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'registry.product-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'registry.location-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'registry.claim-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'registry.mandate-unknown': { status: 404, exception: 'NoSuchResourceException' },
  'registry.not-yours': { status: 403, exception: 'SecurityException' },
  'registry.operator-only': { status: 403, exception: 'SecurityException' },
  'registry.own-claim': { status: 409, exception: 'ResourceAlreadyExistsException' },
  'registry.gtin-taken': { status: 409, exception: 'ResourceAlreadyExistsException' },
  'registry.gln-taken': { status: 409, exception: 'ResourceAlreadyExistsException' },
  'registry.identifier-taken': { status: 409, exception: 'ResourceAlreadyExistsException' },
  'registry.claim-exists': { status: 409, exception: 'ResourceAlreadyExistsException' },
  'registry.claim-verified-already': { status: 409, exception: 'ResourceAlreadyExistsException' },
  'registry.check-digit-wrong': { status: 422, exception: 'ValidationException' },
  'registry.key-malformed': { status: 422, exception: 'ValidationException' },
  'registry.gtin-restricted': { status: 422, exception: 'ValidationException' },
  'registry.identifier-malformed': { status: 422, exception: 'ValidationException' },
  'registry.identifier-needed': { status: 422, exception: 'ValidationException' },
  'registry.public-name-needed': { status: 422, exception: 'ValidationException' },
  'registry.image-unknown': { status: 422, exception: 'ValidationException' },
  'registry.mandate-unfit': { status: 422, exception: 'ValidationException' },
  'registry.validity-reversed': { status: 422, exception: 'ValidationException' },
}
