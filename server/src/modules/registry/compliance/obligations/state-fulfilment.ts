import Type from 'typebox'
import type { Actor } from '../../../../platform/actor.ts'
import type { Db, Reader } from '../../../../platform/postgres/database.ts'
import { isProblem, problem } from '../../../../platform/problem.ts'
import { heldFiles } from '../../../files/index.ts'
import { changeRegistry } from '../../versions/change.ts'
import { Day } from '../../versions/day.ts'
import { dayOf } from '../../versions/moment.ts'
import type { FactDeps } from './facts/gather-facts.ts'
import { insertFulfilments, type Word } from './fulfilment.store.ts'
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
  const party = actor.partyID
  if (party === null) throw problem('registry.not-yours')
  const evidence = { evidenceText: evidenceText?.normalize('NFC') ?? null, evidenceFile: evidenceFile ?? null }
  const word = { party, obligation, doneOn, ...evidence }
  // What it is obliged to is much to read: before the position is taken, which others wait for.
  const refuseUnknown = await obligationCheck(deps, actor)
  refuseUnknown(word)
  await changeRegistry(deps.db, actor, async (tx, position) => {
    const refuseUnproven = await evidenceCheck(tx, actor, [word])
    refuseUnproven(word)
    await insertFulfilments(tx, [word], { position, declaredBy: party })
    return {
      deed: { action: 'registry.state-fulfilment', subject: obligation, details: { doneOn, position } },
      keys: [],
      result: undefined,
    }
  })
}

/** Refuses words on what the actor's party is not obliged to today, or not yet. */
export async function obligationCheck(deps: FactDeps, actor: Actor): Promise<(word: Word) => void> {
  const owed = await obligationsOfParty(deps, actor, actor.partyID ?? '', {}).catch((error: unknown) => {
    if (isProblem(error)) return error
    throw error
  })
  const ids = new Set(isProblem(owed) ? [] : owed.items.map(({ id }) => id))
  const today = dayOf(new Date())
  return ({ obligation, doneOn }) => {
    if (isProblem(owed)) throw owed
    if (!ids.has(obligation)) throw problem('registry.obligation-unknown', { obligation })
    if (doneOn !== null && doneOn > today) throw problem('registry.day-to-come', { day: doneOn })
  }
}

/** Refuses words that nothing shows to be true; a file is one of the actor's own. */
export async function evidenceCheck(
  reader: Reader,
  actor: Actor,
  words: readonly Word[],
): Promise<(word: Word) => void> {
  const files = words.flatMap(({ evidenceFile }) => evidenceFile ?? [])
  const held = await heldFiles(reader, actor.partyID, files)
  return ({ doneOn, evidenceText, evidenceFile }) => {
    const isBare = doneOn !== null && evidenceText === null && evidenceFile === null
    if (isBare || (evidenceFile !== null && !held.has(evidenceFile))) throw problem('registry.fulfilment-unproven')
  }
}
