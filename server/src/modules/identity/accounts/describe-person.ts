import type { FastifyRequest } from 'fastify'
import type { Language } from '../../../platform/messages.ts'
import type { FrameAccount } from '../pages/frame.page.ts'
import type { AccountsDeps } from './deps.ts'
import { getAccount } from './people/account.store.ts'

/** Who is signed in and for whom, as the pages' frame shows it. */
export const describePerson =
  ({ db, partyNames }: Pick<AccountsDeps, 'db' | 'partyNames'>) =>
  async ({ actor }: FastifyRequest, language: Language): Promise<Omit<FrameAccount, 'signOut'> | undefined> => {
    // A request that was refused before it was known who calls has no actor.
    if (!actor?.accountID) return undefined
    const partyID = actor.partyID ?? ''
    const names = await partyNames([partyID], language)
    const { name } = await getAccount(db, actor.accountID)
    return { name, organisation: names.get(partyID), can: actor.can }
  }
