import type { Reader } from '../../../platform/postgres/database.ts'
import { personalDataOf } from '../../registry/index.ts'
import { selectConsents } from '../consents/consent.store.ts'
import { selectRequestsOf } from '../requests/request.store.ts'
import type { Subject } from '../subject.ts'

/** All that is kept of a person under its name, for that person alone. What it declared as events it reads by the events' own interface. */
export const exportPerson = async (reader: Reader, subject: Subject) => {
  const { kind, id, ids } = subject
  const requests = await selectRequestsOf(reader, subject)
  return {
    subject: { kind, id },
    exportedAt: new Date().toISOString(),
    ...(kind === 'party' && { register: await personalDataOf(reader, ids) }),
    consents: await selectConsents(reader, subject),
    requests: requests.map(({ id: _, subjectID: _s, subjectKind: _k, ...request }) => request),
  }
}
