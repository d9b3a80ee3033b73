import Type from 'typebox'
import type { Language, Say } from '../../../../platform/messages.ts'
import { inLanguage } from '../../statements/language-map.ts'
import type { Evidence } from './obligation.ts'
import type { Owed } from './read-obligations.ts'

const names = Type.Record(Type.String(), Type.String())

/** An obligation in the reader's language: what, why, from when, by when, how it stands and what shows it. */
export const ObligationView = Type.Object({
  id: Type.String(),
  party: Type.String(),
  rule: Type.String(),
  title: Type.String(),
  toDo: Type.String(),
  force: Type.String({ description: 'duty, encouraged, or reminder: of the system, by no law' }),
  draft: Type.Boolean({ description: 'Of a law or list that is a draft: it obliges nobody yet' }),
  sure: Type.Boolean({ description: 'False: it may apply; something that decides is not on record' }),
  subject: Type.Object({ key: Type.String(), names }),
  list: Type.Optional(Type.Object({ id: Type.String(), names, entry: Type.Optional(Type.Integer()) })),
  basis: Type.Array(
    Type.Object({ document: Type.String(), clause: Type.Optional(Type.String()), url: Type.Optional(Type.String()) }),
  ),
  from: Type.String(),
  by: Type.Optional(Type.String()),
  state: Type.Enum(['done', 'due', 'overdue', 'not-known']),
  evidence: Type.Array(
    Type.Object({
      name: Type.String(),
      holds: Type.Union([Type.Boolean(), Type.Null()]),
      message: Type.String(),
      by: Type.Optional(Type.String()),
      lacks: Type.Optional(Type.Array(Type.Object({ id: Type.String(), title: Type.String() }))),
    }),
  ),
})
export type ObligationView = Type.Static<typeof ObligationView>

export const toObligationView = (owed: Owed, say: Say, language: Language): ObligationView => {
  const { list, evidence, ...obligation } = owed
  return {
    ...obligation,
    subject: { key: owed.subject.key, names: { ...owed.subject.names } },
    ...(list && {
      list: { id: list.id, names: { ...list.names }, ...(list.entry !== undefined && { entry: list.entry }) },
    }),
    title: say(language, `obligations.title.${owed.rule}`, { list: inLanguage(list?.names, language) ?? '' }),
    toDo: say(language, `obligations.to-do.${owed.rule}`),
    evidence: evidence.map((each) => inWords(each, say, language)),
  }
}

const inWords = ({ lacks, ...evidence }: Evidence, say: Say, language: Language) => ({
  ...evidence,
  message: say(language, `obligations.evidence.${evidence.name}.${wordOf(evidence)}`),
  ...(lacks && { lacks: lacks.map((id) => ({ id, title: say(language, `rules.item.${id}`) })) }),
})

const wordOf = ({ holds, by }: Evidence): string =>
  holds === null ? 'not-known' : !holds ? 'lacking' : by?.startsWith('own-word') ? 'own-word' : 'holds'
