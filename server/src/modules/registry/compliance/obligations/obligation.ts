import type { Basis, Each, EvidenceName, ObligationRule } from './obligation-rule.ts'

/** What is known of one piece of evidence: whether it holds (null: nobody here can know), by what, what it lacks. */
export type Evidence = { name: EvidenceName; holds: boolean | null; by?: string; lacks?: readonly string[] }

/** Something about a party to which rules may apply. */
export type Fact = {
  each: Each
  /** What it is about: a product, a system, the party. */
  subject: { key: string; names: Readonly<Record<string, string>> }
  /** Words by which rules choose: a list's kind, an entry's level, a step. */
  words: Readonly<Record<string, string>>
  /** From when, by when; a rule's own first day where not named. */
  from?: string | undefined
  by?: string | undefined
  /** False: it may apply, something that decides is not known. */
  sure: boolean
  draft: boolean
  /** The list that makes it so. */
  list?: { id: string; names: Readonly<Record<string, string>>; entry?: number } | undefined
  basis: readonly Basis[]
  evidence: readonly Evidence[]
}

/** The party's own word that an obligation is met, with its evidence. */
export type Fulfilment = {
  obligation: string
  doneOn: string
  evidenceText: string | null
  evidenceFile: string | null
}

export type Obligation = Pick<Fact, 'subject' | 'list' | 'sure'> & {
  id: string
  rule: string
  force: ObligationRule['force']
  draft: boolean
  basis: Basis[]
  from: string
  by?: string
  state: 'done' | 'due' | 'overdue' | 'not-known'
  evidence: Evidence[]
}

/** What a party is obliged to on a day: each rule that is law then (or a draft of one) over each fact that it chooses. */
export const obligationsOf = (
  rules: readonly ObligationRule[],
  facts: readonly Fact[],
  fulfilments: readonly Fulfilment[],
  day: string,
): Obligation[] =>
  rules
    .filter(({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo))
    .flatMap((rule) => facts.filter((fact) => chooses(rule, fact)).map((fact) => oblige(rule, fact, fulfilments, day)))
    .sort(byUrgency)

const chooses = ({ each, where = {} }: ObligationRule, fact: Fact): boolean =>
  each === fact.each && Object.entries(where).every(([name, among]) => among.includes(fact.words[name] ?? ''))

function oblige(rule: ObligationRule, fact: Fact, fulfilments: readonly Fulfilment[], day: string): Obligation {
  const id = [rule.id, fact.list?.id, fact.subject.key].filter((part) => part !== undefined).join(' ')
  const word = fulfilments.find(({ obligation, doneOn }) => obligation === id && doneOn <= day)
  const evidence = rule.doneBy.map((name) => withWord(known(name, fact), word))
  const draft = fact.draft || rule.status === 'draft'
  return {
    id,
    rule: rule.id,
    force: rule.force,
    draft,
    sure: fact.sure,
    subject: fact.subject,
    list: fact.list,
    basis: [...rule.basis, ...fact.basis],
    from: fact.from ?? rule.validFrom,
    ...(fact.by !== undefined && { by: fact.by }),
    evidence,
    state: stateOf(evidence, { sure: fact.sure, late: !draft && rule.force !== 'encouraged' && isPast(fact.by, day) }),
  }
}

const known = (name: EvidenceName, fact: Fact): Evidence =>
  fact.evidence.find((each) => each.name === name) ?? { name, holds: null }

/** A party's word stands for what nobody here can know, never against what is seen. */
const withWord = (evidence: Evidence, word: Fulfilment | undefined): Evidence =>
  evidence.holds === null && word ? { ...evidence, holds: true, by: `own-word ${word.doneOn}` } : evidence

const isPast = (by: string | undefined, day: string): boolean => by !== undefined && day > by

/** An obligation that may not apply, or that nobody can see to be met, is not known to be overdue. */
function stateOf(evidence: readonly Evidence[], { sure, late }: { sure: boolean; late: boolean }): Obligation['state'] {
  if (evidence.every(({ holds }) => holds === true)) return 'done'
  if (!sure) return 'not-known'
  if (evidence.some(({ holds }) => holds === false)) return late ? 'overdue' : 'due'
  return 'not-known'
}

/** Laws and their clauses in one line. */
export const basisText = (basis: readonly Basis[]): string =>
  basis.map(({ document, clause }) => [clause, document].filter(Boolean).join(' ')).join('; ')

const order = { overdue: 0, due: 1, 'not-known': 2, done: 3 }

/** By what is most pressing; what has no day comes after what has one. */
export const urgencyOf = ({ state, by, id }: Pick<Obligation, 'state' | 'by' | 'id'>): string =>
  `${order[state]} ${by ?? '9999-12-31'} ${id}`

const byUrgency = (a: Obligation, b: Obligation): number => (urgencyOf(a) < urgencyOf(b) ? -1 : 1)
