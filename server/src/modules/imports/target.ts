import { problem } from '../../platform/problem.ts'
import { type ExportTarget, exportTargets, type ImportTarget, importTargets } from '../registry/index.ts'

const find = <T extends ExportTarget>(targets: readonly T[], name: string): T => {
  const target = targets.find((each) => each.name === name)
  if (target === undefined) throw problem('imports.register-unknown', { register: name })
  return target
}

/** The register that an import names. */
export const getTarget = (name: string): ImportTarget => find(importTargets, name)

/** The register that an export names. */
export const getExport = (name: string): ExportTarget => find(exportTargets, name)
