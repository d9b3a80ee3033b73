import { type CopyRows, newRows } from '../../../platform/postgres/copy-rows.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { insertAssertions } from '../../trace/index.ts'
import { assertionsOf } from '../event-assertions.ts'
import type { EventRecord } from '../event-record.ts'
import { type CaptureStamp, type KeyRowSource, putEvent, putIdentity, putKeys, putSights } from '../event-row.ts'
import { insertAtPlaces } from '../visibility/at-places/at-places.store.ts'
import { addAtPlaces, type OpenAtPlaces } from '../visibility/at-places/at-places.ts'
import { copyCapture, insertKeys } from './capture.store.ts'
import { contextIDOf } from './contexts.ts'
import type { Judged } from './judge.ts'
import { noteKey, type SeenKeys } from './seen-keys.ts'

/**
 * Writes new events with all rows that are made from them. `keysTo`: where the texts of new keys are noted, which other
 * captures may wait for: the same transaction where that is short, else one of their own.
 */
export const storeEvents = async (
  tx: Tx,
  keysTo: Reader,
  { fresh, describesFor }: Pick<Judged, 'fresh' | 'describesFor'>,
  stamp: Omit<CaptureStamp, 'contextIDOf' | 'describesFor'>,
): Promise<void> => {
  if (fresh.length === 0) return
  const full: CaptureStamp = { ...stamp, contextIDOf, describesFor }
  const ordered = fresh.toSorted((a, b) => (a.uid < b.uid ? -1 : 1))
  const keys: SeenKeys = new Map()
  const onKey = (hash: string, key: string, month: string) => noteKey(keys, hash, key, month)
  const rows = {
    identities: newRows(bytesOfEvent.identity * ordered.length),
    events: newRows(bytesOfEvent.event * ordered.length),
    keys: newRows(bytesOfEvent.keys * ordered.length),
  }
  let sights: CopyRows | undefined
  const open: OpenAtPlaces = new Map()
  for (const record of ordered) {
    putIdentity(rows.identities, record, full)
    putEvent(rows.events, record, full)
    const source = keySource(record, full)
    putKeys(rows.keys, source, record.audience, onKey)
    const { viewers } = record
    if (viewers.length === 0) continue
    sights ??= newRows(bytesOfEvent.sights * ordered.length)
    putSights(sights, source, viewers)
    addAtPlaces(open, record, viewers)
  }
  await copyCapture(tx, { ...rows, sights })
  await insertAtPlaces(tx, open)
  await insertKeys(keysTo, keys)
  await insertAssertions(
    tx,
    ordered.flatMap((record) =>
      assertionsOf({ ...record, captureNumber: full.number, declaredBy: full.declaredBy }, record.links),
    ),
  )
}

/** What the rows of a usual event take: buffers that begin so large need not grow. */
const bytesOfEvent = { identity: 70, event: 1000, keys: 1500, sights: 300 }

const keySource = ({ uid, facts, declaration }: EventRecord, stamp: CaptureStamp): KeyRowSource => ({
  uid,
  facts,
  declaration,
  captureNumber: stamp.number,
  capturedBy: stamp.capturedBy,
  declaredBy: stamp.declaredBy,
  describesFor: stamp.describesFor,
})
