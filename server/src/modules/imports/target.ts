import { problem } from '../../platform/problem.ts'
import { type ImportTarget, importTargets } from '../registry/index.ts'

/** The register that an import or an export names. */
export function getTarget(name: string): ImportTarget {
  const target = importTargets.find((each) => each.name === name)
  if (target === undefined) throw problem('imports.register-unknown', { register: name })
  return target
}
