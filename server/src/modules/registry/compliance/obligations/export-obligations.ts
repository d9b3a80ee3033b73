import type { Actor } from '../../../../platform/actor.ts'
import { lowestID } from '../../../../platform/ids.ts'
import { languages } from '../../../../platform/messages.ts'
import type { Reader } from '../../../../platform/postgres/database.ts'
import { selectPartyPage } from '../../parties/party.store.ts'
import type { PartyCard } from '../../parties/party.ts'
import { partyCards } from '../../parties/party-card.ts'
import { viewerOf } from '../../rights/reach.ts'
import {
  derivedColumns,
  type ExportAsked,
  type ExportPage,
  type ExportTarget,
  type TargetDeps,
} from '../../spreadsheets/import-target.ts'
import { inLanguage } from '../../statements/language-map.ts'
import { type Moment, momentValues } from '../../versions/moment.ts'
import { selectBusy } from './facts/fact.store.ts'
import { factsOfIdle, gatherPart } from './facts/gather-facts.ts'
import { selectFulfilments } from './fulfilment.store.ts'
import { basisText, type Obligation, obligationsOf } from './obligation.ts'
import { obligationRules } from './obligation-rule.ts'

/** Where an export is: behind some products of a party, or, with no product, behind the party. */
type Place = { party: string; product: string }

/** So many parties are looked at for a page, and so many parts of what those have that have something. */
const mostParties = 200
const mostParts = 25

/** What one is obliged to today; what everybody is, for who keeps the register: party by party, with the law behind it. */
export const obligationsExport: ExportTarget = {
  name: 'obligations',
  permission: { export: 'registry.read-obligations' },
  columns: derivedColumns(
    ...['party', 'obligation', 'rule', ...languages.map((language) => `title.${language}`), 'basis', 'subject'],
    ...['names.vi', 'names.en', 'names.*', 'list', 'from', 'by', 'state', 'force', 'draft', 'sure'],
  ),
  read: readPage,
}

async function readPage(
  reader: Reader,
  actor: Actor,
  { after, limit, moment }: ExportAsked,
  deps: TargetDeps,
): Promise<ExportPage<object>> {
  const [start = '', ...product] = after.split(' ')
  let place: Place = { party: start || lowestID, product: product.join(' ') }
  const parties = await partiesFrom(reader, actor, place, moment)
  const cards = await partyCards(reader, parties, moment.asOf, moment.at)
  const busy = await selectBusy(reader, parties, moment)
  const rows: object[] = []
  let parts = 0
  for (const party of parties)
    do {
      if (rows.length >= limit || parts >= mostParts) return { rows, next: `${place.party} ${place.product}` }
      const part = await readPart({ ...deps, db: reader }, cards.get(party), busy, { ...place, party }, moment)
      rows.push(...part.owed.map((each) => toRow(party, each, deps)))
      place = { party, product: part.next ?? '' }
      if (busy.has(party)) parts += 1
    } while (place.product !== '')
  return { rows, ...(parties.length >= mostParties && { next: `${place.party} ` }) }
}

async function partiesFrom(reader: Reader, actor: Actor, { party, product }: Place, moment: Moment): Promise<string[]> {
  const begun = product === '' ? [] : [party]
  const own = viewerOf(actor)
  if (own !== null) return own > party ? [own] : begun
  const following = await selectPartyPage(reader, { after: party, limit: mostParties }, moment)
  return [...begun, ...following.map(({ id }) => id)]
}

async function readPart(
  deps: TargetDeps & { db: Reader },
  card: PartyCard | undefined,
  busy: ReadonlySet<string>,
  { party, product }: Place,
  moment: Moment,
): Promise<{ owed: Obligation[]; next?: string | undefined }> {
  const [, day] = momentValues(moment)
  if (card === undefined) return { owed: [] }
  if (!busy.has(party)) return { owed: obligationsOf(obligationRules, factsOfIdle(deps, card), [], day) }
  const { facts, next } = await gatherPart(deps, card, product, moment)
  return { owed: obligationsOf(obligationRules, facts, await selectFulfilments(deps.db, party, moment), day), next }
}

const toRow = (party: string, { id, rule, subject, list, basis, ...owed }: Obligation, { say }: TargetDeps) => ({
  ...{ party, obligation: id, rule },
  title: Object.fromEntries(
    languages.map((language) => [
      language,
      say(language, `obligations.title.${rule}`, { list: inLanguage(list?.names, language) ?? '' }),
    ]),
  ),
  ...{ basis: basisText(basis), subject: subject.key, names: subject.names },
  ...(list && { list: list.id }),
  ...{ from: owed.from, ...(owed.by !== undefined && { by: owed.by }) },
  ...{ state: owed.state, force: owed.force, draft: owed.draft, sure: owed.sure },
})
