import { groupsTarget } from './groups/import-groups.ts'
import { listsTarget } from './groups/lists/import-lists.ts'
import type { ImportTarget } from './import-target.ts'
import { locationsTarget } from './locations/import-locations.ts'
import { partiesTarget } from './parties/import-parties.ts'
import { productsTarget } from './products/import-products.ts'

/** Every register that comes in from a spreadsheet and goes out into one. An owner of a register adds its target here. */
export const importTargets: readonly ImportTarget[] = [
  partiesTarget,
  productsTarget,
  locationsTarget,
  groupsTarget,
  listsTarget,
]
