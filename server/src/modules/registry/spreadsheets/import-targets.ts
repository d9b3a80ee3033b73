import { certificatesTarget } from '../compliance/certificates/import-certificates.ts'
import { fulfilmentsExport } from '../compliance/obligations/export-fulfilments.ts'
import { conformitiesTarget } from '../compliance/systems/conformity/import-conformities.ts'
import { examinationsTarget } from '../compliance/systems/conformity/import-examinations.ts'
import { connectionsTarget } from '../compliance/systems/connections/import-connections.ts'
import { systemsTarget } from '../compliance/systems/import-systems.ts'
import { testResultsTarget } from '../compliance/test-results/import-test-results.ts'
import { numberLeasesExport, numberSeriesExport } from '../keys/numbers/export-numbers.ts'
import { barcodeUseTarget } from '../parties/barcode-use/import-barcode-use.ts'
import { partiesTarget } from '../parties/import-parties.ts'
import { membershipsTarget } from '../parties/members/import-memberships.ts'
import { locationsTarget } from '../places/locations/import-locations.ts'
import { unitsTarget } from '../places/units/import-units.ts'
import { confirmationsExport } from '../products/confirmation/export-confirmations.ts'
import { groupsTarget } from '../products/groups/import-groups.ts'
import { listsTarget } from '../products/groups/lists/import-lists.ts'
import { productsTarget } from '../products/import-products.ts'
import { mandatesTarget } from '../rights/mandates/import-mandates.ts'
import type { ExportTarget, ImportTarget } from './import-target.ts'

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
  conformitiesTarget,
  examinationsTarget,
  connectionsTarget,
  certificatesTarget,
  testResultsTarget,
  mandatesTarget,
  unitsTarget,
]

/**
 * What goes out besides: numbers are given out by the register alone, and what is confirmed of a product or said of an obligation
 * is its speaker's act, on its day.
 */
export const exportTargets: readonly ExportTarget[] = [
  ...importTargets,
  confirmationsExport,
  fulfilmentsExport,
  numberSeriesExport,
  numberLeasesExport,
]
