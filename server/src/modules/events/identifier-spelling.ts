import { canonicalKey, type Translate, toDigitalLinkUri, toEpcUrnUri } from '@nguon/epcis'
import type { Reader } from '../../platform/postgres/database.ts'
import { companyPrefixLengths } from '../registry/index.ts'
import type { OutputFormat } from './output-format.ts'

/**
 * How GS1-EPC-Format spells identifiers; undefined where each stays as it was received. The registry is asked once for the
 * company prefixes of all `uris`, and only where they are to be URNs.
 */
export const spellingFor = async (
  reader: Reader,
  epc: OutputFormat['epc'],
  uris: () => readonly string[],
): Promise<Translate | undefined> => {
  if (epc === 'Always_GS1_Digital_Link') return toDigitalLinkUri
  if (epc !== 'Always_EPC_URN') return undefined
  return toEpcUrnUri(await companyPrefixLengths(reader, [...new Set(uris().map(canonicalKey))]))
}
