import { isDeepStrictEqual } from 'node:util'
import Type from 'typebox'
import type { Actor } from '../../../platform/actor.ts'
import { lowestID } from '../../../platform/ids.ts'
import type { Reader, Tx } from '../../../platform/postgres/database.ts'
import { isProblem, type Problem, problem } from '../../../platform/problem.ts'
import {
  type IdentifierRow,
  isPartyID,
  selectBearers,
  selectIdentifiers,
} from '../keys/identifiers/identifier.store.ts'
import { checkIdentifier, type Identifier } from '../keys/identifiers/identifier.ts'
import type { IdentifierCells as Cells } from '../keys/identifiers/identifier-columns.ts'
import {
  fromIdentifierCells,
  IdentifierCells,
  identifierColumns,
  identifierName,
  identifierNames,
  toIdentifierCells,
} from '../keys/identifiers/identifier-columns.ts'
import { addressColumns } from '../places/units/address/address-columns.ts'
import { addressCheck } from '../places/units/address/check-address.ts'
import { withUnits } from '../places/units/address/find-unit.ts'
import { reachesAll } from '../rights/reach.ts'
import { flagCell, textCell, wordCell } from '../spreadsheets/import-cell.ts'
import type { ExportAsked, ImportTarget, Known, Sought } from '../spreadsheets/import-target.ts'
import { languageColumns } from '../spreadsheets/language-columns.ts'
import { judgeEach } from '../statements/describe-subject.ts'
import type { Moment } from '../versions/moment.ts'
import type { PartyRow } from './party.store.ts'
import { selectContacts, selectParties, selectPartyHistory, selectPartyPage } from './party.store.ts'
import { NewParty, partyKinds } from './party.ts'
import { toAddress } from './party-card.ts'
import { addParties, bearersOf, changeParties, checkContent, refuseBearers } from './register-party.ts'
import { maskNumber } from './tax-code/tax-code.ts'

type Row = Partial<Omit<NewParty, 'identifiers' | 'basis' | 'validFrom' | 'validTo'>> & {
  id?: string
  identifiers?: Cells
}
type Plan = { id: string | undefined; input: NewParty }
/** The identifiers that a party bears, whole, and who goes on for it: itself, but where it was merged into another. */
type Said = { borne: readonly IdentifierRow[]; standsFor: string }

/** A household may have none but the number that it has in a list of its association or its commune. */
const schemes = ['tax-code', 'gln', 'pgln', 'gs1-company-prefix', 'national-uid', 'own-code'] as const
const { basis: _basis, validFrom: _from, validTo: _to, identifiers: _list, ...described } = NewParty.properties

/** Parties from a spreadsheet and to one; a row is named by its id, else by its tax code, else by another identifier. */
export const partiesTarget: ImportTarget<Row, Plan, Said> = {
  name: 'parties',
  permission: { import: 'registry.write-own', export: 'registry.read-own' },
  columns: [
    { path: 'id', cell: textCell },
    { path: 'kind', cell: wordCell(partyKinds, 'columns.party-kind') },
    ...languageColumns('names'),
    ...languageColumns('publicName'),
    ...languageColumns('descriptions'),
    ...addressColumns,
    { path: 'phone', cell: textCell },
    { path: 'email', cell: textCell },
    { path: 'sample', cell: flagCell },
    ...identifierColumns(schemes),
  ],
  schema: Type.Object(
    {
      id: Type.Optional(Type.String({ format: 'uuid' })),
      ...described,
      identifiers: Type.Optional(IdentifierCells(schemes)),
    },
    { additionalProperties: false },
  ),
  rowKey: (row) => row.id ?? identifierName(row.identifiers),
  otherNames: (row) => identifierNames(row.identifiers),
  current: readCurrent,
  complete: withUnits,
  judge: judgeRows,
  bearing: namesOf,
  write: writePlans,
  read: readPage,
  history: async (reader, actor, asked) => {
    const { ids, next } = await pageOfIDs(reader, actor, asked)
    const rows = await selectPartyHistory(reader, ids, asked.moment)
    return { rows, ...(next !== undefined && { next }) }
  },
}

/** Which parties names stand for; one who looks after its own alone meets only itself. */
async function readCurrent(
  reader: Reader,
  actor: Actor,
  names: readonly string[],
): Promise<Map<string, Known<Row, Said>>> {
  const found = new Map(names.filter(isPartyID).map((name) => [name, name]))
  const values = names.filter((name) => !isPartyID(name)).map((name) => name.slice(name.indexOf(':') + 1))
  const bearers = values.length === 0 ? [] : await selectBearers(reader, values, {})
  for (const { scheme, value, subject } of bearers)
    if (isPartyID(subject) && !found.has(`${scheme}:${value}`)) found.set(`${scheme}:${value}`, subject)
  const visible = [...found.values()].filter((id) => reachesAll(actor) || id === actor.partyID)
  const rows = await readRows(reader, actor, visible, {})
  return new Map(
    [...found].flatMap(([name, subject]) => {
      const known = rows.get(subject)
      return known === undefined ? [] : [[name, { subject, ...known }] as const]
    }),
  )
}

async function readRows(
  reader: Reader,
  actor: Actor,
  ids: readonly string[],
  moment: Moment,
): Promise<Map<string, { row: Row; said: Said }>> {
  if (ids.length === 0) return new Map()
  const parties = await selectParties(reader, ids, moment)
  const contacts = new Map((await selectContacts(reader, ids, moment)).map((each) => [each.partyID, each]))
  const identifiers = Map.groupBy(await selectIdentifiers(reader, ids, moment), ({ subject }) => subject)
  return new Map(
    parties.map((party) => {
      const { phone, email } = contacts.get(party.id) ?? {}
      const said = { borne: identifiers.get(party.id) ?? [], standsFor: party.standsFor }
      const cells = toIdentifierCells(said.borne.map(maskedFor(actor)), schemes)
      const reach = { ...(phone && { phone }), ...(email && { email }) }
      return [party.id, { row: { ...toRow(party), ...reach, ...(cells && { identifiers: cells }) }, said }]
    }),
  )
}

/** A person's number is shown whole to that person alone. */
const maskedFor =
  ({ partyID }: Actor) =>
  <T extends { subject: string; value: string }>(identifier: T): T =>
    identifier.subject === partyID ? identifier : { ...identifier, value: maskNumber(identifier.value) }

function toRow(party: PartyRow): Row {
  const { id, kind, names, publicName, descriptions, sample } = party
  const address = toAddress(party)
  return {
    ...{ id, kind, names },
    ...(publicName && { publicName }),
    ...(Object.keys(descriptions).length > 0 && { descriptions }),
    ...(Object.keys(address).length > 0 && { address }),
    ...(sample && { sample }),
  }
}

/** A row bears upon others by the party that it is about, and by what this one bore and is to bear: no two bear the same. */
function namesOf({ rowKey, subject, said, row }: Sought<Row, Said>): string[] {
  const borne = (said?.borne ?? []).map(({ scheme, value }) => `${scheme}:${value}`)
  return [rowKey, ...(subject === undefined ? [] : [subject]), ...borne, ...identifierNames(row.identifiers)]
}

async function judgeRows(reader: Reader, actor: Actor, rows: readonly Sought<Row, Said>[]) {
  const inputs = rows.map(toInput)
  const identifiers = inputs.map((input) => checkedIdentifiers(input.identifiers))
  // Those that can be looked for; the others are refused with their own row.
  const bearers = await bearersOf(
    reader,
    identifiers.flatMap((checked) => (isProblem(checked) ? [] : checked)),
  )
  const checkAddress = await addressCheck(
    reader,
    inputs.map(({ address }) => address),
  )
  const all = reachesAll(actor)
  const given = new Map<string, Sought<Row, Said>>()
  return judgeEach<Sought<Row, Said>, Plan>(rows, (each, index) => {
    const { subject, row, before } = each
    const input = inputs[index] ?? toInput(each)
    const checked = identifiers[index] ?? []
    if (!all && (subject === undefined || subject !== actor.partyID)) throw problem('registry.operator-only')
    if (row.id !== undefined && subject === undefined) throw problem('registry.party-unknown', { party: row.id })
    if (before !== undefined && isDeepStrictEqual(withoutID(before), withoutID(row)))
      return { fate: 'same', plan: { id: subject, input } }
    refuseMerged(each)
    if (!all && !isDeepStrictEqual(keptParts(before), keptParts(row))) throw problem('registry.operator-only')
    checkContent(input, input.kind)
    checkAddress(input.address)
    if (isProblem(checked)) throw checked
    refuseBearers(bearers, subject, checked)
    refuseTwice(given, each, checked)
    return { fate: before === undefined ? 'new' : 'changed', plan: { id: subject, input } }
  })
}

/** Nothing more is said of a party that goes on as another. */
function refuseMerged({ subject, said }: Sought<Row, Said>): void {
  if (subject !== undefined && said !== undefined && said.standsFor !== subject)
    throw problem('registry.party-merged', { party: subject, into: said.standsFor })
}

/** Two rows that are written together may not name the same identifier either. */
function refuseTwice<R>(given: Map<string, R>, row: R, identifiers: readonly Identifier[]): void {
  for (const { scheme, value } of identifiers) {
    const name = `${scheme} ${value}`
    const first = given.get(name) ?? row
    if (first !== row) throw problem('registry.identifier-taken', { scheme, value: maskNumber(value) })
    given.set(name, row)
  }
}

/** Identifiers as their schemes write them, or what is wrong with the first that is wrong. */
function checkedIdentifiers(identifiers: readonly Identifier[] = []): Identifier[] | Problem {
  try {
    return identifiers.map(checkIdentifier)
  } catch (error) {
    if (isProblem(error)) return error
    throw error
  }
}

const withoutID = ({ id: _id, ...row }: Row): Row => row

/** What the keeper of the register alone changes. */
const keptParts = ({ kind, sample, identifiers }: Row = {}) => ({ kind, sample, identifiers })

/** What the register's own PUT would be sent; identifiers that stay as they are are not named again. */
function toInput({ row, before }: Sought<Row, Said>): NewParty {
  const { id: _id, identifiers, kind = 'enterprise', names = {}, ...said } = row
  const stays = before !== undefined && isDeepStrictEqual(before.identifiers, identifiers)
  return { ...said, kind, names, ...(!stays && { identifiers: fromIdentifierCells(identifiers) }) }
}

async function writePlans(tx: Tx, actor: Actor, plans: readonly Plan[], position: number): Promise<string[]> {
  const all = reachesAll(actor)
  const fresh = plans.flatMap(({ id, input }) => (id === undefined ? [input] : []))
  const changes = plans.flatMap(({ id, input }) => {
    if (id === undefined) return []
    const { sample: _sample, identifiers, kind, ...content } = input
    return [{ id, input: all ? { ...content, kind, ...(identifiers && { identifiers }) } : content }]
  })
  const { keys } = await addParties(tx, actor, fresh, position)
  return [...keys, ...(await changeParties(tx, actor, changes, position))]
}

async function pageOfIDs(reader: Reader, actor: Actor, { after, limit, moment }: ExportAsked) {
  if (!reachesAll(actor)) return { ids: after === '' && actor.partyID !== null ? [actor.partyID] : [] }
  const found = await selectPartyPage(reader, { after: after === '' ? lowestID : after, limit: limit + 1 }, moment)
  const ids = found.slice(0, limit).map(({ id }) => id)
  return { ids, ...(found.length > limit && { next: ids.at(-1) ?? '' }) }
}

async function readPage(reader: Reader, actor: Actor, asked: ExportAsked) {
  const { ids, next } = await pageOfIDs(reader, actor, asked)
  const rows = await readRows(reader, actor, ids, asked.moment)
  return { rows: ids.flatMap((id) => rows.get(id)?.row ?? []), ...(next !== undefined && { next }) }
}
