import Type from 'typebox'
import type { Language, Say } from '../../../../platform/messages.ts'
import { problem } from '../../../../platform/problem.ts'
import { concernOf, sightOf } from '../../rights/sight.ts'
import { momentValues } from '../../versions/moment.ts'
import type { MomentQuery, Routes } from '../../wire.ts'
import { momentQuery, readMoment } from '../../wire.ts'
import { productCards } from '../product-card.ts'
import { pathName, productKey } from '../product-key.ts'
import type { Completeness, ItemState } from './completeness.ts'
import { readCompleteness } from './read-completeness.ts'
import { findRuleSet, type RuleSet, ruleSetOn, ruleSets } from './rule-set.ts'

const tags = ['products']
const told = Type.Object({ code: Type.String(), message: Type.String() })

const RuleSetView = Type.Object({
  id: Type.String(),
  name: Type.String({ description: 'How it is cited in short; `ruleSet` takes it too' }),
  title: Type.String(),
  purpose: Type.String(),
  document: Type.String(),
  clause: Type.Optional(Type.String()),
  status: Type.String({ description: 'base-lapsed: the decree it rests on is not in force any more' }),
  validFrom: Type.String(),
  validTo: Type.Optional(Type.String()),
  baseLapsedOn: Type.Optional(Type.String()),
})

const CompletenessView = Type.Object({
  key: Type.String(),
  at: Type.String(),
  ruleSet: RuleSetView,
  fulfilled: Type.Integer(),
  of: Type.Integer(),
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      clause: Type.Optional(Type.String()),
      title: Type.String(),
      ifAny: Type.Boolean({ description: 'Wanted only of goods that have it' }),
      state: Type.String({ description: 'fulfilled, not-applicable (the owner says that there is none), missing' }),
      evidence: Type.Optional(Type.String({ description: 'What fulfils it' })),
      reason: Type.Optional(told),
      toDo: Type.Optional(Type.String()),
    }),
  ),
})

type Query = MomentQuery & { ruleSet?: string; lot?: string }

/** GET /api/rule-sets · GET /api/products/{gtin}/completeness */
export const completenessRoutes: Routes = (http, { db, say, keyEvents }) => {
  http.get(
    '/api/rule-sets',
    {
      config: { permission: 'public' },
      schema: {
        tags,
        summary: 'List the rule sets by which product data are checked, older ones too',
        response: {
          200: Type.Object({
            items: Type.Array(Type.Object({ ...RuleSetView.properties, items: Type.Array(Type.Unknown()) })),
          }),
        },
      },
    },
    async ({ lang }) => ({
      items: ruleSets.map((set) => ({
        ...toRuleSetView(set, say, lang),
        items: set.items.map((item) => ({ ...item, title: say(lang, `rules.item.${item.id}`) })),
      })),
    }),
  )

  http.get<{ Params: { gtin: string }; Querystring: Query }>(
    '/api/products/:gtin/completeness',
    {
      config: { permission: 'registry.read-obligations' },
      schema: {
        tags,
        summary:
          'Check how much of what the law wants is on record of a product: each item with why it is missing and what to do',
        params: Type.Object({ gtin: Type.String({ maxLength: 40, description: 'GTIN, or the id of one without' }) }),
        querystring: Type.Object({
          ...momentQuery,
          ruleSet: Type.Optional(
            Type.String({ maxLength: 60, description: 'The one in force on the day where not named' }),
          ),
          lot: Type.Optional(
            Type.String({ minLength: 1, maxLength: 20, description: 'Check by the events of this lot' }),
          ),
        }),
        response: { 200: CompletenessView },
      },
    },
    async ({ actor, lang, params, query: { ruleSet: name, lot, ...query } }) => {
      const key = productKey(params.gtin)
      const moment = readMoment(query)
      const [, day] = momentValues(moment)
      const card = (await productCards(db, [key], moment)).get(key)
      if (card === undefined) throw problem('registry.product-unknown', { key: pathName(key) })
      const sight = await sightOf(db, actor, 'registry.read-obligations', moment)
      if (!sight.covers(concernOf(card, sight))) throw problem('registry.not-yours')
      const ruleSet = name === undefined ? ruleSetOn('record', day) : findRuleSet(name)
      if (ruleSet === undefined) throw problem('registry.rule-set-unknown', { name: name ?? '' })
      const found = await readCompleteness(db, keyEvents, [card], ruleSet, moment, lot)
      return { key, at: day, ...inWords(found.get(key), say, lang) }
    },
  )
}

const toRuleSetView = ({ items: _items, ...set }: RuleSet, say: Say, lang: Language) => ({
  ...set,
  title: say(lang, `rules.set.${set.id}`),
})

function inWords(completeness: Completeness | undefined, say: Say, lang: Language) {
  if (completeness === undefined) throw new Error('a product that was read was not judged')
  const item = ({ reason, ...state }: ItemState) => ({
    ...state,
    title: say(lang, `rules.item.${state.id}`),
    ...(reason && {
      reason: { code: reason, message: say(lang, `rules.reason.${reason}`) },
      toDo: say(lang, reason === 'no-owner' ? 'rules.to-do.no-owner' : `rules.to-do.${state.id}`),
    }),
  })
  return {
    ...completeness,
    ruleSet: toRuleSetView(completeness.ruleSet, say, lang),
    items: completeness.items.map(item),
  }
}
