import type { Reader } from '../../../../platform/postgres/database.ts'
import { dayOf } from '../../versions/moment.ts'
import { selectMembers } from './membership.store.ts'

/** The members of a cooperative or an association on a day whose membership is confirmed: as far as the reach `members` goes. */
export async function membersOf(
  reader: Reader,
  groupID: string,
  at: string | Date = new Date(),
  asOf?: number,
): Promise<string[]> {
  return await selectMembers(reader, groupID, { asOf, at: dayOf(at) })
}
