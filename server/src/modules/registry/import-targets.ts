import { certificatesTarget } from './certificates/import-certificates.ts'
import { testResultsTarget } from './certificates/import-test-results.ts'
import { groupsTarget } from './groups/import-groups.ts'
import { listsTarget } from './groups/lists/import-lists.ts'
import type { ExportTarget, ImportTarget } from './import-target.ts'
import { locationsTarget } from './locations/import-locations.ts'
import { mandatesTarget } from './mandates/import-mandates.ts'
import { numberLeasesExport, numberSeriesExport } from './numbers/export-numbers.ts'
import { barcodeUseTarget } from './parties/barcode-use/import-barcode-use.ts'
import { partiesTarget } from './parties/import-parties.ts'
import { membershipsTarget } from './parties/members/import-memberships.ts'
import { productsTarget } from './products/import-products.ts'
import { systemsTarget } from './systems/import-systems.ts'
import { unitsTarget } from './units/import-units.ts'

/** Every register that comes in from a spreadsheet and goes out into one. An owner of a register adds its target here. */
export const importTargets: readonly ImportTarget[] = [
  partiesTarget,
  membershipsTarget,
  barcodeUseTarget,
  productsTarget,
  locationsTarget,
  groupsTarget,
  listsTarget,
  systemsTarget,
  certificatesTarget,
  testResultsTarget,
  mandatesTarget,
  unitsTarget,
]

/** What goes out besides: numbers are given out by the register alone, so none come in. */
export const exportTargets: readonly ExportTarget[] = [...importTargets, numberSeriesExport, numberLeasesExport]
