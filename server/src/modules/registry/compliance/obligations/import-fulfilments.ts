import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { orNone, PartyName, partyNames, speakerNamed } from '../../parties/party-names.ts'
import { reachesAll, viewerOf } from '../../rights/reach.ts'
import { dayCell, textCell } from '../../spreadsheets/import-cell.ts'
import type { ExportAsked, Known, TargetDeps } from '../../spreadsheets/import-target.ts'
import { type Judging, type RecordSheet, recordsTarget, toRow } from '../../spreadsheets/records-target.ts'
import { sameValue } from '../../statements/attributes/word.ts'
import { Day } from '../../versions/day.ts'
import { cutPage } from '../../wire.ts'
import { insertFulfilments, selectFulfilmentPage, selectFulfilmentsNamed, type Word } from './fulfilment.store.ts'
import { evidenceCheck, FulfilmentInput, obligationCheck } from './state-fulfilment.ts'

type Row = {
  party?: string
  obligation: string
  doneOn: string
  evidenceText?: string
  evidenceFile?: string
}

const sheet: RecordSheet<Row, Word> = {
  name: 'obligation-fulfilments',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'party', cell: textCell },
    { path: 'obligation', cell: textCell, required: true },
    { path: 'doneOn', cell: dayCell, required: true },
    { path: 'evidenceText', cell: textCell },
    { path: 'evidenceFile', cell: textCell },
  ],
  derived: [],
  schema: Type.Object(
    { ...FulfilmentInput.properties, party: Type.Optional(PartyName), doneOn: Day },
    { additionalProperties: false },
  ),
  named: ({ party, obligation }) => [party, obligation],
  parties: ({ party }) => [party],
  toRecord: ({ party, obligation, doneOn, evidenceText = null, evidenceFile = null }, actor, partyOf) => ({
    ...{ obligation, doneOn, evidenceText, evidenceFile },
    party: speakerNamed(party, actor, partyOf),
  }),
  nameOf: ({ party, obligation }) => `${party} ${obligation}`,
  judging,
  reworded: true,
  current: readCurrent,
  write: (tx, actor, entries, position) =>
    insertFulfilments(tx, entries, { position, declaredBy: actor.partyID ?? '' }),
  read: readPage,
}

/** The words on these obligations that the actor may read: its own; everybody's, for who keeps the register. */
async function readWords(reader: Reader, actor: Actor, words: readonly Pick<Word, 'party' | 'obligation'>[]) {
  const readable = words.filter(({ party }) => reachesAll(actor) || party === actor.partyID)
  const parties = [...new Set(readable.map(({ party }) => party))]
  const obligations = [...new Set(readable.map(({ obligation }) => obligation))]
  const said = await selectFulfilmentsNamed(reader, parties, obligations)
  return new Map(said.map((word) => [sheet.nameOf(word), word]))
}

async function readCurrent(
  reader: Reader,
  actor: Actor,
  rowKeys: readonly string[],
): Promise<ReadonlyMap<string, Known<Row>>> {
  const named = rowKeys.map((key) => [key, ...(JSON.parse(key) as [string | null, string])] as const)
  const partyOf = await partyNames(
    reader,
    actor,
    named.flatMap(([, party]) => party ?? []),
  )
  const asked = named.flatMap(([key, text, obligation]) => {
    const party = orNone(() => speakerNamed(text ?? undefined, actor, partyOf))
    return party === undefined ? [] : [{ key, party, obligation }]
  })
  const said = await readWords(reader, actor, asked)
  return new Map(
    asked.flatMap(({ key, party, obligation }) => {
      const word = said.get(`${party} ${obligation}`)
      return word === undefined ? [] : [[key, { subject: `${party} ${obligation}`, row: toRow<Row>(word) }] as const]
    }),
  )
}

async function judging(reader: Reader, actor: Actor, words: readonly Word[], deps: TargetDeps): Promise<Judging<Word>> {
  const said = await readWords(reader, actor, words)
  const known = (word: Word): Word | undefined => said.get(sheet.nameOf(word))
  // What a party is obliged to is much to read: where nothing new is said of it, it is not.
  const isNew = words.some((word) => word.party === actor.partyID && !sameValue(known(word), word))
  const refuseUnknown = isNew ? await obligationCheck({ ...deps, db: reader }, actor) : undefined
  const refuseUnproven = await evidenceCheck(reader, actor, words)
  return {
    known,
    check: (word) => {
      if (word.party !== actor.partyID) throw problem('registry.not-yours')
      refuseUnknown?.(word)
      refuseUnproven(word)
    },
  }
}

async function readPage(reader: Reader, actor: Actor, { after, limit, moment }: ExportAsked) {
  const party = after === '' ? lowestID : after.slice(0, lowestID.length)
  const asked = {
    party: viewerOf(actor),
    after: { party, obligation: after.slice(party.length + 1) },
    limit: limit + 1,
  }
  const { items, next } = cutPage(
    await selectFulfilmentPage(reader, asked, moment.asOf),
    limit,
    (row) => `${row.party} ${row.obligation}`,
    (row) => toRow<Row>(row),
  )
  return { rows: items, ...(next !== undefined && { next }) }
}

/** What a party says of obligations that it meets: its own words, from a spreadsheet; one's own, everybody's for who keeps the register, to one. */
export const fulfilmentsTarget = recordsTarget(sheet)
