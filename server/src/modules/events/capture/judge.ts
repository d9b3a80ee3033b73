import type { Reader } from '../../../platform/postgres/database.ts'
import { describeKeys } from '../../registry/index.ts'
import { type Audience, audienceOf, keysToDescribe } from '../audience.ts'
import type { EventRecord, Refusal } from '../event-record.ts'
import { viewersOf } from '../visibility/viewers.ts'
import type { Attribution } from './attribution.ts'
import { selectIdentities } from './capture.store.ts'
import { type CheckedClaims, checkClaims } from './claims.ts'

/** An event that is new, for whom it is, and who sees it besides those who tell it. */
export type FreshEvent = EventRecord & { audience: Audience; viewers: string[] }

/** What the registry and the store say of events that follow the rules: which are new, known, or may not stand. */
export type Judged = {
  fresh: FreshEvent[]
  repeated: EventRecord[]
  refusals: Refusal[]
  findings: CheckedClaims['findings']
  describesFor: CheckedClaims['describesFor']
}

/** One read of the registry (whose keys, for whom), then one of the identities that exist. */
export const judgeEvents = async (
  reader: Reader,
  records: readonly EventRecord[],
  attribution: Attribution,
): Promise<Judged> => {
  const known = await describeKeys(reader, [...new Set(records.flatMap((record) => keysToDescribe(record.facts)))])
  const { allowed, refusals, findings, describesFor } = await checkClaims(reader, records, known, attribution)
  const { fresh, repeated, taken } = await tellFresh(reader, allowed, attribution)
  const seen = fresh.map((record): FreshEvent => {
    const audience = audienceOf(record.facts, known)
    return { ...record, audience, viewers: viewersOf(record.facts, audience, attribution) }
  })
  return { fresh: seen, repeated, refusals: [...refusals, ...taken], findings, describesFor }
}

/**
 * The same content again is known and kept once, in a document as across them; other content under its ID is refused, and the
 * same in another's name, who would miss it.
 */
const tellFresh = async (reader: Reader, records: EventRecord[], { declaredBy }: Pick<Attribution, 'declaredBy'>) => {
  const identities = await selectIdentities(
    reader,
    records.map((record) => record.uid),
  )
  const fresh: EventRecord[] = []
  const repeated: EventRecord[] = []
  const taken: Refusal[] = []
  for (const record of records) {
    const known = identities.get(record.uid)
    if (known === undefined) {
      identities.set(record.uid, { content: record.contentHash, declaredBy })
      fresh.push(record)
    } else if (known.content === record.contentHash && known.declaredBy === declaredBy) repeated.push(record)
    else
      taken.push({
        event: record.ordinal,
        issue: { code: 'event-id-taken', path: '/eventID', params: { eventID: record.eventID } },
      })
  }
  return { fresh, repeated, taken }
}
