import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import type { Db } from '../../../../platform/postgres/database.ts'
import { problem } from '../../../../platform/problem.ts'
import { holdsFile } from '../../../files/index.ts'
import { changeRegistry } from '../../versions/change.ts'
import { Day } from '../../versions/day.ts'
import { dayOf } from '../../versions/moment.ts'
import type { FactDeps } from './facts/gather-facts.ts'
import { insertFulfilment } from './fulfilment.store.ts'
import { obligationsOfParty } from './read-obligations.ts'

/** A party's word that it has met one of its obligations; without a day it takes the word back. */
export const FulfilmentInput = Type.Object(
  {
    obligation: Type.String({ minLength: 3, maxLength: 400, description: 'The id of the obligation' }),
    doneOn: Type.Union([Day, Type.Null()]),
    evidenceText: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2000,
        pattern: '\\S',
        description: 'Number and date of a paper, a receipt',
      }),
    ),
    evidenceFile: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Hash of a file of the caller' }),
    ),
  },
  { additionalProperties: false },
)
export type FulfilmentInput = Type.Static<typeof FulfilmentInput>

/** Notes the word of the caller's party on an obligation that it has today. */
export async function stateFulfilment(
  deps: FactDeps & { db: Db },
  actor: Actor,
  { obligation, doneOn, evidenceText, evidenceFile }: FulfilmentInput,
): Promise<void> {
  const { partyID } = actor
  if (partyID === null) throw problem('registry.not-yours')
  const { items } = await obligationsOfParty(deps, actor, partyID, {})
  if (!items.some(({ id }) => id === obligation)) throw problem('registry.obligation-unknown', { obligation })
  if (doneOn !== null && doneOn > dayOf(new Date())) throw problem('registry.day-to-come', { day: doneOn })
  if (doneOn !== null && evidenceText === undefined && evidenceFile === undefined)
    throw problem('registry.fulfilment-unproven')
  await changeRegistry(deps.db, actor, async (tx, position) => {
    if (evidenceFile !== undefined && !(await holdsFile(tx, partyID, evidenceFile)))
      throw problem('registry.fulfilment-unproven')
    await insertFulfilment(tx, {
      ...{ party: partyID, obligation, position, doneOn, declaredBy: partyID },
      ...{ evidenceText: evidenceText?.normalize('NFC') ?? null, evidenceFile: evidenceFile ?? null },
    })
    return {
      deed: { action: 'registry.state-fulfilment', subject: obligation, details: { doneOn, position } },
      keys: [],
      result: undefined,
    }
  })
}
