import { certificatesTarget } from '../compliance/certificates/import-certificates.ts'
import { obligationsExport } from '../compliance/obligations/export-obligations.ts'
import { fulfilmentsTarget } from '../compliance/obligations/import-fulfilments.ts'
import { conformitiesTarget } from '../compliance/systems/conformity/import-conformities.ts'
import { examinationsTarget } from '../compliance/systems/conformity/import-examinations.ts'
import { connectionsTarget } from '../compliance/systems/connections/import-connections.ts'
import { systemsTarget } from '../compliance/systems/import-systems.ts'
import { testResultsTarget } from '../compliance/test-results/import-test-results.ts'
import { numberLeasesExport, numberSeriesExport } from '../keys/numbers/export-numbers.ts'
import { elsewhereTarget } from '../keys/numbers/import-elsewhere.ts'
import { barcodeUseTarget } from '../parties/barcode-use/import-barcode-use.ts'
import { partiesTarget } from '../parties/import-parties.ts'
import { membershipsTarget } from '../parties/members/import-memberships.ts'
import { locationsTarget } from '../places/locations/import-locations.ts'
import { unitsTarget } from '../places/units/import-units.ts'
import { confirmationsTarget } from '../products/confirmation/import-confirmations.ts'
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
  confirmationsTarget,
  systemsTarget,
  conformitiesTarget,
  examinationsTarget,
  connectionsTarget,
  certificatesTarget,
  testResultsTarget,
  mandatesTarget,
  fulfilmentsTarget,
  elsewhereTarget,
  unitsTarget,
]

/** What goes out besides: what the register works out, and series and leases of numbers, which it alone gives out. */
export const exportTargets: readonly ExportTarget[] = [
  ...importTargets,
  obligationsExport,
  numberSeriesExport,
  numberLeasesExport,
]
