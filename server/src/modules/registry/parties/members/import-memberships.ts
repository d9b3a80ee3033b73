import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { viewerOf } from '../../rights/reach.ts'
import { dayCell, textCell } from '../../spreadsheets/import-cell.ts'
import {
  type Judging,
  knownByName,
  pageOfRecords,
  type RecordSheet,
  recordsTarget,
  toRow,
} from '../../spreadsheets/records-target.ts'
import { Day } from '../../versions/day.ts'
import { checkValidity } from '../../versions/moment.ts'
import { PartyName } from '../party-names.ts'
import { addMemberships, refuseDelegate, unfitAmong } from './change-membership.ts'
import { selectMembershipPage, selectMembershipsOfMembers } from './membership.store.ts'

type Row = { group: string; member: string; validFrom: string; validTo?: string; basis?: string }
type Entry = { group: string; member: string; validFrom: string; validTo: string | null; basis: string | null }

const sheet: RecordSheet<Row, Entry> = {
  name: 'memberships',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'group', cell: textCell, required: true },
    { path: 'member', cell: textCell, required: true },
    { path: 'validFrom', cell: dayCell, required: true },
    { path: 'validTo', cell: dayCell },
    { path: 'basis', cell: textCell },
  ],
  derived: ['state', 'declaredBy', 'id'],
  schema: Type.Object(
    {
      group: PartyName,
      member: PartyName,
      validFrom: Day,
      validTo: Type.Optional(Day),
      basis: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    },
    { additionalProperties: false },
  ),
  named: ({ group, member, validFrom }) => [group, member, validFrom],
  parties: ({ group, member }) => [group, member],
  toRecord: ({ group, member, validFrom, validTo = null, basis = null }, _actor, partyOf) => ({
    ...{ group: partyOf(group), member: partyOf(member), validFrom, validTo, basis },
  }),
  nameOf: ({ group, member, validFrom }) => `${group} ${member} ${validFrom}`,
  judging,
  reworded: false,
  write: async (tx, actor, entries, position) => {
    const stated = entries.map((entry) => ({ ...entry, validTo: entry.validTo ?? 'infinity' }))
    await addMemberships(tx, actor, stated, position)
  },
  read: async (reader, actor, { after, limit, moment }) => {
    const whose = viewerOf(actor)
    const asked = { party: whose, after: after || lowestID, limit: limit + 1 }
    return pageOfRecords(await selectMembershipPage(reader, asked, { asOf: moment.asOf }), limit, (row) =>
      toRow<Row>(row),
    )
  },
}

async function judging(reader: Reader, actor: Actor, entries: readonly Entry[]): Promise<Judging<Entry>> {
  const ids = entries.flatMap(({ group, member }) => [group, member])
  const refuseUnfit = await unfitAmong(reader, ids)
  const rows = await selectMembershipsOfMembers(
    reader,
    entries.map(({ member }) => member),
  )
  const isSide = ({ group, member }: Entry) =>
    actor.can('registry.administer') || actor.partyID === group || actor.partyID === member
  // For who is neither side there is no membership, not even the same one.
  const between = Map.groupBy<string, Entry>(rows, ({ group, member }) => `${group} ${member}`)
  return {
    known: knownByName<Entry>(sheet.nameOf, rows.filter(isSide)),
    check: (entry) => {
      const { group, member, validFrom, validTo } = entry
      if (!isSide(entry)) throw problem('registry.not-yours')
      refuseDelegate(actor)
      checkValidity({ validFrom, validTo: validTo ?? undefined })
      refuseUnfit(group, member)
      const others = between.get(`${group} ${member}`) ?? []
      if (others.some((other) => overlap(other, entry))) throw problem('registry.membership-exists')
      between.set(`${group} ${member}`, [...others, entry])
    },
  }
}

const endless = 'infinity'

/** Whether two share a day; ISO days sort as they follow each other, and before 'infinity'. */
const overlap = (a: Entry, b: Entry): boolean =>
  a.validFrom <= (b.validTo ?? endless) && b.validFrom <= (a.validTo ?? endless)

/** Members of cooperatives and associations from a spreadsheet and to one, each side named by id, GLN or tax code. */
export const membershipsTarget = recordsTarget(sheet)
