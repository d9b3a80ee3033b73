import { problem } from '../../platform/problem.ts'

/** A validity ends on its last day, not before its first. */
export function checkValidity({
  validFrom,
  validTo,
}: {
  validFrom?: string | undefined
  validTo?: string | undefined
}): void {
  if (validFrom !== undefined && validTo !== undefined && validFrom > validTo)
    throw problem('registry.validity-reversed', { validFrom, validTo })
}
