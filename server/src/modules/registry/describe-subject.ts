import type { Actor } from '../../platform/actor.ts'
import { newID } from '../../platform/ids.ts'
import type { Db, Reader, Tx } from '../../platform/postgres/database.ts'
import { isProblem, type Problem, problem } from '../../platform/problem.ts'
import { hearAbout } from './attributes/hear.ts'
import { attributesOf, type Speech, wordsToSay } from './attributes/state-words.ts'
import { insertStatements, insertSubjects, type NewStatement, selectWords } from './attributes/statement.store.ts'
import { type Spoken, sameValue } from './attributes/word.ts'
import { changeRegistry } from './change.ts'
import { claimForParties } from './claims/claim-for-party.ts'
import { type Speaker, speakersOn } from './claims/speaker.ts'
import { type IdentifierRow, insertIdentifiers, selectIdentifiers } from './identifiers/identifier.store.ts'
import type { Identifier } from './identifiers/identifier.ts'
import { namesToGive } from './identifiers/name-subject.ts'
import type { Judged } from './import-target.ts'
import { checkValidity } from './moment.ts'

/** What one may say of a product or a place besides its own words. */
type Said = { basis?: string; validFrom?: string; validTo?: string; identifiers?: Identifier[] }

/** How a kind of subject is described: its words, who may be refused, and what must hold before. */
export type Describing<T extends Said> = {
  kind: 'product' | 'location'
  taken: 'registry.gtin-taken' | 'registry.gln-taken'
  words: (input: T) => Spoken[]
  attributes: readonly string[]
  check?: (reader: Reader, speaking: Speaking, input: T) => Promise<void>
}

/** Who says something of which key. `parties`: the speaker and for whom it speaks; `authority`: neither owner nor on its mandate. */
export type Speaking = { actor: Actor; key: string; parties: readonly string[]; authority: boolean }

/** One party's description of one key. */
export type Entry<T> = { key: string; input: T }

/** What is to be written for a description to stand. */
export type SubjectPlan = { speech: Speech; words: NewStatement[]; names: IdentifierRow[]; claims: boolean }

/** A party's word on a product or place, first or again. Who speaks first of a key that nobody owns asserts a claim on it. */
export const describeSubject = <T extends Said>(
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
export async function judgeSubjects<T extends Said>(
  reader: Reader,
  actor: Actor,
  entries: readonly Entry<T>[],
  describing: Describing<T>,
  { unlessHeard = false }: Options = {},
): Promise<Judged<SubjectPlan>[]> {
  const keys = entries.map(({ key }) => key)
  const speakers = await speakersOn(reader, actor, keys, describing.taken)
  const self = actor.partyID ?? ''
  const at = entries[0]?.input.validFrom
  const mine = Map.groupBy(await selectWords(reader, keys, { at }, self), ({ subject }) => subject)
  const known = Map.groupBy(await selectIdentifiers(reader, keys, {}), ({ subject }) => subject)
  const asAuthority = keys.filter((key) => unlessHeard && isAuthority(speakers.get(key)))
  const heard = await hearAbout(reader, asAuthority, {})
  const judge = async ({ key, input }: Entry<T>): Promise<Judged<SubjectPlan>> => {
    const speaker = speakers.get(key)
    if (speaker === undefined || isProblem(speaker)) throw speaker ?? problem('registry.not-yours')
    const parties = [speaker.declaredBy, self]
    await describing.check?.(reader, { actor, key, parties, authority: isAuthority(speaker) }, input)
    const speech = speechOf(key, describing, speaker, input)
    const said = mine.get(key) ?? []
    const unheard = isNews(heard.get(key)?.words ?? [])
    const words = wordsToSay(said, speech, describing.words(input), describing.attributes).filter(unheard)
    const naming = { ...speech, mayVerify: actor.can('registry.administer') }
    const names = input.identifiers ? namesToGive(known.get(key) ?? [], naming, input.identifiers) : []
    const fate =
      words.length + names.length === 0 ? 'same' : said.length + (known.get(key)?.length ?? 0) === 0 ? 'new' : 'changed'
    return { fate, plan: { speech, words, names, claims: speaker.claims } }
  }
  return judgeEach(entries, judge)
}

/** Judges one after the other; a refusal is an entry's own. */
export async function judgeEach<E, P>(
  entries: readonly E[],
  judge: (entry: E) => Promise<Judged<P>>,
): Promise<Judged<P>[]> {
  const all: Judged<P>[] = []
  for (const entry of entries)
    all.push(
      await judge(entry).catch((error: unknown) => {
        if (!isProblem(error)) throw error
        return { issues: [{ code: error.problemCode, params: error.params }] }
      }),
    )
  return all
}

const isAuthority = (speaker: Speaker | Problem | undefined): boolean => speaker !== undefined && 'authority' in speaker

const speechOf = <T extends Said>(
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
  await insertSubjects(
    tx,
    plans.map(({ speech: { subject, kind } }) => ({ key: subject, kind })),
    position,
  )
  await insertStatements(
    tx,
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
export const ownKey = ({ identifiers }: Said): string => {
  if (!identifiers?.length) throw problem('registry.identifier-needed')
  return `urn:uuid:${newID()}`
}
