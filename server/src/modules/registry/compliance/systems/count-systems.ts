import type { Reader } from '../../../../platform/postgres/database.ts'
import { type Asked, barcodeUsers, countBarcodeUse } from '../../parties/barcode-use/count-barcode-use.ts'
import { momentValues } from '../../versions/moment.ts'
import { selectConformities, selectExaminations } from './conformity/conformity.store.ts'
import { appliesStandards, eligibleForConnection } from './conformity/conformity.ts'
import { selectUsedSystems } from './system.store.ts'

/**
 * The Plan's two shares, from their lists: of those that use barcodes, how many have a system that applies standards, and
 * how many one that is eligible for connection. Neither is made from the other, and of the doubtful none counts as a yes.
 */
export async function countSystems(reader: Reader, asked: Asked) {
  const users = await barcodeUsers(reader, asked)
  const counted = users.filter(({ standing, placed }) => standing === 'uses' && placed === 'within').map(({ id }) => id)
  const moment = { at: asked.at, asOf: asked.asOf }
  const used = await selectUsedSystems(reader, counted, moment)
  const systems = [...new Set(used.map(({ system }) => system))]
  const [asOf] = momentValues(moment)
  const declared = Map.groupBy(await selectConformities(reader, systems, asOf), ({ system }) => system)
  const examined = Map.groupBy(await selectExaminations(reader, systems, asOf), ({ system }) => system)
  const partiesWith = (holds: (system: string) => boolean) =>
    new Set(used.filter(({ system }) => holds(system)).map(({ party }) => party)).size
  const { denominator, ...barcodes } = countBarcodeUse(users)
  const share = (count: number) => ({ count, share: sharesOf(count, denominator) })
  return {
    barcodes: { ...barcodes, denominator },
    withSystem: share(partiesWith(() => true)),
    appliesStandards: share(
      partiesWith((id) => appliesStandards(declared.get(id) ?? [], examined.get(id) ?? [], asked.at).holds),
    ),
    eligibleForConnection: share(partiesWith((id) => eligibleForConnection(examined.get(id) ?? [], asked.at).holds)),
  }
}

/** A share between two denominators; null where there is nobody to have one of. */
function sharesOf(count: number, { least, most }: { least: number; most: number }) {
  const of = (whole: number) => (whole === 0 ? null : Math.round((count / whole) * 10_000) / 100)
  return { least: of(most), most: of(least) }
}
