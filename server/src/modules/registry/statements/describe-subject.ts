import { setImmediate } from 'node:timers/promises'
import type { Actor } from '../../../platform/actor.ts'
import { newID } from '../../../platform/ids.ts'
import type { Db, Reader, Tx } from '../../../platform/postgres/database.ts'
import { isProblem, type Problem, problem } from '../../../platform/problem.ts'
import { claimForParties } from '../keys/claims/claim-for-party.ts'
import { type Speaker, speakersOn } from '../keys/claims/speaker.ts'
import { type IdentifierRow, insertIdentifiers, selectIdentifiers } from '../keys/identifiers/identifier.store.ts'
import type { Identifier } from '../keys/identifiers/identifier.ts'
import { namesToGive } from '../keys/identifiers/name-subject.ts'
import { reachesAll } from '../rights/reach.ts'
import type { Judged, RowIssue } from '../spreadsheets/import-target.ts'
import { changeRegistry } from '../versions/change.ts'
import { checkValidity } from '../versions/moment.ts'
import { attributesOf, type Speech, wordsToSay } from './attributes/state-words.ts'
import { insertWords, type NewStatement, selectWords } from './attributes/statement.store.ts'
import { toldWords } from './attributes/told-words.ts'
import { type Spoken, sameValue } from './attributes/word.ts'

/** What one may say of a product or a place besides its own words. */
type Description = { basis?: string; validFrom?: string; validTo?: string; identifiers?: Identifier[] }

/** How a kind of subject is described: its words, who may be refused, and what must hold before. */
export type Describing<T extends Description> = {
  kind: 'product' | 'location'
  taken: 'registry.gtin-taken' | 'registry.gln-taken'
  words: (input: T) => Spoken[]
  attributes: readonly string[]
  /** Refuses what may not be said: reads once what all descriptions need, and then judges each. */
  checker?: (reader: Reader, speakers: readonly Speaking[], inputs: readonly T[]) => Promise<Check<T>>
}

/** Throws a Problem where a description may not be. */
export type Check<T> = (speaking: Speaking, input: T) => void

/** Who says something of which key. `authority`: neither as its owner nor on its mandate. */
export type Speaking = { actor: Actor; key: string; authority: boolean }

/** One party's description of one key; `said`: what it says of the key now, where that has been read. */
export type Entry<T> = { key: string; input: T; said?: Said | undefined }

/** What a speaker says of a key, and by which identifiers the key is known. */
export type Said = { words: readonly Spoken[]; names: readonly IdentifierRow[] }

/** What is to be written for a description to stand. */
export type SubjectPlan = { speech: Speech; words: NewStatement[]; names: IdentifierRow[]; claims: boolean }

/** A party's word on a product or place, first or again. Who speaks first of a key that nobody owns asserts a claim on it. */
export const describeSubject = <T extends Description>(
  db: Db,
  actor: Actor,
  key: string,
  input: T,
  describing: Describing<T>,
): Promise<void> => {
  checkValidity(input)
  return changeRegistry(db, actor, async (tx, position) => {
    const [judged] = await judgeSubjects(tx, actor, [{ key, input }], describing)
    if (judged === undefined || 'issues' in judged) throw refusalOf(judged)
    const { plan } = judged
    const keys = await writeSubjects(tx, [plan], position)
    const changed = attributesOf(plan.words)
    return {
      deed: { action: `registry.describe-${describing.kind}`, subject: key, details: { changed } },
      keys,
      result: undefined,
    }
  })
}

const refusalOf = (
  judged: { issues: readonly { code: string; params?: Record<string, string | number> }[] } | undefined,
) => {
  const [issue] = judged?.issues ?? []
  return problem(issue?.code ?? 'registry.not-yours', issue?.params)
}

type Options = {
  /** Whether a word that counts already, whoever's it is, is left unsaid: an authority's list repeats what owners said. */
  unlessHeard?: boolean
}

/** What would become of descriptions, each valid from the same day on: a few queries for all of them. */
export async function judgeSubjects<T extends Description>(
  reader: Reader,
  actor: Actor,
  entries: readonly Entry<T>[],
  describing: Describing<T>,
  { unlessHeard = false }: Options = {},
): Promise<Judged<SubjectPlan>[]> {
  const keys = entries.map(({ key }) => key)
  const speakers = await speakersOn(reader, actor, keys, describing.taken)
  const said = await readSaid(reader, actor, entries)
  const asAuthority = keys.filter((key) => unlessHeard && isAuthority(speakers.get(key)))
  const heard = await toldWords(reader, asAuthority, {}, { ...describing, whole: reachesAll(actor) })
  const speakings = entries.map(({ key }) => ({ actor, key, authority: isAuthority(speakers.get(key)) }))
  const check = await describing.checker?.(
    reader,
    speakings,
    entries.map(({ input }) => input),
  )
  const judge = ({ key, input }: Entry<T>, index: number): Judged<SubjectPlan> => {
    const speaker = speakers.get(key)
    if (speaker === undefined || isProblem(speaker)) throw speaker ?? problem('registry.not-yours')
    check?.(speakings[index] ?? { actor, key, authority: false }, input)
    const { words: mine, names: known } = said.get(key) ?? nothingSaid
    const speech = speechOf(key, describing, speaker, input)
    const unheard = isNews(heard.get(key) ?? [])
    const words = wordsToSay(mine, speech, describing.words(input), describing.attributes).filter(unheard)
    const naming = { ...speech, mayVerify: actor.can('registry.administer') }
    const names = input.identifiers ? namesToGive(known, naming, input.identifiers) : []
    const fate = words.length + names.length === 0 ? 'same' : mine.length + known.length === 0 ? 'new' : 'changed'
    return { fate, plan: { speech, words, names, claims: speaker.claims } }
  }
  return judgeEach(entries, judge)
}

/** What the speaker says of each key on the day from which the descriptions are to hold. */
async function readSaid<T extends Description>(
  reader: Reader,
  actor: Actor,
  entries: readonly Entry<T>[],
): Promise<Map<string, Said>> {
  const unread = entries.filter(({ said }) => said === undefined).map(({ key }) => key)
  if (unread.length === 0) return new Map(entries.map(({ key, said = nothingSaid }) => [key, said]))
  const at = entries[0]?.input.validFrom
  const words = Map.groupBy(await selectWords(reader, unread, { at }, actor.partyID ?? ''), ({ subject }) => subject)
  const names = Map.groupBy(await selectIdentifiers(reader, unread, {}), ({ subject }) => subject)
  return new Map(
    entries.map(({ key, said }) => [key, said ?? { words: words.get(key) ?? [], names: names.get(key) ?? [] }]),
  )
}

export const nothingSaid: Said = { words: [], names: [] }

/** Judges one after the other; a refusal is an entry's own. */
export async function judgeEach<E, P>(
  entries: readonly E[],
  judge: (entry: E, index: number) => Promise<Judged<P>> | Judged<P>,
): Promise<Judged<P>[]> {
  const all: Judged<P>[] = []
  for (const [index, entry] of entries.entries()) {
    try {
      const judged = judge(entry, index)
      all.push(judged instanceof Promise ? await judged : judged)
    } catch (error) {
      all.push(refusalBy(error))
    }
    if (index % entriesATurn === entriesATurn - 1) await setImmediate()
  }
  return all
}

/** So many are judged before whoever else waits for the thread has its turn. */
const entriesATurn = 100

/** What is made of an entry, or its refusal. */
export const orRefusal = <T>(make: () => T): T | Refusal => {
  try {
    return make()
  } catch (error) {
    return refusalBy(error)
  }
}

type Refusal = { issues: readonly RowIssue[] }

const refusalBy = (error: unknown): Refusal => {
  if (!isProblem(error)) throw error
  return { issues: [{ code: error.problemCode, params: error.params }] }
}

const isAuthority = (speaker: Speaker | Problem | undefined): boolean => speaker !== undefined && 'authority' in speaker

const speechOf = <T extends Description>(
  key: string,
  { kind }: Describing<T>,
  speaker: { declaredBy: string; inNameOf?: string; basis?: string },
  { basis, validFrom, validTo }: T,
): Speech => ({
  subject: key,
  kind,
  declaredBy: speaker.declaredBy,
  inNameOf: speaker.inNameOf,
  basis: speaker.basis ?? basis,
  validFrom,
  validTo,
})

const isNews =
  (heard: readonly Spoken[]) =>
  ({ attribute, language, value }: NewStatement): boolean =>
    !heard.some((word) => word.attribute === attribute && word.language === language && sameValue(word.value, value))

/** Writes what was judged; answers the keys that read otherwise now. */
export async function writeSubjects(tx: Tx, plans: readonly SubjectPlan[], position: number): Promise<string[]> {
  await insertWords(
    tx,
    plans.map(({ speech: { subject, kind } }) => ({ key: subject, kind })),
    plans.flatMap(({ words }) => words),
    position,
  )
  await insertIdentifiers(
    tx,
    plans.flatMap(({ names }) => names),
    position,
  )
  for (const claiming of Map.groupBy(
    plans.filter(({ claims }) => claims),
    ({ speech: { declaredBy, basis } }) => `${declaredBy} ${basis}`,
  ).values()) {
    const { declaredBy = '', basis } = claiming[0]?.speech ?? {}
    const wanted = claiming.map(({ speech }) => ({ partyID: declaredBy, key: speech.subject, verified: false }))
    await claimForParties(tx, wanted, { position, declaredBy, basis })
  }
  return plans.filter(({ words, claims }) => claims || words.length > 0).map(({ speech }) => speech.subject)
}

/** A key for a subject without a GS1 one: known by its other identifiers, of which it has one at least. */
export const ownKey = ({ identifiers }: Description): string => {
  if (!identifiers?.length) throw problem('registry.identifier-needed')
  return `urn:uuid:${newID()}`
}
