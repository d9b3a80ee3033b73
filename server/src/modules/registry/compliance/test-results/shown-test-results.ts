import type { Reader } from '../../../../platform/postgres/database.ts'
import { claimCandidates } from '../../keys/claims/claim-key.ts'
import { lookUp, ownersAlone } from '../../keys/claims/describe-keys.ts'
import type { PartyCard } from '../../parties/party.ts'
import { partyCards } from '../../parties/party-card.ts'
import type { Moment } from '../../versions/moment.ts'
import { selectResultsFor, selectTestedKeys } from './test-result.store.ts'
import type { TestResultRow } from './test-result.ts'

/** A test result as everybody may read it. `attested`: the laboratory says so itself in the system; else the holder says it. */
export type ShownTestResult = Pick<TestResultRow, 'key' | 'parameter' | 'value' | 'unit' | 'limit' | 'conforms'> & {
  testedOn: string
  attested: boolean
  laboratory?: PartyCard
  laboratoryName?: string
}

const mostShown = 20

/**
 * What may be shown of tests of exactly these things: a code's product, its lot, its item. A result of one lot says
 * nothing of another, and nothing of the product; nor is one shown of who may not speak of the key any more.
 */
export async function shownTestResults(
  reader: Reader,
  keys: readonly string[],
  moment: Moment = {},
): Promise<ShownTestResult[]> {
  const tested = await selectTestedKeys(reader, keys, moment)
  if (tested.length === 0) return []
  const { descriptions } = await lookUp(reader, tested, moment, ownersAlone)
  const ownerOf = (key: string) => descriptions.get(key)?.owner ?? null
  const owned = tested.map((key) => ({ key, owner: ownerOf(key), candidates: claimCandidates(key) }))
  const rows = await selectResultsFor(reader, owned, moment, mostShown)
  const laboratories = await partyCards(
    reader,
    rows.flatMap(({ laboratory }) => laboratory ?? []),
    moment.asOf,
    moment.at,
  )
  return rows.map(
    ({ key, parameter, value, unit, limit, conforms, testedOn, attestedAt, laboratory, laboratoryName }) => {
      const card = laboratory === null ? undefined : laboratories.get(laboratory)
      return {
        ...{ key, parameter, value, unit, limit, conforms, testedOn },
        attested: attestedAt !== null,
        ...(card && { laboratory: card }),
        ...(laboratoryName !== null && { laboratoryName }),
      }
    },
  )
}
